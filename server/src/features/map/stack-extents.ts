import type { MapExtent } from './memory-map';

/** How heights follow from sizes. Heights are in pixels, or in lines of a terminal. */
export interface MapScale {
  /** `log`: each doubling of a size adds the same; `linear`: the same for each byte. */
  readonly kind: 'log' | 'linear';
  /** The height of the smallest piece of memory. */
  readonly least: number;
  /** `log`: what each doubling beyond 1 MiB adds. */
  readonly doubling: number;
  /** `linear`: the height of all memory together. */
  readonly total: number;
  /** The height of the smallest hole: holes are folded, so that they grow with the logarithm of their sizes. */
  readonly hole: number;
  /** The least height of a run of pages in a slot. */
  readonly run: number;
  /** Heights are whole numbers. */
  readonly whole: boolean;
}

/** A stretch of addresses in which nothing begins or ends. Addresses in it are as far apart as their places. */
export interface Stretch extends MapExtent {
  readonly top: number;
  readonly height: number;
  readonly hole: boolean;
}

/** A piece of memory; `runs`: how many runs of pages have to be told apart in it. */
export interface StackedExtent extends MapExtent {
  readonly runs: number;
}

/** Stretches one below the other without a gap, the lowest address on top. */
export interface ExtentStack {
  readonly stretches: readonly Stretch[];
  readonly height: number;
  /** Where an address lies, from the top; one outside lies at the nearer end. */
  readonly topOf: (address: bigint) => number;
}

/** Lays pieces of memory, which may overlap, on one column, which is cut at `marks`, too, and reaches to the outermost of them. */
export function stackExtents(
  extents: readonly StackedExtent[],
  marks: readonly bigint[],
  scale: MapScale,
): ExtentStack {
  const edges = new Map<bigint, number>(marks.map((address) => [address, 0]));
  const mark = (address: bigint, change: number) => edges.set(address, (edges.get(address) ?? 0) + change);
  let all = 0n;
  for (const { start, end } of extents) {
    mark(start, 1);
    mark(end, -1);
    all += end - start;
  }
  const sorted = [...edges].sort(([a], [b]) => (a < b ? -1 : 1));
  const starts = sorted.map(([address]) => address);
  const heights: number[] = [];
  const holes: boolean[] = [];
  let depth = 0;
  for (let i = 0; i + 1 < sorted.length; i++) {
    depth += sorted[i]![1];
    const size = starts[i + 1]! - starts[i]!;
    holes.push(depth === 0);
    heights.push(inWhole(depth === 0 ? holeHeight(size, scale) : heightOf(size, all, scale), scale));
  }
  makeRoom(extents, starts, heights, scale);
  let top = 0;
  const stretches = heights.map((height, i): Stretch => {
    const stretch = { start: starts[i]!, end: starts[i + 1]!, top, height, hole: holes[i]! };
    top += height;
    return stretch;
  });
  return {
    stretches,
    height: top,
    topOf(address) {
      const stretch = stretches[indexOf(starts, address)];
      if (!stretch) return address <= (starts[0] ?? 0n) ? 0 : top;
      if (address <= stretch.start) return stretch.top;
      return stretch.top + fractionOf(address - stretch.start, stretch.end - stretch.start) * stretch.height;
    },
  };
}

/** `part` of `whole`, in millionths: pixels need no more, and no address becomes a float. */
export function fractionOf(part: bigint, whole: bigint): number {
  return whole === 0n ? 0 : Number((part * 1_000_000n) / whole) / 1_000_000;
}

function heightOf(size: bigint, all: bigint, { kind, least, doubling, total }: MapScale): number {
  if (kind === 'linear') return Math.max(least, fractionOf(size, all) * total);
  return least + doubling * Math.max(log2(size) - 20, 0);
}

/** A hole of 1 MiB is one and a half times as high as the smallest, one of 1 TiB two and a half times. */
function holeHeight(size: bigint, { hole }: MapScale): number {
  return hole * (1 + log2(size) / 40);
}

function inWhole(height: number, { whole }: MapScale): number {
  return whole ? Math.max(Math.round(height), 1) : height;
}

/** Exact enough for heights, whatever the size. */
function log2(size: bigint): number {
  const digits = size.toString(2).length;
  const lead = Math.max(digits - 32, 0);
  return Math.log2(Number(size >> BigInt(lead))) + lead;
}

/** A piece with many runs of pages gets what it lacks in its highest stretch. */
function makeRoom(
  extents: readonly StackedExtent[],
  starts: readonly bigint[],
  heights: number[],
  scale: MapScale,
): void {
  for (const { start, end, runs } of extents) {
    const wanted = Math.min(runs, MOST_RUNS) * scale.run;
    const first = indexOf(starts, start);
    let highest = first;
    let sum = 0;
    for (let i = first; i < heights.length && starts[i]! < end && sum < wanted; i++) {
      sum += heights[i]!;
      if (heights[i]! > heights[highest]!) highest = i;
    }
    if (sum < wanted && heights[highest] !== undefined) heights[highest]! += wanted - sum;
  }
}

/** More runs than this are drawn closer together. */
const MOST_RUNS = 40;

/** The index of the last start that is not above the address; -1 where all are. */
function indexOf(starts: readonly bigint[], address: bigint): number {
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (starts[middle]! <= address) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
