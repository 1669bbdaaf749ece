import { type Declaration, type Field, fieldsOf, type Token } from '../syntax/memslots/declaration';
import type { Expression, ExpressionItem } from '../syntax/memslots/expression';
import type { FieldOwner } from '../syntax/memslots/fields';

/** The smallest thing of a declaration that stands at some place. */
export type Element =
  | { readonly kind: 'comment'; readonly token: Token }
  /** `let`, `backing`, `private`, …; not the head of a slot. */
  | { readonly kind: 'keyword'; readonly token: Token }
  /** The head of a slot or of a trace line: `Slot#1(ram)`, `kvm_set_user_memory AddrSpace#0 Slot#1`. */
  | { readonly kind: 'head'; readonly token: Token }
  /** The name that a declaration defines; of `rule`, the rule that it asks for. */
  | { readonly kind: 'name'; readonly token: Token }
  | { readonly kind: 'key'; readonly field: Field; readonly token: Token }
  /** A word behind a `=`: `memfd`, `1G` as a page, the name of a backing. */
  | { readonly kind: 'word'; readonly field: Field; readonly token: Token }
  | { readonly kind: 'flag'; readonly field: Field; readonly token: Token }
  /** A number, a name or an operator in an expression; `item` is `undefined` between them. `field`: whose value it is. */
  | {
      readonly kind: 'expression';
      readonly field: Field | undefined;
      readonly expression: Expression;
      readonly item: ExpressionItem | undefined;
    };

interface Extent {
  readonly start: number;
  readonly end: number;
}

/** The element at `offset`; the place just behind its last character counts, as an editor's cursor does. */
export function elementAt(declaration: Declaration, offset: number): Element | undefined {
  const touches = ({ start, end }: Extent) => start <= offset && offset <= end;
  const { comment } = declaration;
  if (comment && comment.start < offset && touches(comment)) return { kind: 'comment', token: comment };
  switch (declaration.kind) {
    case 'blank':
    case 'foreign':
      return undefined;
    case 'slot':
    case 'trace-slot':
      if (touches(declaration.head)) return { kind: 'head', token: declaration.head };
      break;
    case 'attributes':
      if (touches(declaration.head)) return { kind: 'keyword', token: declaration.head };
      break;
    default:
      if (declaration.name && touches(declaration.name)) return { kind: 'name', token: declaration.name };
      if (touches(declaration.keyword)) return { kind: 'keyword', token: declaration.keyword };
      if (declaration.kind === 'let') return inExpression(declaration.expression, undefined, touches);
  }
  for (const field of fieldsOf(declaration)) {
    const found = inField(field, touches);
    if (found) return found;
  }
  return undefined;
}

/** Which fields a declaration can have; `undefined` when it can have none. */
export function ownerOf(declaration: Declaration): FieldOwner | undefined {
  switch (declaration.kind) {
    case 'slot':
    case 'trace-slot':
      return 'slot';
    case 'backing':
    case 'host':
    case 'attributes':
      return declaration.kind;
    default:
      return undefined;
  }
}

function inField(field: Field, touches: (extent: Extent) => boolean): Element | undefined {
  const { key, value } = field;
  if (value && touches(value)) {
    if (value.kind === 'number') return inExpression(value.expression, field, touches);
    if (value.kind === 'word') return { kind: 'word', field, token: value };
    const part = value.parts.find(touches);
    if (part) return { kind: 'flag', field, token: part };
  }
  return touches(key) ? { kind: 'key', field, token: key } : undefined;
}

function inExpression(
  expression: Expression | undefined,
  field: Field | undefined,
  touches: (extent: Extent) => boolean,
): Element | undefined {
  if (!expression || !touches(expression)) return undefined;
  // Where an operand and an operator meet, the operand is meant.
  const operand = expression.items.find((item) => item.kind !== 'operator' && touches(item));
  const item = operand ?? expression.items.find(touches);
  return { kind: 'expression', field, expression, item };
}
