import type { CodeToken, CodeTokens } from '../../syntax/code/read-code-tokens';
import { KVM_MEM_GUEST_MEMFD, KVM_MEM_LOG_DIRTY_PAGES, KVM_MEM_READONLY } from '../slot-operation';
import type { CodeFunction } from './code-functions';
import { type CodeValue, cast, evaluateCode, type Lookup, typeOf } from './evaluate-code';

/** The flags by their names in programs (include/uapi/linux/kvm.h); the last is what guest-memfd was called before it was merged. */
export const FLAG_CONSTANTS: ReadonlyMap<string, bigint> = new Map([
  ['KVM_MEM_LOG_DIRTY_PAGES', KVM_MEM_LOG_DIRTY_PAGES],
  ['KVM_MEM_READONLY', KVM_MEM_READONLY],
  ['KVM_MEM_GUEST_MEMFD', KVM_MEM_GUEST_MEMFD],
  ['KVM_MEM_PRIVATE', KVM_MEM_GUEST_MEMFD],
]);

/**
 * What the names of a file stand for: its macros and constants, those that are defined once and for sure, and what is known from
 * headers. A constant is evaluated with those before it, so that none refers to itself.
 */
export function readConstants(
  { tokens, macros }: CodeTokens,
  functions: readonly CodeFunction[],
  language: 'c' | 'rust',
): Lookup {
  const definitions: Definition[] = [
    ...macros.map(({ name, body, doubt }) => ({
      name,
      tokens: body,
      from: 0,
      to: body.length,
      type: undefined,
      doubt,
    })),
    ...constantsIn(tokens, functions, language),
  ];
  const known = new Map<string, ReturnType<Lookup>>();
  const lookup: Lookup = (name) => (known.has(name) ? known.get(name) : headerConstant(name));
  for (const { name, tokens: words, from, to, type, doubt } of definitions) {
    const value = known.has(name) || doubt ? undefined : evaluateCode(words, from, to, language, lookup);
    const loose = type === undefined && words[from]?.text !== '(' && to - from > 1;
    known.set(name, value && { ...(type ? cast(value, type) : value), loose });
  }
  return lookup;
}

/** A constant, and the words `[from, to)` that say what it is. */
interface Definition {
  readonly name: string;
  readonly tokens: readonly CodeToken[];
  readonly from: number;
  readonly to: number;
  /** `undefined`: it is put in as text. */
  readonly type: CodeValue['type'];
  readonly doubt: boolean;
}

/** `const NAME: TYPE = …;` of Rust and `const TYPE NAME = …;` of C, outside of functions. */
function constantsIn(
  tokens: readonly CodeToken[],
  functions: readonly CodeFunction[],
  language: 'c' | 'rust',
): Definition[] {
  const found: Definition[] = [];
  let next = 0;
  for (let i = 0; i < tokens.length; i++) {
    const { body, end } = functions[next] ?? {};
    if (i === body) {
      i = end!;
      next++;
      continue;
    }
    if (tokens[i]!.text !== 'const' && tokens[i]!.text !== 'constexpr') continue;
    let equals = i + 1;
    while (equals < i + 6 && tokens[equals] && tokens[equals]!.text !== '=') equals++;
    const words = tokens.slice(i + 1, equals).filter(({ text }) => text !== 'std' && text !== '::');
    const name = language === 'c' ? words.pop() : words.shift();
    if (language === 'rust') words.shift();
    const type = typeOf(words);
    if (name?.kind !== 'name' || !type || tokens[equals]?.text !== '=') continue;
    let to = equals + 1;
    while (to < tokens.length && !/^[;,{}]$/.test(tokens[to]!.text)) to++;
    found.push({ name: name.text, tokens, from: equals + 1, to, type, doubt: name.doubt });
    i = to;
  }
  return found;
}

/** What headers define. (include/linux/sizes.h; QEMU, include/qemu/units.h; include/uapi/linux/kvm.h) */
function headerConstant(name: string): ReturnType<Lookup> {
  const flag = FLAG_CONSTANTS.get(name);
  if (flag !== undefined) return { value: flag, type: { bits: 32, signed: true } };
  const match = /^(?:SZ_(\d{1,3})([KMGT]?)|([KMGTP])iB)$/.exec(name);
  if (!match) return undefined;
  const [, count = '1', unit, ownUnit] = match;
  const value = BigInt(count) << BigInt(10 * ' KMGTP'.indexOf(ownUnit ?? (unit || ' ')));
  // Those of 32 bits have no suffix; QEMU's all have one (INT64_C).
  const bits = ownUnit !== undefined || value >> 32n !== 0n ? 64 : 32;
  return { value, type: { bits, signed: ownUnit !== undefined || value >> 31n === 0n } };
}
