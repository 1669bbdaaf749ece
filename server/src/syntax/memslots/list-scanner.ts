import { TextLines } from '../../text/text-lines';
import type { Declaration } from './declaration';
import { declarationOf } from './declaration-of';
import { quoteEnd } from './logical-text';
import { CONTINUATION, declarationAt, MOST_LINES } from './memslot-list';
import { LONGEST_LINE, trimEnd } from './parse-declaration';
import { processBefore } from './read-trace';
import { LOG_MARKS } from './read-vmm-log';

/** Who is told what a scanner finds. `Trace` is what is made of a trace line, once for all that say the same. */
export interface ScanSink<Trace> {
  /** A trace line that was not seen before, or was forgotten. */
  readonly read: (declaration: Declaration) => Trace;
  /** A trace line on `line`. What stood in the declaration that was read stands `shift` characters further right here. */
  readonly trace: (trace: Trace, line: number, shift: number, process: string | undefined) => void;
  /** Another declaration. True: the next line counts as well, whatever it says. */
  readonly declaration: (declaration: Declaration, line: number) => boolean;
}

interface Known<Trace> {
  readonly trace: Trace;
  /** Where the event began in the line that was read. */
  readonly start: number;
}

/** So many different trace lines are remembered; a machine has not many more slots. */
const MOST_KNOWN = 8192;
/** Where hardly any of them came again, so many: what is remembered in vain costs more than what is read twice. */
const FEW_KNOWN = 64;
/** So often few are remembered before there is another try with many. */
const FEW_TRIES = 1024;

const EVENTS = ['kvm_set_user_memory', 'kvm_convert_memory'] as const;

/** The marks of calls that QEMU did not log. */
const VMM_MARKS = LOG_MARKS.slice(1);

/** How a line begins that may be a declaration; what stands before it is a matter of mail quoting. */
const OPENING =
  /[ \t>\u00a0\ufeff]*(?:(?:mem)?slot|AddrSpace#|(?:let|backing|host|rule|machine|private|shared)(?![A-Za-z0-9_]))/iy;

/**
 * Reads a list or a log piece by piece and keeps none of it. The declarations are those of `parseList`, in order, but lines
 * of other software in a log are passed over, and trace lines that say the same are read once.
 */
export class ListScanner<Trace> {
  private rest = '';
  private line = 0;
  private readsNext = false;
  private readonly known = new Map<string, Known<Trace>>();
  private mostKnown = MOST_KNOWN;
  private hits = 0;
  private tries = 0;

  constructor(
    private readonly log: boolean,
    private readonly sink: ScanSink<Trace>,
  ) {}

  /** Reads on: whole lines, of which only the very last may lack its end. A CR and its LF come together. */
  push(text: string): void {
    this.rest = this.rest === '' ? text : this.rest + text;
    this.scan(false);
  }

  end(): void {
    this.scan(true);
  }

  /** What a trace line says depends on something that changed: all of them are read anew. */
  forget(): void {
    this.known.clear();
  }

  private scan(last: boolean): void {
    const text = this.rest;
    const find = (what: string, from: number) => {
      const found = text.indexOf(what, from);
      return found < 0 ? text.length : found;
    };
    // The next of each kind of mark, so that the text is searched for each of them once.
    let [lf, cr, quoted, directive] = [-1, -1, -1, -1];
    const events = [-1, -1];
    const encodings = [-1, -1];
    const calls = VMM_MARKS.map(() => -1);
    let at = 0;
    while (at < text.length) {
      if (lf < at) lf = find('\n', at);
      if (cr < at) cr = find('\r', at);
      const end = cr < lf ? (lf === cr + 1 ? cr + 2 : cr + 1) : Math.min(lf + 1, text.length);
      for (const i of [0, 1] as const) {
        if (events[i]! < at) events[i] = find(EVENTS[i], at);
        if (encodings[i]! < at) encodings[i] = find(ENCODINGS[i], at);
      }
      quoted = Math.min(encodings[0]!, encodings[1]!);
      for (const [i, mark] of VMM_MARKS.entries()) if (calls[i]! < at) calls[i] = find(mark, at);
      if (directive < at) directive = find('memslot:', at);
      const event = Math.min(events[0]!, events[1]!);
      if (event < end || quoted < end) {
        const behind = this.readEvent(text, at, end, quoted < end ? -1 : event, last);
        if (behind < 0) break;
        at = behind;
        continue;
      }
      if (
        this.readsNext ||
        directive < end ||
        Math.min(...calls) < end ||
        (this.log ? opens(text, at) : !isEmptyLine(text, at))
      )
        this.tell(declarationOf(detached(text, at, end), 1));
      else this.line++;
      at = end;
    }
    this.rest = at === 0 ? text : text.slice(at);
  }

  /**
   * Reads what begins on a line with an event, or one that may be cut in quoted-printable; `event` is -1 for the latter.
   * Gives the place behind it, -1 where the lines that decide how long it is have not come yet.
   */
  private readEvent(text: string, start: number, end: number, event: number, last: boolean): number {
    if (end === text.length && !last) return -1;
    if (event >= 0 && isPlainEvent(text, start, end, event) && !continues(text, end)) {
      this.readTrace(text, start, end, event);
      return end;
    }
    const lines: string[] = [];
    let at = start;
    while (lines.length < MOST_LINES && at < text.length) {
      const next = lineEnd(text, at);
      lines.push(detached(text, at, next));
      at = next;
    }
    if (lines.length < MOST_LINES && !last) return -1;
    const declaration = declarationAt(TextLines.of(lines.join('')), 0);
    this.tell(declaration);
    return start + declaration.text.length;
  }

  private readTrace(text: string, start: number, end: number, event: number): void {
    const { line } = this;
    const content = trimEnd(text, end);
    const key = text.slice(event, content);
    const known = this.known.get(key);
    if (known) {
      this.hits++;
      this.line++;
      this.readsNext = false;
      this.sink.trace(known.trace, line, event - start - known.start, processBefore(text, start, event));
      return;
    }
    const declaration = declarationOf(detached(text, start, end), 1);
    if (declaration.kind !== 'trace-slot' && declaration.kind !== 'attributes') {
      this.tell(declaration);
      return;
    }
    const trace = this.sink.read(declaration);
    if (this.known.size >= this.mostKnown) {
      const isWorthwhile = this.hits * 4 > this.mostKnown || ++this.tries % FEW_TRIES === 0;
      this.mostKnown = isWorthwhile ? MOST_KNOWN : FEW_KNOWN;
      this.hits = 0;
      this.known.clear();
    }
    // Of the declaration's own text: a piece of `text` would keep all of it.
    this.known.set(declaration.text.slice(event - start, content - start), { trace, start: event - start });
    this.line++;
    this.readsNext = false;
    this.sink.trace(trace, line, 0, declaration.process);
  }

  private tell(declaration: Declaration): void {
    const { line } = this;
    this.line += declaration.lineCount;
    this.readsNext = this.sink.declaration(declaration, line);
  }
}

const ENCODINGS = ['=3D', '=3d'] as const;

/** A piece of a text that does not keep the whole of it in memory. */
function detached(text: string, start: number, end: number): string {
  return ` ${text.slice(start, end)}`.slice(1);
}

function lineEnd(text: string, start: number): number {
  for (let i = start; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === LF) return i + 1;
    if (code === CR) return text.charCodeAt(i + 1) === LF ? i + 2 : i + 1;
  }
  return text.length;
}

