import { hex } from '../../model/format';
import { type Evaluation, evaluateExpression } from '../../model/memslots/evaluate-expression';
import { errnoOf } from '../../simulation/errno';
import type { Declaration } from '../../syntax/memslots/declaration';
import type { Expression } from '../../syntax/memslots/expression';
import { type Element, elementAt } from '../element-at';
import { hostOf } from '../machine-of';
import type { Snapshot } from '../snapshot';
import { clipText, codeSpan } from './escape-markdown';
import type { HoverContent } from './hover-content';
import { notations, numberMarkdown } from './number-markdown';

/** On a number, an expression or the name of a `let`: its value in other notations, and how it is aligned. */
export function valueHover(snapshot: Snapshot, declaration: Declaration, offset: number): HoverContent | undefined {
  const element = elementAt(declaration, offset);
  if (element?.kind === 'expression') return inExpression(snapshot, declaration, element);
  if (element?.kind === 'name' && declaration.kind === 'let') {
    const { start, end, text } = element.token;
    return { markdown: aboutLet(snapshot, declaration, text), start, end };
  }
  return undefined;
}

function inExpression(
  snapshot: Snapshot,
  declaration: Declaration,
  { expression, item, field }: Element & { kind: 'expression' },
): HoverContent {
  const describe = describerFor(snapshot, declaration, field?.name);
  const whole = describeExpression(snapshot, declaration, expression, describe);
  const all = { start: expression.start, end: expression.end };
  if (!item || item.kind === 'operator' || isLiteral(expression)) return { markdown: whole, ...all };
  const place = { start: item.start, end: item.end };
  const part =
    item.kind === 'name'
      ? aboutLet(snapshot, declaration, item.name)
      : equation(declaration.text.slice(item.start, item.end), describe(item.value));
  // A part of a larger expression: what the whole comes to belongs to it.
  const rest = expression.items.length > 1 ? `\n\n---\n\n${whole}` : '';
  return { markdown: part + rest, ...place };
}

/** One number, with a sign of its own or none: there is nothing to tell apart in it. */
function isLiteral({ items }: Expression): boolean {
  const [first, second] = items;
  if (first?.kind !== 'number') return false;
  return items.length === 1 || (items.length === 2 && second?.kind === 'operator' && second.operator === 'negate');
}

function describeExpression(
  snapshot: Snapshot,
  declaration: Declaration,
  expression: Expression,
  describe: (value: bigint) => string,
): string {
  const { values } = snapshot.facts.scope;
  const evaluation = evaluateExpression(expression, (name) => values.get(name));
  return verdict(declaration.text.slice(expression.start, expression.end), evaluation, describe);
}

function verdict(written: string, evaluation: Evaluation, describe: (value: bigint) => string): string {
  if (evaluation.kind === 'value') return equation(written, describe(evaluation.value));
  const text = codeSpan(clipText(written));
  return evaluation.kind === 'failed' ? `${text}: ${evaluation.message}` : `${text}: the value is not known.`;
}

/** `text = description`, unless the description begins with just that. */
function equation(written: string, description: string): string {
  const text = codeSpan(clipText(written));
  return description.startsWith(`${text} `) || description === text ? description : `${text} = ${description}`;
}

function aboutLet(snapshot: Snapshot, declaration: Declaration, name: string): string {
  const { values, definitions } = snapshot.facts.scope;
  const definition = definitions.get(name);
  if (!definition) return `${codeSpan(clipText(name))} is not defined: its value is not known.`;
  const { expression } = definition;
  if (!expression) return `${codeSpan(clipText(`let ${name}`))}: the value is not known.`;
  const written = definition.text.slice(expression.start, expression.end);
  const value = values.get(name);
  const evaluation: Evaluation =
    value === undefined ? evaluateExpression(expression, (other) => values.get(other)) : { kind: 'value', value };
  return verdict(`let ${name} = ${written}`, evaluation, describerFor(snapshot, declaration, undefined));
}

/** How the value of that field is told: numbers that count no bytes have no binary units and no alignment. */
function describerFor(
  snapshot: Snapshot,
  declaration: Declaration,
  field: string | undefined,
): (value: bigint) => string {
  switch (field) {
    case 'as':
    case 'guest_memfd':
      return notations;
    case 'gpa-bits':
      return (bits) => `${bits}: addresses below ${bits <= 64n ? hex(1n << bits) : '2^64'}`;
    case 'ret':
      return (value) => {
        const errno = errnoOf(value);
        return errno ? `${value} (${errno}): the call was refused` : `${value}`;
      };
    default:
      return (value) => numberMarkdown(value, hostOf(snapshot, declaration));
  }
}
