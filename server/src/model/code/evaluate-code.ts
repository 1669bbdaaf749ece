import type { CodeToken } from '../../syntax/code/read-code-tokens';

/** A whole number and its type; `undefined`: a number of Rust that takes the type of what it meets. */
export interface CodeValue {
  readonly value: bigint;
  readonly type: IntegerType | undefined;
}

export interface IntegerType {
  readonly bits: number;
  readonly signed: boolean;
}

/** What a name stands for; `undefined`: nobody knows. `loose`: it is put in as text, and an operator next to it may tear it apart. */
export type Lookup = (name: string) => (CodeValue & { readonly loose?: boolean }) | undefined;

/**
 * What the words `[from, to)` come to, an expression of C or Rust. `undefined` when a part is not known, when it means nothing,
 * and wherever a program would not compute a plain number: signed overflow, bits that fall off.
 */
export function evaluateCode(
  tokens: readonly CodeToken[],
  from: number,
  to: number,
  language: 'c' | 'rust',
  lookup: Lookup,
): CodeValue | undefined {
  const values: CodeValue[] = [];
  const operators: Operator[] = [];
  /** Carries out the operators that bind at least so tightly. */
  const reduce = (least: number): boolean => {
    while (operators.length > 0 && operators.at(-1)!.binds >= least) {
      const { apply, operands } = operators.pop()!;
      const right = values.pop()!;
      const result = operands === 2 ? apply(right, values.pop()!) : apply(right, right);
      if (!result) return false;
      values.push(result);
    }
    return true;
  };
  let wantsOperand = true;
  for (let i = from; i < to; i++) {
    const { kind, text, doubt } = tokens[i]!;
    if (doubt) return undefined;
    if (wantsOperand) {
      const prefix = PREFIXES[text];
      if (kind === 'number' || kind === 'name') {
        const bit = kind === 'name' && BIT.test(text) && tokens[i + 1]?.text === '(';
        const value = kind === 'number' ? readCodeNumber(text, language) : bit ? undefined : lookup(text);
        if (bit) operators.push({ binds: PREFIX, operands: 1, apply: setBit });
        else if (!value || ('loose' in value && value.loose && to - from > 1)) return undefined;
        else values.push(value);
        wantsOperand = bit;
      } else if (text === '(') {
        const end = language === 'c' ? endOfCast(tokens, i + 1, to) : undefined;
        const type = end && typeOf(tokens.slice(i + 1, end));
        if (type) {
          operators.push({ binds: PREFIX, operands: 1, apply: (value) => cast(value, type) });
          i = end;
        } else operators.push({ binds: 0, operands: 0, apply: () => undefined });
      } else if (prefix && (language === 'rust') === (text === '!')) {
        operators.push({ binds: PREFIX, operands: 1, apply: prefix });
      } else if (text !== '~' || language === 'rust') return undefined;
      else operators.push({ binds: PREFIX, operands: 1, apply: invert });
    } else if (text === ')') {
      if (!reduce(1) || operators.pop()?.binds !== 0) return undefined;
    } else if (text === 'as' && language === 'rust') {
      const type = tokens[i + 1] && typeOf([tokens[i + 1]!]);
      if (!type || !reduce(PREFIX)) return undefined;
      const value = values.pop()!;
      // A sum of plain numbers is an i32 here.
      const isSum = i - from > 1 && !value.type && value.value >> 31n !== 0n;
      const result = isSum ? undefined : cast(value, type);
      if (!result) return undefined;
      values.push(result);
      i++;
    } else {
      const operator = OPERATORS[text];
      if (kind !== 'sign' || !operator || !reduce(operator.binds)) return undefined;
      operators.push(operator);
      wantsOperand = true;
    }
  }
  if (wantsOperand || !reduce(1) || operators.length > 0) return undefined;
  return values[0];
}

