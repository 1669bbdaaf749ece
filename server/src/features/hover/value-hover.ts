import { isAligned } from '../../layout/align';
import { architectureOf, granuleOf } from '../../model/architecture';
import { formatCount, formatSize, hex } from '../../model/format';
import { evaluateExpression } from '../../model/memslots/evaluate-expression';
import { errnoOf } from '../../simulation/errno';
import type { Declaration } from '../../syntax/memslots/declaration';
import type { Expression } from '../../syntax/memslots/expression';
import { type Element, elementAt } from '../element-at';
import { hostOf } from '../machine-of';
import type { Snapshot } from '../snapshot';
import { clipText, codeSpan } from './escape-markdown';
import type { HoverContent } from './hover-content';

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
      : `${codeSpan(clipText(declaration.text.slice(item.start, item.end)))} = ${describe(item.value)}`;
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
  const text = codeSpan(clipText(declaration.text.slice(expression.start, expression.end)));
  if (evaluation.kind === 'value') return `${text} = ${describe(evaluation.value)}`;
  return evaluation.kind === 'failed' ? `${text}: ${evaluation.message}` : `${text}: the value is not known.`;
}

function aboutLet(snapshot: Snapshot, declaration: Declaration, name: string): string {
  const { values, definitions } = snapshot.facts.scope;
  const definition = definitions.get(name);
  if (!definition) return `${codeSpan(clipText(name))} is not defined: its value is not known.`;
  const { expression } = definition;
  const written = expression ? definition.text.slice(expression.start, expression.end) : '';
  const head = codeSpan(clipText(`let ${name} = ${written}`));
  const value = values.get(name);
  if (value === undefined) return `${head}: the value is not known.`;
  return `${head} = ${describerFor(snapshot, declaration, undefined)(value)}`;
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
      return (value) => {
        const text = `${notations(value)} = **${formatSize(value)}**`;
        return value < 0n ? text : `${text}\n\n${alignment(value, pageSizesOf(snapshot, declaration))}`;
      };
  }
}

const notations = (value: bigint) => `\`${hex(value)}\` = ${formatCount(value)}`;

function pageSizesOf(snapshot: Snapshot, declaration: Declaration): readonly bigint[] {
  const host = hostOf(snapshot, declaration);
  return granuleOf(architectureOf(host.arch), host.pageSize).mappable;
}

/** The largest power of two that divides the value, and how far it is from the pages of the host. */
function alignment(value: bigint, pageSizes: readonly bigint[]): string {
  if (value === 0n) return 'Aligned to every page size.';
  const largest = value & -value;
  const power = largest.toString(2).length - 1;
  const lines = pageSizes.map((size) => {
    if (isAligned(value, size)) return `- ${formatSize(size)}-aligned`;
    const above = value & (size - 1n);
    const below = size - above;
    return `- not ${formatSize(size)}-aligned: ${distance(above)} above \`${hex(value - above)}\`, ${distance(below)} below \`${hex(value + below)}\``;
  });
  return `Aligned to ${formatSize(largest)} (2^${power}).\n${lines.join('\n')}`;
}

function distance(bytes: bigint): string {
  return `\`${hex(bytes)}\` (${formatSize(bytes)})`;
}
