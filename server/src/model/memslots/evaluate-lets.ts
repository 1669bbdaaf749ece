import type { LetDeclaration } from '../../syntax/memslots/declaration';
import type { Problem } from '../../text/problem';
import { spanOf } from '../../text/span';
import { U64_LIMIT } from '../../text/u64';
import { evaluateExpression } from './evaluate-expression';

/** The values of a file's `let` names; a name whose value is not known has `undefined`. */
export interface LetValues {
  readonly values: ReadonlyMap<string, bigint | undefined>;
  /** Where each name is defined; the first definition where there are several. */
  readonly definitions: ReadonlyMap<string, LetDeclaration>;
  readonly problems: readonly Problem[];
}

/** Evaluates all `let` declarations, in whatever order they stand. A name that depends on itself stays unknown. */
export function evaluateLets(lets: readonly LetDeclaration[]): LetValues {
  const definitions = new Map<string, LetDeclaration>();
  const problems: Problem[] = [];
  for (const declaration of lets) {
    if (!declaration.name) continue;
    if (definitions.has(declaration.name.text)) {
      problems.push(
        problem(
          declaration,
          declaration.name,
          'duplicate-name',
          `'${declaration.name.text}' is defined twice; the first definition counts.`,
        ),
      );
    } else definitions.set(declaration.name.text, declaration);
  }
  const values = new Map<string, bigint | undefined>();
  const state = new Map<string, 'open' | 'done'>();
  for (const root of definitions.keys()) {
    // Depth first, with a stack of our own: a chain of definitions may be as long as the file.
    const stack = [root];
    while (stack.length > 0) {
      const name = stack.at(-1)!;
      const declaration = definitions.get(name)!;
      if (state.get(name) === undefined) {
        state.set(name, 'open');
        for (const item of declaration.expression?.items ?? []) {
          if (item.kind !== 'name') continue;
          const inner = state.get(item.name);
          if (inner === 'open')
            problems.push(
              problem(declaration, item, 'cyclic-let', `'${item.name}' depends on itself; its value is unknown.`),
            );
          else if (inner === undefined && definitions.has(item.name)) stack.push(item.name);
        }
        continue;
      }
      stack.pop();
      if (state.get(name) === 'done') continue;
      state.set(name, 'done');
      values.set(name, letValue(declaration, values, problems));
    }
  }
  return { values, definitions, problems };
}

function letValue(
  declaration: LetDeclaration,
  values: ReadonlyMap<string, bigint | undefined>,
  problems: Problem[],
): bigint | undefined {
  if (!declaration.expression) return undefined;
  const evaluation = evaluateExpression(declaration.expression, (name) => values.get(name));
  if (evaluation.kind === 'failed')
    problems.push(problem(declaration, evaluation, evaluation.code, evaluation.message));
  if (evaluation.kind !== 'value') return undefined;
  // A negative value is fine for a difference that something is added to; where it is used decides.
  if (evaluation.value < U64_LIMIT) return evaluation.value;
  problems.push(problem(declaration, declaration.expression, 'number-overflow', 'The value does not fit 64 bits.'));
  return undefined;
}

function problem(
  declaration: LetDeclaration,
  at: { start: number; end: number },
  code: string,
  message: string,
): Problem {
  return { code, span: spanOf(declaration, at.start, at.end), message, severity: 'error' };
}