function opens(text: string, at: number): boolean {
  OPENING.lastIndex = at;
  return FIRST[text.charCodeAt(at)] !== 0 && OPENING.test(text);
}

/** Whether a line may begin a declaration with a character: 0 for those of ASCII with which none begins. */
const FIRST = Uint8Array.from({ length: 128 }, (_, code) =>
  /[ \t>alhrmpsb]/i.test(String.fromCharCode(code)) ? 1 : 0,
);

function isEmptyLine(text: string, at: number): boolean {
  return text.charCodeAt(at) === LF || text.charCodeAt(at) === CR;
}

/** Whether the first event of a line is one, and the line neither a comment nor quoted, indented or cut. */
function isPlainEvent(text: string, start: number, end: number, event: number): boolean {
  const first = text.charCodeAt(start);
  if (first <= 0x20 || first > 0x7e || first === HASH || first === SLASH || first === GREATER) return false;
  const last = text.charCodeAt(trimEnd(text, end) - 1);
  if (last > 0x7e || last === EQUALS || end - start > LONGEST_LINE) return false;
  const behind = text.charCodeAt(event + (text.startsWith(EVENTS[0], event) ? EVENTS[0].length : EVENTS[1].length));
  return behind === 0x20 || behind === 0x09;
}

/** Whether the line at `at` may go on with a trace line before it. */
function continues(text: string, at: number): boolean {
  const first = text.charCodeAt(at);
  // A time stamp, as nearly always.
  if (first >= 0x30 && first <= 0x39) return false;
  const from = quoteEnd(text, at);
  CONTINUATION.lastIndex = from;
  return CONTINUATION.test(text);
}

const LF = 0x0a;
const CR = 0x0d;
const HASH = 0x23;
const SLASH = 0x2f;
const EQUALS = 0x3d;
const GREATER = 0x3e;
