import { ChunkedList } from './chunked-list';
import { comparePositions } from './compare-positions';

/** A place in a text: both count from 0, `character` in UTF-16 units, as in the Language Server Protocol. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

/** `[start, end)`. */
export interface Range {
  readonly start: Position;
  readonly end: Position;
}

/** Which lines an edit replaced: `removed` lines from line `start` on gave way to `inserted` ones. */
export interface LineChange {
  readonly start: number;
  readonly removed: number;
  readonly inserted: number;
}

/**
 * An immutable text, kept as lines. An edit makes new strings only for the lines it touches and shares all the others, so
 * that typing in a file of megabytes does not copy it. Lines end with LF, CRLF or CR, each kept as written.
 */
export class TextLines {
  private flat: readonly string[] | undefined;

  private constructor(
    /** Every line with its terminator; the last one has none and may be empty. Never empty itself. */
    readonly chunked: ChunkedList<string>,
  ) {}

  static of(text: string): TextLines {
    return new TextLines(ChunkedList.of(splitLines(text)));
  }

  get lineCount(): number {
    return this.chunked.length;
  }

  /** The lines as an array. Copies them, once: for dialects that read the whole text anyway. */
  get lines(): readonly string[] {
    this.flat ??= [...this.chunked];
    return this.flat;
  }

  /** A line with its terminator; `undefined` behind the end. */
  lineAt(line: number): string | undefined {
    return this.chunked.at(line);
  }

  /** The whole text. Copies it: for small texts, tests and whole-document formats. */
  toString(): string {
    return this.chunked.chunks.map(({ items }) => items.join('')).join('');
  }

  /** A position inside the text: lines and characters past the end move to the end, as editors do. */
  clamp(position: Position): Position {
    const last = this.lineCount - 1;
    if (position.line > last) return { line: last, character: this.lineAt(last)!.length };
    if (!(position.line >= 0)) return { line: 0, character: 0 };
    const length = contentLength(this.lineAt(position.line)!);
    return { line: position.line, character: Math.min(Math.max(position.character, 0), length) };
  }

  /** The text after `range` gave way to `newText`. A range past the end or upside down is put right first. */
  edit(range: Range, newText: string): { text: TextLines; change: LineChange } {
    let start = this.clamp(range.start);
    let end = this.clamp(range.end);
    if (comparePositions(end, start) < 0) [start, end] = [end, start];
    let first = start.line;
    let head = this.lineAt(first)!.slice(0, start.character);
    const tail = this.lineAt(end.line)!.slice(end.character);
    let last = end.line;
    let middle = newText + tail;
    // A CR and a LF that come together become one line end, on either side of the edit.
    if (head === '' && first > 0 && middle.startsWith('\n') && this.lineAt(first - 1)!.endsWith('\r')) {
      first -= 1;
      head = this.lineAt(first)!;
    }
    if (middle.endsWith('\r') && this.lineAt(last + 1)?.startsWith('\n')) {
      last += 1;
      middle += this.lineAt(last)!;
    }
    const inserted = splitLines(head + middle);
    // splitLines() ends with the unterminated rest; unless that is the document's last line, the rest is empty.
    if (last < this.lineCount - 1) inserted.pop();
    return {
      text: new TextLines(this.chunked.replace(first, last + 1 - first, inserted)),
      change: { start: first, removed: last + 1 - first, inserted: inserted.length },
    };
  }
}

/** How long a line is without its terminator. */
export function contentLength(line: string): number {
  if (line.endsWith('\r\n')) return line.length - 2;
  return line.endsWith('\n') || line.endsWith('\r') ? line.length - 1 : line.length;
}

function splitLines(text: string): string[] {
  const lines: string[] = [];
  let start = 0;
  let lf = text.indexOf('\n');
  let cr = text.indexOf('\r');
  while (lf >= 0 || cr >= 0) {
    let end: number;
    if (cr >= 0 && (lf < 0 || cr < lf)) end = lf === cr + 1 ? cr + 2 : cr + 1;
    else end = lf + 1;
    lines.push(text.slice(start, end));
    start = end;
    if (lf >= 0 && lf < start) lf = text.indexOf('\n', start);
    if (cr >= 0 && cr < start) cr = text.indexOf('\r', start);
  }
  lines.push(text.slice(start));
  return lines;
}
