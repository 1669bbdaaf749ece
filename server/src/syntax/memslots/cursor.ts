import type { Block } from '../../text/block';
import type { Problem } from '../../text/problem';
import type { Span } from '../../text/span';
import type { Token } from './declaration';
import type { LogicalText } from './logical-text';

/** Where a reader stands in a declaration. Everything it gives out counts in the block's own characters. */
export class Cursor {
  readonly problems: Problem[] = [];
  private readonly text: string;
  private readonly offsets: readonly number[] | undefined;

  /** On `logical`, which stands in `block`, for the logical range `[at, end)`; `at` is the offset in the logical text. */
  constructor(
    private readonly block: Block,
    logical: LogicalText,
    public at: number,
    readonly end: number,
  ) {
    // Nothing reads beyond the end: a pattern that would is matched up to it.
    this.text = logical.text.slice(0, end);
    this.offsets = logical.offsets;
  }

  /** The place in the block of the logical offset. */
  place(offset: number): number {
    return this.offsets ? this.offsets[offset]! : offset;
  }

  /** The place just behind the character before the logical offset. */
  placeEnd(offset: number): number {
    const { offsets } = this;
    return offsets ? (offset > 0 ? offsets[offset - 1]! + 1 : offsets[0]!) : offset;
  }

  skipBlanks(): void {
    this.at = skipBlanks(this.text, this.at, this.end);
  }

  /** Skips blanks and commas. */
  skipSeparators(): void {
    const { text, end } = this;
    while (this.at < end && (isBlank(text.charCodeAt(this.at)) || text.charCodeAt(this.at) === COMMA)) this.at++;
  }

  /** Whether nothing follows, or a comma. */
  get isAtSeparator(): boolean {
    return this.at >= this.end || this.text.charCodeAt(this.at) === COMMA;
  }

  startsWith(text: string): boolean {
    return this.at + text.length <= this.end && this.text.startsWith(text, this.at);
  }

  /** Whether the sticky expression matches here; nothing is read. */
  looksAt(pattern: RegExp): boolean {
    pattern.lastIndex = this.at;
    return this.at < this.end && pattern.test(this.text);
  }

  /** Reads what the sticky expression matches here. */
  match(pattern: RegExp): Token | undefined {
    const from = this.at;
    if (!this.looksAt(pattern) || pattern.lastIndex === from) return undefined;
    this.at = pattern.lastIndex;
    return this.tokenFrom(from);
  }

  /** Reads `length` characters. */
  take(length: number): Token {
    const from = this.at;
    this.at = Math.min(from + length, this.end);
    return this.tokenFrom(from);
  }

  problem(
    code: string,
    place: { start: number; end: number },
    message: string,
    ...suggestions: (string | undefined)[]
  ): void {
    const known = suggestions.filter((s) => s !== undefined);
    const base = { code, span: this.spanOf(place), message, severity: 'error' } as const;
    this.problems.push(known.length > 0 ? { ...base, suggestions: known } : base);
  }

  /** A problem that is nobody's mistake. */
  note(code: string, place: { start: number; end: number }, message: string): void {
    this.problems.push({ code, span: this.spanOf(place), message, severity: 'information' });
  }

  private tokenFrom(from: number): Token {
    return { text: this.text.slice(from, this.at), start: this.place(from), end: this.placeEnd(this.at) };
  }

  private spanOf({ start, end }: { start: number; end: number }): Span {
    return { block: this.block, start, end };
  }
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
