import type { Block } from '../text/block';
import type { Span } from '../text/span';

/** A number as far as it is known, and where it was written. Unknown is unknown: never 0, never a guess. */
export interface Quantity {
  /** Bytes, an address or an id, by context; `undefined` when it is not known. */
  readonly value: bigint | undefined;
  /** Where it stands in the text; `undefined` when it was not written but follows from something else. */
  readonly span: Span | undefined;
}

export const UNKNOWN: Quantity = { value: undefined, span: undefined };

/** Most address spaces and flags are this one. */
const ZERO: Quantity = { value: 0n, span: undefined };

/** A quantity that nobody wrote: a default, or one computed from others. */
export function derived(value: bigint | undefined): Quantity {
  if (value === undefined) return UNKNOWN;
  return value === 0n ? ZERO : { value, span: undefined };
}

/** A number that stands in a text. */
export function written(value: bigint, block: Block, start: number, end: number): Quantity {
  return new WrittenQuantity(value, block, start, end);
}

/** It is its own span: a list has many of them. */
class WrittenQuantity implements Quantity, Span {
  constructor(
    readonly value: bigint,
    readonly block: Block,
    readonly start: number,
    readonly end: number,
  ) {}

  get span(): Span {
    return this;
  }
}
