import type { Block } from './block';
import { Chunk } from './chunk';
import { ChunkedList } from './chunked-list';
import { partitionPoint } from './partition-point';
import { perChunk } from './per-chunk';
import { perObject } from './per-object';
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
export function indexBlocks(blocks: ChunkedList<Block> | readonly Block[]): BlockIndex {
  const list = blocks instanceof ChunkedList ? blocks : ChunkedList.ofChunks([new Chunk(blocks)]);
  const { chunks } = list;
  let starts: Uint32Array | undefined;
  /** The line on which a chunk begins. */
  const lineOfChunk = (chunk: number): number => {
    if (!starts) {
      starts = new Uint32Array(chunks.length);
      for (let i = 1; i < chunks.length; i++) starts[i] = starts[i - 1]! + linesOf(chunks[i - 1]!).at(-1)!;
    }
    return starts[chunk]!;
  };
  return {
    lineOf(block) {
      const index = indexOf(list, block);
      if (index < 0) return undefined;
      const chunk = list.chunkAt(index);
      return lineOfChunk(chunk) + linesOf(chunks[chunk]!)[index - list.firstOf(chunk)]!;
    },
    blockAt(line) {
      if (chunks.length === 0 || !(line >= 0)) return undefined;
      const chunk = partitionPoint(chunks.length, (i) => lineOfChunk(i) <= line) - 1;
      const lines = linesOf(chunks[chunk]!);
      const first = lineOfChunk(chunk);
      const at = partitionPoint(lines.length - 1, (i) => first + lines[i]! <= line) - 1;
      return { index: list.firstOf(chunk) + at, line: first + lines[at]! };
    },
  };
}

/** The line on which each block of a chunk begins, counted from the first; at the end, how many there are. */
const linesOf = perChunk((blocks: readonly Block[]): readonly number[] => {
  const lines = [0];
  for (let i = 0; i < blocks.length; i++) lines.push(lines[i]! + blocks[i]!.lineCount);
  return lines;
});

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
  const starts = lineStarts(block, offset);
  // A block at the end of a text may have the empty line behind its last line end as its own.
  if (behind && starts[starts.length - 1] !== block.text.length) return { line: line + block.lineCount, character: 0 };
  const row = partitionPoint(starts.length, (i) => starts[i]! <= offset) - 1;
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

function indexOf(blocks: ChunkedList<Block>, block: Block): number {
  const hint = LAST_FOUND.get(block);
  const near = hint === undefined ? -1 : nearestIndexOf(blocks, block, hint);
  const index = near < 0 ? anyIndexOf(blocks, block) : near;
  if (index >= 0) LAST_FOUND.set(block, index);
  return index;
}

/** So many blocks of a list are looked for in all of it before it is cheaper to write down where each of them is. */
const FEW_SEARCHES = 16;

const searches = new WeakMap<ChunkedList<Block>, number>();

function anyIndexOf(blocks: ChunkedList<Block>, block: Block): number {
  const before = searches.get(blocks) ?? 0;
  searches.set(blocks, before + 1);
  if (before === FEW_SEARCHES) {
    let index = 0;
    for (const each of blocks) LAST_FOUND.set(each, index++);
    const found = LAST_FOUND.get(block);
    return found !== undefined && blocks.at(found) === block ? found : -1;
  }
  let first = 0;
  for (const { items } of blocks.chunks) {
    const at = items.indexOf(block);
    if (at >= 0) return first + at;
    first += items.length;
  }
  return -1;
}

/** How far around the place where a block was last found it is looked for. */
const FEW_PLACES = 64;

function nearestIndexOf(blocks: ChunkedList<Block>, block: Block, hint: number): number {
  for (let distance = 0; distance < FEW_PLACES; distance++) {
    if (blocks.at(hint + distance) === block) return hint + distance;
    if (hint >= distance && blocks.at(hint - distance) === block) return hint - distance;
  }
  return -1;
}

/** Where the lines of a block begin, as far as somebody asked. */
interface KnownStarts {
  readonly starts: number[];
  /** Up to here the text was read. */
  end: number;
}

const knownStarts = perObject((_: Block): KnownStarts => ({ starts: [0], end: 0 }));

/** Where the lines of a block begin, at least those up to an offset. */
function lineStarts(block: Block, offset: number): readonly number[] {
  const known = knownStarts(block);
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
