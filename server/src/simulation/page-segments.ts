import { alignDown, alignUp } from '../layout/align';
import type { SetMemoryRegion } from '../model/slot-operation';
import { attributeRuns, isPrivateAtFirst, type MemoryAttributes } from './memory-attributes';
import type { PageUse } from './page-use';

/** A part of a slot that is mapped with pages of one size: `[start, end)` of guest-physical addresses. */
export interface PageSegment {
  readonly start: bigint;
  readonly end: bigint;
  readonly pageSize: bigint;
}

/** Slots with more parts of different attributes than this are drawn without them. */
const MOST_RUNS = 64;

/**
 * Where in a slot which pages are, in ascending order: small ones at the ends, the largest in the middle. None where nothing
 * is mapped, as in a slot that is no whole page.
 */
export function pageSegments(
  region: SetMemoryRegion,
  use: PageUse,
  attributes: MemoryAttributes,
): readonly PageSegment[] {
  const start = region.gpa.value;
  const size = region.size.value;
  if (start === undefined || size === undefined || size === 0n) return [];
  const sizes = use.pages.filter(({ count }) => count > 0n).map((page) => page.size);
  if (sizes.length === 0) return [];
  if (sizes.length === 1) return [{ start, end: start + size, pageSize: sizes[0]! }];
  const runs = attributeRuns(region, attributes);
  const segments: PageSegment[] = [];
  for (const run of runs.length <= MOST_RUNS ? runs : [{ start, end: start + size, private: false }])
    addSegments(run.start, run.end, run.private && isPrivateAtFirst(region) ? sizes.slice(0, 1) : sizes, segments);
  return segments;
}

/** `sizes` ascending: the largest fills what it can, the smaller ones what is left on both sides. */
function addSegments(start: bigint, end: bigint, sizes: readonly bigint[], segments: PageSegment[]): void {
  const tail: PageSegment[] = [];
  let [from, to] = [start, end];
  const nested = sizes
    .map((pageSize) => ({ pageSize, start: alignUp(start, pageSize), end: alignDown(end, pageSize) }))
    .filter((inner) => inner.end > inner.start);
  for (const [index, inner] of nested.entries()) {
    const outerSize = index === 0 ? sizes[0]! : nested[index - 1]!.pageSize;
    if (inner.start > from) push(segments, from, inner.start, outerSize);
    if (inner.end < to) tail.unshift({ start: inner.end, end: to, pageSize: outerSize });
    [from, to] = [inner.start, inner.end];
  }
  const last = nested[nested.length - 1];
  if (last) push(segments, last.start, last.end, last.pageSize);
  else push(segments, start, end, sizes[0]!);
  segments.push(...tail);
}

function push(segments: PageSegment[], start: bigint, end: bigint, pageSize: bigint): void {
  segments.push({ start, end, pageSize });
}