/** A number as a program writes it, with the type that its suffix or its size gives it; `undefined` for what is none. */
export function readCodeNumber(text: string, language: 'c' | 'rust'): CodeValue | undefined {
  const match = (language === 'c' ? C_NUMBER : RUST_NUMBER).exec(text);
  if (!match) return undefined;
  const [, digits = '', suffix = ''] = match;
  const plain = digits.replace(/[_']/g, '');
  if (language === 'rust') {
    const value = BigInt(plain);
    const type = TYPES.get(suffix);
    if (suffix && !type) return undefined;
    return fits({ value, type });
  }
  const isOctal = /^0\d/.test(plain);
  if (isOctal && !/^[0-7]+$/.test(plain)) return undefined;
  const value = BigInt(isOctal ? `0o${plain}` : plain);
  const isDecimal = /^[1-9]/.test(plain);
  const isUnsigned = /u/i.test(suffix);
  // The first type that can hold it (C11 6.4.4.1); a decimal number without a U has no unsigned one.
  const type = (/[lz]/i.test(suffix) ? [LONG, ULONG] : [INT, UINT, LONG, ULONG]).find(
    (candidate) => (isUnsigned ? !candidate.signed : candidate.signed || !isDecimal) && holds(candidate, value),
  );
  return type && { value, type };
}

/** A value as another type has it. */
export function cast({ value }: CodeValue, type: IntegerType): CodeValue {
  return { value: (type.signed ? BigInt.asIntN : BigInt.asUintN)(type.bits, value), type };
}

/** The integer type that some words name; `undefined`: another type, or none that is known. */
export function typeOf(words: readonly CodeToken[]): IntegerType | undefined {
  return TYPES.get(words.map(({ text }) => text).join(' '));
}

interface Operator {
  /** The higher, the tighter; 0: a parenthesis. */
  readonly binds: number;
  readonly operands: 0 | 1 | 2;
  readonly apply: (right: CodeValue, left: CodeValue) => CodeValue | undefined;
}

const INT: IntegerType = { bits: 32, signed: true };
const UINT: IntegerType = { bits: 32, signed: false };
const LONG: IntegerType = { bits: 64, signed: true };
const ULONG: IntegerType = { bits: 64, signed: false };

/** Types whose width is the same wherever KVM runs on 64 bits. */
const TYPES: ReadonlyMap<string, IntegerType> = new Map([
  ...'u64 __u64 uint64_t size_t uintptr_t usize gpa_t hwaddr vm_paddr_t'.split(' ').map((n) => [n, ULONG] as const),
  ...['unsigned long', 'unsigned long long'].map((n) => [n, ULONG] as const),
  ...['i64', 's64', 'int64_t', 'isize', 'ssize_t', 'long', 'long long'].map((n) => [n, LONG] as const),
  ...['u32', '__u32', 'uint32_t', 'unsigned', 'unsigned int'].map((n) => [n, UINT] as const),
  ...['i32', 'int32_t', 'int'].map((n) => [n, INT] as const),
]);

const C_NUMBER = /^(0[xX][\da-fA-F']+|0[bB][01']+|\d[\d']*)([uUlLzZ]{0,3})$/;
const RUST_NUMBER = /^(0x[\da-fA-F_]+|0b[01_]+|0o[0-7_]+|\d[\d_]*)([iu](?:32|64|size))?$/;

/** (include/vdso/bits.h: BIT, BIT_ULL; include/uapi/linux/const.h: _BITUL) */
const BIT = /^(?:BIT(?:_ULL)?|_BITULL?)$/;

const PREFIX = 9;

const setBit = ({ value }: CodeValue) => (value >= 0n && value < 64n ? { value: 1n << value, type: ULONG } : undefined);
const invert = ({ value, type }: CodeValue) => cast({ value: ~value, type }, type ?? ULONG);

const PREFIXES: { readonly [sign: string]: Operator['apply'] | undefined } = {
  '+': (value) => value,
  '-': ({ value, type }) => (type?.signed ? fits({ value: -value, type }) : undefined),
  '!': invert,
};

const OPERATORS: { readonly [sign: string]: Operator | undefined } = {
  '*': arithmetic(7, (a, b) => a * b),
  '/': arithmetic(7, (a, b) => (b === 0n ? undefined : a / b)),
  '%': arithmetic(7, (a, b) => (b === 0n ? undefined : a % b)),
  '+': arithmetic(6, (a, b) => a + b),
  '-': arithmetic(6, (a, b) => a - b),
  '<<': shift((value, bits) => value << bits),
  '>>': shift((value, bits) => value >> bits),
  '&': arithmetic(4, (a, b) => a & b),
  '^': arithmetic(3, (a, b) => a ^ b),
  '|': arithmetic(2, (a, b) => a | b),
};

function arithmetic(binds: number, compute: (a: bigint, b: bigint) => bigint | undefined): Operator {
  return {
    binds,
    operands: 2,
    apply(right, left) {
      const type = commonType(left.type, right.type);
      const [a, b] = type ? [cast(left, type), cast(right, type)] : [left, right];
      const value = compute(a.value, b.value);
      return value === undefined ? undefined : fits({ value, type });
    },
  };
}

function shift(compute: (value: bigint, bits: bigint) => bigint): Operator {
  return {
    binds: 5,
    operands: 2,
    apply: ({ value: bits }, { value, type }) =>
      bits >= 0n && bits < BigInt(type?.bits ?? 64) ? fits({ value: compute(value, bits), type }) : undefined,
  };
}

/** The usual arithmetic conversions, of integers. */
function commonType(a: IntegerType | undefined, b: IntegerType | undefined): IntegerType | undefined {
  if (!a || !b) return a ?? b;
  const bits = Math.max(a.bits, b.bits);
  return { bits, signed: [a, b].every((type) => type.signed || type.bits < bits) };
}

function fits(value: CodeValue): CodeValue | undefined {
  return holds(value.type ?? ULONG, value.value) ? value : undefined;
}

function holds({ bits, signed }: IntegerType, value: bigint): boolean {
  return value === (signed ? BigInt.asIntN : BigInt.asUintN)(bits, value);
}

/** Where a parenthesis ends that has nothing but a few names in it, as a cast has. */
function endOfCast(tokens: readonly CodeToken[], from: number, to: number): number | undefined {
  for (let i = from; i < to && i < from + 4; i++) {
    if (tokens[i]!.text === ')') return i > from ? i : undefined;
    if (tokens[i]!.kind !== 'name') return undefined;
  }
  return undefined;
}
