import type { Block } from '../../text/block';
import type { Problem } from '../../text/problem';
import type { Token } from './declaration';
import type { LogicalText } from './logical-text';

/** Where a reader stands in a declaration. Everything it gives out counts in the block's own characters. */
export interface Cursor {
  /** Offset in the logical text. */
  at: number;
  readonly end: number;
  readonly problems: Problem[];
  /** The place in the block of the logical offset. */
  place(offset: number): number;
  /** The place just behind the character before the logical offset. */
  placeEnd(offset: number): number;
  skipBlanks(): void;
  /** Skips blanks and commas. */
  skipSeparators(): void;
  startsWith(text: string): boolean;
  /** Whether the sticky expression matches here; nothing is read. */
  looksAt(pattern: RegExp): boolean;
  /** Reads what the sticky expression matches here. */
  match(pattern: RegExp): Token | undefined;
  /** Reads `length` characters. */
  take(length: number): Token;
  problem(
    code: string,
    place: { start: number; end: number },
    message: string,
    ...suggestions: (string | undefined)[]
  ): void;
  /** A problem that is nobody's mistake. */
  note(code: string, place: { start: number; end: number }, message: string): void;
}

/** A cursor on `logical`, which stands in `block`, for the logical range `[start, end)`. */
export function cursorOn(block: Block, logical: LogicalText, start: number, end: number): Cursor {
  // Nothing reads beyond the end: a pattern that would is matched up to it.
  const text = logical.text.slice(0, end);
  const offsets = logical.offsets;
  const place = (offset: number) => (offsets ? offsets[offset]! : offset);
  const placeEnd = (offset: number) => (offsets ? (offset > 0 ? offsets[offset - 1]! + 1 : offsets[0]!) : offset);
  const token = (from: number, to: number): Token => ({
    text: text.slice(from, to),
    start: place(from),
    end: placeEnd(to),
  });
  const cursor: Cursor = {
    at: start,
    end,
    problems: [],
    place,
    placeEnd,
    skipBlanks() {
      cursor.at = skipBlanks(text, cursor.at, end);
    },
    skipSeparators() {
      while (cursor.at < end && (isBlank(text.charCodeAt(cursor.at)) || text.charCodeAt(cursor.at) === COMMA))
        cursor.at++;
    },
    startsWith: (s) => cursor.at + s.length <= end && text.startsWith(s, cursor.at),
    looksAt(pattern) {
      pattern.lastIndex = cursor.at;
      return cursor.at < end && pattern.test(text);
    },
    match(pattern) {
      const from = cursor.at;
      if (!cursor.looksAt(pattern) || pattern.lastIndex === from) return undefined;
      cursor.at = pattern.lastIndex;
      return token(from, cursor.at);
    },
    take(length) {
      const from = cursor.at;
      cursor.at = Math.min(from + length, end);
      return token(from, cursor.at);
    },
    problem(code, at, message, ...suggestions) {
      const known = suggestions.filter((s) => s !== undefined);
      const base = { code, span: { block, start: at.start, end: at.end }, message, severity: 'error' } as const;
      cursor.problems.push(known.length > 0 ? { ...base, suggestions: known } : base);
    },
    note(code, at, message) {
      cursor.problems.push({ code, span: { block, start: at.start, end: at.end }, message, severity: 'information' });
    },
  };
  return cursor;
}

const COMMA = 0x2c;

/** Where the blanks end that stand at `at`; `end` at the latest. */
export function skipBlanks(text: string, at: number, end: number): number {
  while (at < end && isBlank(text.charCodeAt(at))) at++;
  return at;
}

/** All that \s stands for: among it the no-break and zero-width blanks that mail programs and terminals leave behind. */
function isBlank(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d) || (code >= 0xa0 && /\s/.test(String.fromCharCode(code)));
}
