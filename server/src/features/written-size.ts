import type { Edit } from '../rules/define-rule';
import type { Span } from '../text/span';

/** A size that is written in a document and whose value is known. */
export interface WrittenSize {
  /** The number, and its unit where that stands behind it. */
  readonly span: Span;
  /** What a reader takes it for, the unit included where one is written: `512`, `4096M`, `8388608 KiB`, `0x40000000`. */
  readonly written: string;
  readonly bytes: bigint;
  /** Where a decimal number has no unit: what it counts all the same. */
  readonly bare?: BareUnit;
}

/** The unit of a number that is written without one. */
export interface BareUnit {
  readonly unit: 'bytes' | 'KiB' | 'MiB';
  /** What writes the unit; none where it cannot be written. */
  readonly edits?: readonly Edit[];
  /** The size as it then reads: `512M`, `1048576 KiB`. */
  readonly result?: string;
}

/** Lines `[start, end]`, both counted from 0. */
export interface LineSpan {
  readonly start: number;
  readonly end: number;
}
