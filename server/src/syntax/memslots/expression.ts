import type { Cursor } from './cursor';
import { readNumber } from './number';

export type Operator = '+' | '-' | '*' | '/' | '<<' | '>>' | 'negate';

/** One item of an expression in postfix order: operands first, then the operator that takes them. */
export type ExpressionItem =
  | { readonly kind: 'number'; readonly value: bigint; readonly start: number; readonly end: number }
  | { readonly kind: 'name'; readonly name: string; readonly start: number; readonly end: number }
  | { readonly kind: 'operator'; readonly operator: Operator; readonly start: number; readonly end: number };

/**
 * `totalsize - 2G`, in postfix order, so that neither reading nor evaluating it ever recurses: a hundred thousand
 * parentheses are as harmless as one.
 */
export interface Expression {
  readonly items: readonly ExpressionItem[];
  /** Some part of it could not be read (a problem says which): its value is unknown. */
  readonly broken: boolean;
  readonly start: number;
  readonly end: number;
}

const PRECEDENCE: Readonly<Record<Operator, number>> = { '<<': 1, '>>': 1, '+': 2, '-': 2, '*': 3, '/': 3, negate: 4 };

interface Pending {
  readonly operator: Operator | '(';
  readonly start: number;
  readonly end: number;
}

const NUMBER = /[0-9][0-9A-Za-z_]*(?:\.[0-9A-Za-z_]+)?/y;
const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;
const OPERATOR = /<<|>>|[-+*/]/y;
const NEXT_FIELD = /[A-Za-z_][A-Za-z0-9_-]*[ \t]*=/y;

/** Reads an expression at the cursor, as far as it reaches; `undefined` when there is none, and then nothing was read. */
export function readExpression(cursor: Cursor): Expression | undefined {
  const items: ExpressionItem[] = [];
  const pending: Pending[] = [];
  const before = cursor.at;
  cursor.skipBlanks();
  const first = cursor.at;
  let end = first;
  let broken = false;
  let wantOperand = true;
  let unclosed = 0;

  const reduce = (precedence: number) => {
    for (
      let top = pending.at(-1);
      top && top.operator !== '(' && PRECEDENCE[top.operator] >= precedence;
      top = pending.at(-1)
    ) {
      items.push({ kind: 'operator', operator: top.operator, start: top.start, end: top.end });
      pending.pop();
    }
  };

  for (;;) {
    const behind = cursor.at;
    cursor.skipBlanks();
    if (wantOperand) {
      const number = cursor.match(NUMBER);
      if (number) {
        const reading = readNumber(number.text);
        if (reading.kind === 'value') {
          items.push({ kind: 'number', value: reading.value, start: number.start, end: number.end });
          // Nearly always it is no more than that.
          if (behind === first && cursor.isAtSeparator) return { items, broken, start: number.start, end: number.end };
        } else {
          broken = true;
          cursor.problem('malformed-number', number, reading.message, reading.suggestion);
        }
        wantOperand = false;
      } else if (cursor.startsWith('(')) {
        const open = cursor.take(1);
        pending.push({ operator: '(', start: open.start, end: open.end });
        unclosed++;
      } else if (unclosed > 0 && cursor.startsWith(')')) {
        broken = true;
        cursor.problem('missing-value', cursor.take(1), 'A number or a name is missing before this.');
        reduce(0);
        pending.pop();
        unclosed--;
        wantOperand = false;
      } else if (cursor.startsWith('-')) {
        const minus = cursor.take(1);
        pending.push({ operator: 'negate', start: minus.start, end: minus.end });
      } else if (cursor.startsWith('+')) {
        cursor.take(1);
      } else {
        const name = cursor.looksAt(NEXT_FIELD) ? undefined : cursor.match(NAME);
        if (!name) {
          cursor.at = behind;
          break;
        }
        items.push({ kind: 'name', name: name.text, start: name.start, end: name.end });
        wantOperand = false;
      }
    } else if (unclosed > 0 && cursor.startsWith(')')) {
      cursor.take(1);
      reduce(0);
      pending.pop();
      unclosed--;
    } else {
      // `//` starts a comment, as does `#`; neither is an operator.
      const operator = cursor.startsWith('//') ? undefined : cursor.match(OPERATOR);
      if (!operator) {
        cursor.at = behind;
        break;
      }
      reduce(PRECEDENCE[operator.text as Operator]);
      pending.push({ operator: operator.text as Operator, start: operator.start, end: operator.end });
      wantOperand = true;
    }
    end = cursor.at;
  }

  if (end === first) {
    cursor.at = before;
    return undefined;
  }
  if (wantOperand) {
    broken = true;
    const last = pending.at(-1);
    cursor.problem(
      'missing-value',
      last ?? { start: cursor.place(first), end: cursor.place(end) },
      'A number or a name is missing behind this.',
    );
  }
  const open = pending.findLast(({ operator }) => operator === '(');
  if (open) {
    broken = true;
    cursor.problem('unclosed-parenthesis', open, 'This parenthesis is never closed.', '');
  }
  for (let top = pending.pop(); top; top = pending.pop()) {
    if (top.operator !== '(') items.push({ kind: 'operator', operator: top.operator, start: top.start, end: top.end });
  }
  return { items, broken, start: cursor.place(first), end: cursor.placeEnd(end) };
}
