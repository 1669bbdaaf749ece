import { isAscii } from 'node:buffer';

/** A line that goes on beyond this is too long to be looked into, in bytes. */
const LONG_LINE = 1 << 18;

/** Cuts UTF-8 that comes piece by piece into texts of whole lines. Lines end with LF, CRLF or CR. */
export class PieceCutter {
  /** The beginning of the line that has no end yet, or whose CR may be followed by a LF. */
  private kept: Buffer[] = [];
  private keptLength = 0;
  private endsWithCr = false;
  /** The line is too long, and what comes of it is left out. */
  private skips = false;
  private readonly start = new TextDecoder('utf-8');
  private readonly rest = new TextDecoder('utf-8', { ignoreBOM: true });
  private isFirst = true;

  /** `shortens`: of a line that is too long only the beginning matters. */
  constructor(private readonly shortens: boolean) {}

  /** The lines that are complete now; empty when none is. The bytes may be overwritten afterwards. */
  push(bytes: Buffer): string {
    if (bytes.length === 0) return '';
    const before = this.endsWithCr && bytes[0] !== LF ? this.end() : '';
    const end = lastLineEnd(bytes);
    if (end > 0) {
      const lines = this.take(bytes.subarray(this.skips ? firstMark(bytes) : 0, end));
      this.keep(bytes.subarray(end));
      return before + lines;
    }
    this.skips ||= this.shortens && this.keptLength > LONG_LINE;
    this.keep(this.skips && bytes.at(-1) === CR ? bytes.subarray(-1) : this.skips ? NOTHING : bytes);
    return before;
  }

  /** What is left: the last line, which has no end. */
  end(): string {
    return this.take(NOTHING);
  }

  /** What was kept and what follows it, as a text. */
  private take(bytes: Buffer): string {
    const all = this.kept.length === 0 ? bytes : Buffer.concat([...this.kept, bytes]);
    this.kept = [];
    this.keptLength = 0;
    this.endsWithCr = false;
    this.skips = false;
    const decoder = this.isFirst ? this.start : this.rest;
    if (all.length > 0) this.isFirst = false;
    return isAscii(all) ? all.toString('latin1') : decoder.decode(all);
  }

  private keep(bytes: Buffer): void {
    if (bytes.length === 0) return;
    this.kept.push(Buffer.from(bytes));
    this.keptLength += bytes.length;
    this.endsWithCr = bytes.at(-1) === CR;
  }
}

/** The place behind the last line end that is surely one; 0 where there is none. */
function lastLineEnd(bytes: Buffer): number {
  const lf = bytes.lastIndexOf(LF);
  return lf >= 0 ? lf + 1 : bytes.lastIndexOf(CR, -2) + 1;
}

/** The place of the first line end. */
function firstMark(bytes: Buffer): number {
  const lf = bytes.indexOf(LF);
  const cr = bytes.indexOf(CR);
  return cr >= 0 && cr < lf ? cr : lf < 0 ? cr : lf;
}

const NOTHING = Buffer.alloc(0);
const LF = 0x0a;
const CR = 0x0d;
