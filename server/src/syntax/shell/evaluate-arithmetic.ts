import { wordTable } from '../../text/word-table';
/**
 * The value of an integer expression of the shell, in 64 bits as bash has them; `undefined` when it cannot be known.
 * `lookup` gives the text of a variable. Two stacks instead of calls: brackets may nest as deep as they like.
 */
export function evaluateArithmetic(
  expression: string,
  lookup: (name: string) => string | undefined,
): bigint | undefined {
  const values: bigint[] = [];
  const operators: string[] = [];
  let wantsValue = true;
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < expression.length) {
    const token = TOKEN.exec(expression)?.[1];
    if (token === undefined) return undefined;
    if (token === '') break;
    if (wantsValue) {
      if (token === '(' || UNARY.has(token)) operators.push(token === '(' ? token : `${token}u`);
      else {
        const value = parseNumber(token) ?? parseNumber(lookup(token.replace(/[${}]/g, ''))?.trim() ?? '');
        if (value === undefined) return undefined;
        values.push(value);
        wantsValue = false;
      }
    } else if (token === ')') {
      while (operators.length > 0 && operators[operators.length - 1] !== '(') {
        if (!apply(values, operators.pop()!)) return undefined;
      }
      if (operators.pop() !== '(') return undefined;
    } else {
      const level = PRECEDENCE[token];
      if (level === undefined) return undefined;
      // `**` groups to the right, everything else to the left.
      while (operators.length > 0 && binds(operators[operators.length - 1]!, level, token)) {
        if (!apply(values, operators.pop()!)) return undefined;
      }
      operators.push(token);
      wantsValue = true;
    }
  }
  while (operators.length > 0) if (!apply(values, operators.pop()!)) return undefined;
  return wantsValue || values.length !== 1 ? undefined : values[0];
}

const TOKEN =
  /\s*(\*\*|<<|>>|[-+*/%()&|^~!]|0[xX][0-9a-fA-F]+|[0-9]+(?:#[0-9a-zA-Z]+)?|\$?[A-Za-z_][A-Za-z0-9_]*|\$\{[A-Za-z_][A-Za-z0-9_]*\}|$)/y;

const UNARY = new Set(['-', '+', '~', '!']);

const PRECEDENCE: { readonly [operator: string]: number } = wordTable({
  '**': 8,
  '*': 7,
  '/': 7,
  '%': 7,
  '+': 6,
  '-': 6,
  '<<': 5,
  '>>': 5,
  '&': 4,
  '^': 3,
  '|': 2,
});

/** Whether the operator on the stack is applied before one of this level. */
function binds(operator: string, level: number, next: string): boolean {
  if (operator === '(') return false;
  if (operator.endsWith('u')) return true;
  const own = PRECEDENCE[operator]!;
  return own > level || (own === level && next !== '**');
}

function apply(values: bigint[], operator: string): boolean {
  const b = values.pop();
  if (b === undefined) return false;
  if (operator.endsWith('u')) {
    values.push(operator === '-u' ? wrap(-b) : operator === '~u' ? ~b : operator === '!u' ? (b === 0n ? 1n : 0n) : b);
    return true;
  }
  const a = values.pop();
  const result = a === undefined ? undefined : calculate(operator, a, b);
  if (result === undefined) return false;
  values.push(wrap(result));
  return true;
}

function calculate(operator: string, a: bigint, b: bigint): bigint | undefined {
  switch (operator) {
    case '**':
      return b >= 0n && b < 64n ? a ** b : undefined;
    case '*':
      return a * b;
    case '/':
      return b === 0n ? undefined : a / b;
    case '%':
      return b === 0n ? undefined : a % b;
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '<<':
      return b >= 0n && b < 64n ? a << b : undefined;
    case '>>':
      return b >= 0n && b < 64n ? a >> b : undefined;
    case '&':
      return a & b;
    case '^':
      return a ^ b;
    case '|':
      return a | b;
    default:
      return undefined;
  }
}

function wrap(value: bigint): bigint {
  return BigInt.asIntN(64, value);
}

/** Decimal, `0x` hexadecimal, `0` octal; other bases are not followed. */
function parseNumber(text: string): bigint | undefined {
  if (text.length > 24) return undefined;
  if (/^0[xX][0-9a-fA-F]+$/.test(text)) return wrap(BigInt(text));
  if (/^0[0-7]*$/.test(text)) return wrap(BigInt(`0o0${text}`));
  return /^[1-9][0-9]*$/.test(text) ? wrap(BigInt(text)) : undefined;
}
