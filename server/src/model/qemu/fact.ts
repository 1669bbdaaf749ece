import type { Span } from '../../text/span';

/** A value of a configuration as far as it is known, and where it was written. */
export interface Fact<T> {
  /** `undefined`: not known, or not given where there is no default. */
  readonly value: T | undefined;
  /** `undefined`: nobody wrote it, it is the default. */
  readonly span: Span | undefined;
}

/** What holds when nothing is written. */
export function byDefault<T>(value: T | undefined): Fact<T> {
  return { value, span: undefined };
}
