import { offsetIn, rangeOf } from '../../text/block-index';
import type { Span } from '../../text/span';
import type { Position, Range } from '../../text/text-lines';
import type { LibvirtSnapshot } from './libvirt-snapshot';

/** The offset of a position in the one block that an XML text is. */
export function offsetAt({ text, document: { block } }: LibvirtSnapshot, position: Position): number {
  const { line, character } = text.clamp(position);
  return Math.min(offsetIn(block, line, character), block.text.length);
}

/** The range of a span, which never reaches beyond the text; `undefined` when this version does not have its block. */
export function rangeAt({ text, index }: LibvirtSnapshot, span: Span): Range | undefined {
  const range = rangeOf(span, index);
  return range && { start: text.clamp(range.start), end: text.clamp(range.end) };
}
