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
  const indexOf = findBlocks(blocks);
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
      const index = indexOf(block);
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
  const behind = offset >= block.text.length && /[\r\n]$/.test(block.text);
  if (block.lineCount === 1) return behind ? { line: line + 1, character: 0 } : { line, character: offset };
  const starts = lineStarts(block);
  // A block at the end of a text may have the empty line behind its last line end as its own.
  if (behind && starts[starts.length - 1] !== block.text.length) return { line: line + block.lineCount, character: 0 };
  const row = lastAtMost(starts, offset);
  return { line: line + row, character: offset - starts[row]! };
}

/** The offset in a block of a position `line` lines below its first one. */
export function offsetIn(block: Block, line: number, character: number): number {
  return (block.lineCount === 1 ? 0 : (lineStarts(block)[line] ?? block.text.length)) + character;
}

/** Where each block was last found: a place to look first, as an edit elsewhere moves a block by a few places at most. */
const LAST_FOUND = new WeakMap<Block, number>();

/** How far around the place where a block was last found it is looked for. */
const FEW_PLACES = 32;

/** So many blocks are looked for from the beginning before it is cheaper to write down where each of them is. */
const FEW_SEARCHES = 16;

/** Finds the index of a block; -1 where it is none of them. */
function findBlocks(blocks: readonly Block[]): (block: Block) => number {
  let searches = 0;
  let all: Map<Block, number> | undefined;
  const search = (block: Block): number => {
    if (searches++ < FEW_SEARCHES) return blocks.indexOf(block);
    all ??= new Map(blocks.map((each, i) => [each, i]));
    return all.get(block) ?? -1;
  };
  return (block) => {
    const hint = LAST_FOUND.get(block);
    let index = -1;
    if (hint !== undefined) {
      for (let distance = 0; distance < FEW_PLACES && index < 0; distance++) {
        if (blocks[hint + distance] === block) index = hint + distance;
        else if (blocks[hint - distance] === block) index = hint - distance;
      }
    }
    if (index < 0) index = search(block);
    if (index >= 0) LAST_FOUND.set(block, index);
    return index;
  };
}

const LINE_STARTS = new WeakMap<Block, readonly number[]>();

function lineStarts(block: Block): readonly number[] {
  let starts = LINE_STARTS.get(block);
  if (!starts) {
    const found = [0];
    for (let i = 0; i < block.text.length; i++) {
      const code = block.text.charCodeAt(i);
      if (code === LF || (code === CR && block.text.charCodeAt(i + 1) !== LF)) found.push(i + 1);
    }
    if (found.length > block.lineCount) found.length = block.lineCount;
    starts = found;
    LINE_STARTS.set(block, starts);
  }
  return starts;
}

const LF = 0x0a;
const CR = 0x0d;
