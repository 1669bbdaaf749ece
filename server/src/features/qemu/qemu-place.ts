import type { Block } from '../../text/block';
import { offsetIn, rangeOf } from '../../text/block-index';
import type { Span } from '../../text/span';
import type { Position, Range } from '../../text/text-lines';
import type { QemuSnapshot } from './qemu-snapshot';

/** A position in a text that starts QEMU: a character of a block. */
export interface QemuPlace {
  readonly block: Block;
  /** The line on which the block begins. */
  readonly line: number;
  /** In UTF-16 units from the start of the block's text. */
  readonly offset: number;
}

/** The place of a position; one past the end of its line or of the text moves to that end. */
export function qemuPlaceAt(snapshot: QemuSnapshot, position: Position): QemuPlace | undefined {
  const { line, character } = snapshot.text.clamp(position);
  const found = snapshot.index.blockAt(line);
  const block = found && snapshot.source.blocks[found.index];
  if (!block) return undefined;
  const offset = offsetIn(block, line - found.line, character);
  return { block, line: found.line, offset: Math.min(offset, block.text.length) };
}

/** Whether a place lies in a span, its end included. */
export function touches(span: Span, { block, offset }: QemuPlace): boolean {
  return span.block === block && span.start <= offset && offset <= span.end;
}

/** The range of a span, which never reaches beyond the text; `undefined` when this version does not have its block. */
export function rangeAt({ text, index }: Pick<QemuSnapshot, 'text' | 'index'>, span: Span): Range | undefined {
  const range = rangeOf(span, index);
  // A block that an unclosed quote keeps open ends with the empty last line of the text.
  return range && { start: text.clamp(range.start), end: text.clamp(range.end) };
}
