import type { Block } from '../text/block';
import { type BlockIndex, offsetIn, rangeOf } from '../text/block-index';
import type { Span } from '../text/span';
import type { Position, Range, TextLines } from '../text/text-lines';

/** One version of a text that is a single block. */
export interface WholeText {
  readonly text: TextLines;
  readonly index: BlockIndex;
}

/** The offset of a position in `block`, which is the whole text. */
export function offsetInWhole({ text }: WholeText, block: Block, position: Position): number {
  const { line, character } = text.clamp(position);
  return Math.min(offsetIn(block, line, character), block.text.length);
}

/** The range of a span, which never reaches beyond the text; `undefined` when this version does not have its block. */
export function rangeInWhole({ text, index }: WholeText, span: Span): Range | undefined {
  const range = rangeOf(span, index);
  return range && { start: text.clamp(range.start), end: text.clamp(range.end) };
}
