import type { Pair } from './bench-run';

export type Unit = 'ms' | 'MB' | 'MB/s' | 'files/s' | 'messages';

/** One line of the report: what was measured with one file, in one way. */
export interface Row {
  readonly name: string;
  readonly unit: Unit;
  readonly figures: Readonly<Record<string, Figure>>;
}

/** A number of ours, and the same of what it is compared with in the same run. */
export interface Figure {
  readonly ours: number;
  readonly base?: number;
  /** `ours / base`. */
  readonly ratio?: number;
}

export function figureOf(ours: number, base?: number): Figure {
  return base === undefined ? { ours } : { ours, base, ratio: ours / base };
}

/** The percentiles of two samples of the same thing. */
export function percentiles({ ours, base }: Pair<readonly number[]>, wanted = [50, 90, 99]): Record<string, Figure> {
  return Object.fromEntries(wanted.map((p) => [`p${p}`, figureOf(percentile(ours, p), percentile(base, p))]));
}

/** The smallest number of a sample that `p` percent of it do not exceed. */
export function percentile(sample: readonly number[], p: number): number {
  const sorted = [...sample].sort((a, b) => a - b);
  const number = sorted[Math.max(Math.ceil((p / 100) * sorted.length) - 1, 0)];
  if (number === undefined) throw new Error('Nothing was measured.');
  return number;
}
