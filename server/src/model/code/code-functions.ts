import type { CodeToken } from '../../syntax/code/read-code-tokens';

/** A function by the indices of its words. */
export interface CodeFunction {
  readonly name: string;
  /** The parenthesis before its parameters. */
  readonly from: number;
  /** The brace that its body begins with, and the one that ends it. */
  readonly body: number;
  readonly end: number;
}

/** The functions of a file, in their order; those inside of others belong to these. */
export function findFunctions(
  tokens: readonly CodeToken[],
  halves: Int32Array,
  language: 'c' | 'rust',
): readonly CodeFunction[] {
  const found: CodeFunction[] = [];
  for (let i = 0; i < tokens.length; i++) {
    const one = language === 'c' ? functionOfC(tokens, halves, i) : functionOfRust(tokens, halves, i);
    if (!one) continue;
    found.push(one);
    i = one.end;
  }
  return found;
}

/** `name(…) {`, with a few words such as `const` or `noexcept` before the brace. */
function functionOfC(tokens: readonly CodeToken[], halves: Int32Array, body: number): CodeFunction | undefined {
  if (tokens[body]!.text !== '{') return undefined;
  let close = body - 1;
  while (close > body - 4 && tokens[close]?.kind === 'name') close--;
  if (tokens[close]?.text !== ')') return undefined;
  const from = halves[close]!;
  const name = tokens[from - 1];
  return name?.kind === 'name' ? { name: name.text, from, body, end: halves[body]! } : undefined;
}

/** `fn name<…>(…) -> … {`. */
function functionOfRust(tokens: readonly CodeToken[], halves: Int32Array, at: number): CodeFunction | undefined {
  const name = tokens[at + 1];
  if (tokens[at]!.text !== 'fn' || name?.kind !== 'name') return undefined;
  let from: number | undefined;
  for (let i = at + 2; i < tokens.length; i++) {
    const { text } = tokens[i]!;
    if (text === '{' && from !== undefined) return { name: name.text, from, body: i, end: halves[i]! };
    if (text === ';' || text === '{' || text === '}' || (text === 'fn' && tokens[i + 1]?.kind === 'name'))
      return undefined;
    if (text !== '(' && text !== '[') continue;
    if (text === '(') from ??= i;
    i = halves[i]!;
  }
  return undefined;
}
