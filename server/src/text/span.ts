import type { Block } from './block';

/**
 * A run of characters inside one block: `[start, end)`, counted in UTF-16 units from the block's first character.
 * Relative to its block, a span stays right when lines are added or removed above it.
 */
export interface Span {
  readonly block: Block;
  readonly start: number;
  readonly end: number;
}

/** The characters `[start, end)` of `block`. */
export function spanOf(block: Block, start: number, end: number): Span {
  return { block, start, end };
}

/** The text that a span covers. */
export function spanText(span: Span): string {
  return span.block.text.slice(span.start, span.end);
}

/** Whether the offset lies in the span; the position just behind its last character counts, as an editor's cursor does. */
export function spanTouches(span: Span, offset: number): boolean {
  return span.start <= offset && offset <= span.end;
}
