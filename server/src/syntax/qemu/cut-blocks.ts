import type { Block } from '../../text/block';
import { changedLines } from '../../text/changed-lines';
import type { TextLines } from '../../text/text-lines';

/** A document cut into parts that were read one after another; their blocks make up the whole document. */
export interface Cut<T, S> {
  readonly text: TextLines;
  readonly parts: readonly Part<T, S>[];
}

/** A block with what was read in it, which depends on its text and the state in front of it alone. */
export interface Part<T, S> {
  readonly block: Block;
  readonly before: S;
  readonly after: S;
  readonly value: T;
  /** It ends where it does because of the line behind it. */
  readonly ahead: boolean;
}

/** How a kind of document is cut. */
export interface Cutter<T, S> {
  readonly initial: S;
  /**
   * Reads the part with which `text` begins. `undefined`: more lines are needed to tell where it ends; never when `last`
   * says that there are none.
   */
  readonly read: (text: string, state: S, last: boolean) => PartReading<T, S> | undefined;
  readonly sameState: (a: S, b: S) => boolean;
}

export interface PartReading<T, S> {
  /** Where the part ends: behind a line end, or at the end of the text. */
  readonly end: number;
  readonly after: S;
  readonly value: T;
  /** The part ends only because the document does: whatever is appended will belong to it. */
  readonly open?: boolean;
  /** The part ends where it does because of the line behind it. */
  readonly ahead?: boolean;
}

/**
 * Cuts a document. Of an earlier version, every part whose text and whose state are the same stays the same object, and
 * only what lies between is read.
 */
export function cutBlocks<T, S>(text: TextLines, cutter: Cutter<T, S>, previous?: Cut<T, S>): Cut<T, S> {
  const { lines } = text;
  const old = previous?.parts ?? [];
  const { start: prefix, newEnd } = changedLines(previous?.text.lines ?? [], lines);
  const parts: Part<T, S>[] = [];
  let state = cutter.initial;
  let line = 0;
  let kept = 0;
  while (kept < old.length) {
    const part = old[kept]!;
    if (line + part.block.lineCount + (part.ahead ? 1 : 0) > prefix) break;
    kept += 1;
    parts.push(part);
    line += part.block.lineCount;
    state = part.after;
  }
  // Read on until a part begins where an untouched old one began, in the same state.
  const shift = lines.length - (previous?.text.lines.length ?? 0);
  const spare = new Map<string, Part<T, S>>();
  let next = kept;
  let nextLine = line + shift;
  const window = openWindow(lines, line);
  while (line < lines.length) {
    // Old parts that were passed may come again further down, where several places were edited.
    const pass = (): void => {
      spare.set(old[next]!.block.text, old[next]!);
      nextLine += old[next++]!.block.lineCount;
    };
    while (next < old.length && nextLine < line) pass();
    if (next < old.length && nextLine === line) {
      if (line >= newEnd && cutter.sameState(old[next]!.before, state)) break;
      pass();
    }
    const part = readPart(window, line, state, cutter);
    const same = spare.get(part.block.text);
    const known = same && same.block.lineCount === part.block.lineCount && cutter.sameState(same.before, state);
    if (known) spare.delete(part.block.text);
    parts.push(known ? same : part);
    line += part.block.lineCount;
    state = known ? same.after : part.after;
  }
  for (; line < lines.length && next < old.length; next++) {
    parts.push(old[next]!);
    line += old[next]!.block.lineCount;
  }
  return { text, parts };
}

/** Lines joined to one string, in which several parts are read one after another. */
interface Window {
  readonly lines: readonly string[];
  text: string;
  /** The line with which the next part begins, and where in `text` that is. */
  line: number;
  at: number;
  /** The line behind the window. */
  end: number;
}

const FEW_LINES = 64;

function openWindow(lines: readonly string[], line: number): Window {
  return { lines, text: '', line, at: 0, end: line };
}

function readPart<T, S>(window: Window, line: number, state: S, cutter: Cutter<T, S>): Part<T, S> {
  const { lines } = window;
  if (window.line !== line || window.at >= window.text.length) fill(window, line, FEW_LINES);
  for (;;) {
    const rest = window.at === 0 ? window.text : window.text.slice(window.at);
    const reading = cutter.read(rest, state, window.end === lines.length);
    if (!reading) {
      fill(window, line, window.at === 0 ? (window.end - line) * 4 : FEW_LINES);
      continue;
    }
    let end = line + 1;
    for (let length = lines[line]!.length; length < reading.end; end++) length += lines[end]!.length;
    if (reading.open) end = lines.length;
    window.line = end;
    window.at += reading.end;
    const block: Block = { text: rest.slice(0, reading.end), lineCount: end - line };
    return { block, before: state, after: reading.after, value: reading.value, ahead: reading.ahead ?? false };
  }
}

function fill(window: Window, line: number, size: number): void {
  window.line = line;
  window.at = 0;
  window.end = Math.min(line + size, window.lines.length);
  window.text = window.lines.slice(line, window.end).join('');
}
