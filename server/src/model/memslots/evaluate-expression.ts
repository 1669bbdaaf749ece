import type { Expression, ExpressionItem } from '../../syntax/memslots/expression';
import { U64_LIMIT } from '../../text/u64';

/** What an expression comes to. */
export type Evaluation =
  | { readonly kind: 'value'; readonly value: bigint }
  /** Some name in it has no known value, or it could not be read: that was said elsewhere. */
  | { readonly kind: 'unknown' }
  | {
      readonly kind: 'failed';
      readonly code: 'number-overflow' | 'division-by-zero';
      readonly message: string;
      readonly start: number;
      readonly end: number;
    };

/** Values between two operations may leave the 64 bits a little; beyond this the result is surely an overflow. */
const WIDEST = U64_LIMIT << 1n;

/** Evaluates an expression exactly. `lookup` gives the value of a name, `undefined` when it is not known. */
export function evaluateExpression(expression: Expression, lookup: (name: string) => bigint | undefined): Evaluation {
  if (expression.broken) return { kind: 'unknown' };
  const only = expression.items.length === 1 ? expression.items[0]! : undefined;
  if (only?.kind === 'number') return { kind: 'value', value: only.value };
  const stack: bigint[] = [];
  for (const item of expression.items) {
    if (item.kind === 'number') stack.push(item.value);
    else if (item.kind === 'name') {
      const value = lookup(item.name);
      if (value === undefined) return { kind: 'unknown' };
      stack.push(value);
    } else {
      const result = applyOperator(item, stack);
      if (typeof result !== 'bigint') return result;
      stack.push(result);
    }
  }
  return stack.length === 1 ? { kind: 'value', value: stack[0]! } : { kind: 'unknown' };
}

function applyOperator(item: ExpressionItem & { kind: 'operator' }, stack: bigint[]): bigint | Evaluation {
  const right = stack.pop();
  if (right === undefined) return { kind: 'unknown' };
  if (item.operator === 'negate') return -right;
  const left = stack.pop();
  if (left === undefined) return { kind: 'unknown' };
  const failed = (code: 'number-overflow' | 'division-by-zero', message: string): Evaluation => ({
    kind: 'failed',
    code,
    message,
    start: item.start,
    end: item.end,
  });
  if (item.operator === '/' && right === 0n) return failed('division-by-zero', 'This divides by zero.');
  if ((item.operator === '<<' || item.operator === '>>') && (right < 0n || right > 64n)) {
    return failed('number-overflow', `A 64-bit number can be shifted by 0 to 64 bits, not by ${right}.`);
  }
  const result = compute(item.operator, left, right);
  return result < WIDEST && result > -WIDEST ? result : failed('number-overflow', 'The result does not fit 64 bits.');
}

function compute(operator: '+' | '-' | '*' | '/' | '<<' | '>>', left: bigint, right: bigint): bigint {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return left / right;
    case '<<':
      return left << right;
    case '>>':
      return left >> right;
  }
}
