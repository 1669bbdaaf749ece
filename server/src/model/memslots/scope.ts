import type { Declaration, LetDeclaration } from '../../syntax/memslots/declaration';
import type { Expression } from '../../syntax/memslots/expression';
import { nearestWord } from '../../text/nearest-word';
import type { Problem } from '../../text/problem';
import { spanOf } from '../../text/span';
import { U64_LIMIT } from '../../text/u64';
import type { Quantity } from '../quantity';
import { UNKNOWN, written } from '../quantity';
import { evaluateExpression } from './evaluate-expression';
import { evaluateLets } from './evaluate-lets';

/** The names that expressions of one file can use. */
export interface Scope {
  readonly values: ReadonlyMap<string, bigint | undefined>;
  readonly definitions: ReadonlyMap<string, LetDeclaration>;
  readonly problems: readonly Problem[];
}

/** The scope that the file's `let` declarations make. */
export function scopeOf(lets: readonly LetDeclaration[]): Scope {
  const { values, definitions, problems } = evaluateLets(lets);
  const found = [...problems];
  for (const declaration of lets) {
    if (declaration.expression) reportUndefined(declaration, declaration.expression, definitions, found);
  }
  return { values, definitions, problems: found };
}

/**
 * The value of an expression in a declaration, with what is wrong with it added to `problems`. Outside [0, 2^64) it is
 * unknown, unless `signed` allows negative values (return codes, file descriptors).
 */
export function quantityOf(
  declaration: Declaration,
  expression: Expression,
  scope: Scope,
  problems: Problem[],
  signed = false,
): Quantity {
  const { start, end } = expression;
  const evaluation = evaluateExpression(expression, (name) => scope.values.get(name));
  if (evaluation.kind === 'value') {
    if ((evaluation.value >= 0n || signed) && evaluation.value < U64_LIMIT)
      return written(evaluation.value, declaration, start, end);
    const span = spanOf(declaration, start, end);
    problems.push(
      evaluation.value < 0n
        ? {
            code: 'negative-value',
            span,
            severity: 'error',
            message: `The value is ${evaluation.value}; addresses, sizes and ids are not negative.`,
          }
        : {
            code: 'number-overflow',
            span,
            severity: 'error',
            message: 'The value does not fit 64 bits: the largest one is 0xffffffffffffffff.',
          },
    );
  } else if (evaluation.kind === 'failed') {
    problems.push({
      code: evaluation.code,
      span: spanOf(declaration, evaluation.start, evaluation.end),
      severity: 'error',
      message: evaluation.message,
    });
  }
  reportUndefined(declaration, expression, scope.definitions, problems);
  return { ...UNKNOWN, span: spanOf(declaration, start, end) };
}

function reportUndefined(
  declaration: Declaration,
  expression: Expression,
  definitions: ReadonlyMap<string, unknown>,
  problems: Problem[],
): void {
  for (const item of expression.items) {
    if (item.kind !== 'name' || definitions.has(item.name)) continue;
    const nearest = nearestWord(item.name, definitions.keys());
    problems.push({
      code: 'undefined-name',
      span: spanOf(declaration, item.start, item.end),
      severity: 'error',
      message: `'${item.name}' is not defined${nearest ? `; did you mean '${nearest}'?` : `; define it with 'let ${item.name} = …'.`}`,
      ...(nearest ? { suggestions: [nearest] } : {}),
    });
  }
}
