import type { CodeToken, CodeTokens } from '../../syntax/code/read-code-tokens';
import type { Block } from '../../text/block';
import { type Span, spanOf } from '../../text/span';
import type { Quantity } from '../quantity';
import type { CodeFunction } from './code-functions';
import { evaluateCode, type Lookup } from './evaluate-code';

/** A file of C or Rust, cut into words. */
export interface CodeSource extends CodeTokens {
  readonly block: Block;
  readonly language: 'c' | 'rust';
  /** As `matchBrackets` has them. */
  readonly halves: Int32Array;
  readonly functions: readonly CodeFunction[];
}

/** The place of the words `[from, to)`. */
export function spanOfWords({ block, tokens }: CodeSource, from: number, to: number): Span {
  return spanOf(block, tokens[from]!.start, tokens[Math.max(from, to - 1)]!.end);
}

/** What the words `[from, to)` come to, and where they stand; `undefined`: there are none. */
export function quantityAt(source: CodeSource, from: number, to: number, lookup: Lookup): Quantity | undefined {
  if (from >= to) return undefined;
  const value = evaluateCode(source.tokens, from, to, source.language, lookup)?.value;
  return { value, span: spanOfWords(source, from, to) };
}

/** Where an expression ends that begins at a word: at a comma, a semicolon or a bracket around it. */
export function endOfExpression({ tokens, halves }: CodeSource, from: number, most: number): number {
  for (let i = from; i < most; i++) {
    const { kind, text } = tokens[i]!;
    if (kind !== 'sign') continue;
    if (/^[;,)\]}]$/.test(text)) return i;
    if (/^[([{]$/.test(text)) i = halves[i]!;
  }
  return most;
}

/** Whether a word is there with just this text. */
export function isWord(token: CodeToken | undefined, ...texts: readonly string[]): boolean {
  return token !== undefined && token.kind !== 'text' && token.kind !== 'ghost' && texts.includes(token.text);
}
