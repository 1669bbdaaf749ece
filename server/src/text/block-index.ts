import type { Block } from './block';
import type { Span } from './span';
import type { Position, Range } from './text-lines';

/** Finds the place of a block in one version of a document, and the block at a place. */
export interface BlockIndex {
  /** The line on which the block begins, or `undefined` when this version does not have it. */
  lineOf(block: Block): number | undefined;
  /** The block that the line belongs to, as an index into the blocks, and its first line. */
  blockAt(line: number): { readonly index: number; readonly line: number } | undefined;
}

/** An index of `blocks`, which together make up the whole document in order. */
export function indexBlocks(blocks: readonly Block[]): BlockIndex {
  let lines: Uint32Array | undefined;
  const starts = (): Uint32Array => {
    if (lines) return lines;
    lines = new Uint32Array(blocks.length);
    let line = 0;
    for (let i = 0; i < blocks.length; i++) {
      lines[i] = line;
      line += blocks[i]!.lineCount;
    }
    return lines;
  };
  return {
    lineOf(block) {
      const index = indexOf(blocks, block);
      return index < 0 ? undefined : starts()[index]!;
    },
    blockAt(line) {
      const firsts = starts();
      if (firsts.length === 0 || line < 0) return undefined;
      const index = lastAtMost(firsts, line);
      return { index, line: firsts[index]! };
    },
  };
}

/** The index of the last of the ascending numbers that is at most `value`; 0 where none is. */
function lastAtMost(ascending: ArrayLike<number>, value: number): number {
  let low = 0;
  let high = ascending.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (ascending[middle]! <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The range of a span in the version that `index` belongs to, or `undefined` when that version does not have its block. */
export function rangeOf(span: Span, index: BlockIndex): Range | undefined {
  const line = index.lineOf(span.block);
  if (line === undefined) return undefined;
  return { start: positionIn(span.block, span.start, line), end: positionIn(span.block, span.end, line) };
}

/** The position of a block's character, where the block begins on `line`. */
export function positionIn(block: Block, offset: number, line: number): Position {
  if (offset >= block.text.length && /[\r\n]$/.test(block.text)) return { line: line + block.lineCount, character: 0 };
  if (block.lineCount === 1) return { line, character: offset };
  const starts = lineStarts(block, offset);
  const row = lastAtMost(starts, offset);
  return { line: line + row, character: offset - starts[row]! };
}

/** The offset in a block of a position `line` lines below its first one. */
export function offsetIn(block: Block, line: number, character: number): number {
  return (block.lineCount === 1 ? 0 : (lineStarts(block, block.text.length)[line] ?? block.text.length)) + character;
}

/**
 * Where each block was last found. Only a place to look first: an edit elsewhere moves a block by a few places at most, so
 * the search outward from there is short.
 */
const LAST_FOUND = new WeakMap<Block, number>();

function indexOf(blocks: readonly Block[], block: Block): number {
  const hint = LAST_FOUND.get(block);
  let index = -1;
  if (hint === undefined) index = blocks.indexOf(block);
  else {
    for (let distance = 0; distance < blocks.length && index < 0; distance++) {
      if (blocks[hint + distance] === block) index = hint + distance;
      else if (blocks[hint - distance] === block) index = hint - distance;
    }
  }
  if (index >= 0) LAST_FOUND.set(block, index);
  return index;
}

/** Where the lines of a block begin, as far as somebody asked. */
interface KnownStarts {
  readonly starts: number[];
  /** Up to here the text was read. */
  end: number;
}

const LINE_STARTS = new WeakMap<Block, KnownStarts>();

/** Where the lines of a block begin, at least those up to an offset. */
function lineStarts(block: Block, offset: number): readonly number[] {
  let known = LINE_STARTS.get(block);
  if (!known) {
    known = { starts: [0], end: 0 };
    LINE_STARTS.set(block, known);
  }
  const { starts } = known;
  const { text, lineCount } = block;
  const end = Math.min(offset + 1, text.length);
  for (let i = known.end; i < end && starts.length < lineCount; i++) {
    const code = text.charCodeAt(i);
    if (code === LF || (code === CR && text.charCodeAt(i + 1) !== LF)) starts.push(i + 1);
  }
  known.end = Math.max(known.end, end);
  return starts;
}

const LF = 0x0a;
const CR = 0x0d;
