import { larger, smaller } from '../layout/align';
import { IntervalMap } from '../layout/interval-map';
import { KVM_MEM_GUEST_MEMFD, type SetMemoryAttributes, type SetMemoryRegion } from '../model/slot-operation';
import type { ChunkedList } from '../text/chunked-list';
import { perChunk } from '../text/per-chunk';
import type { OperationResult } from './replay';

/** Which guest-physical memory was made private or shared. */
export interface MemoryAttributes {
  /** What somebody said: true is private. Where nobody said anything, it depends on the slot: see `isPrivateAtFirst`. */
  readonly said: IntervalMap<boolean>;
  /** Whether every conversion is known; if not, no slot that can be private has known attributes. */
  readonly complete: boolean;
}

export const NO_ATTRIBUTES: MemoryAttributes = { said: new IntervalMap(), complete: true };

/** A part of a slot all of whose pages are private, or all shared: `[start, end)` of guest-physical addresses. */
export interface AttributeRun {
  readonly start: bigint;
  readonly end: bigint;
  readonly private: boolean;
}

/** The attributes after every conversion that KVM took. The same conversions give the same object. */
export function memoryAttributesOf(results: ChunkedList<OperationResult>): MemoryAttributes {
  const effective: SetMemoryAttributes[] = [];
  let complete = true;
  for (const chunk of results.chunks) {
    for (const { operation, outcome } of conversionsIn(chunk)) {
      if (operation.kind === 'set-memory-attributes' && outcome.kind === 'accepted') effective.push(operation);
      if (outcome.kind === 'unknown') complete = false;
    }
  }
  if (effective.length === 0 && complete) return NO_ATTRIBUTES;
  const last = effective[effective.length - 1];
  const known = last && KNOWN.get(last);
  if (known && known.attributes.complete === complete && sameItems(known.conversions, effective))
    return known.attributes;
  const said = new IntervalMap<boolean>();
  for (const { gpa, size, private: isPrivate } of effective)
    said.assign(gpa.value!, gpa.value! + size.value!, isPrivate);
  const attributes = { said, complete };
  if (last) KNOWN.set(last, { conversions: effective, attributes });
  return attributes;
}

const conversionsIn = perChunk((results: readonly OperationResult[]) =>
  results.filter(({ operation }) => operation.kind === 'set-memory-attributes'),
);

/**
 * What memory counts as that nobody converted: that of a guest_memfd as private, because that is how a VMM with private
 * memory starts, and all other memory as shared.
 */
export function isPrivateAtFirst({ flags }: SetMemoryRegion): boolean {
  return ((flags.value ?? 0n) & KVM_MEM_GUEST_MEMFD) !== 0n;
}

/** The parts of a slot, in order, whose attribute is the same. There may be many: to count pages, use `tallyAttributes`. */
export function attributeRuns(region: SetMemoryRegion, attributes: MemoryAttributes): readonly AttributeRun[] {
  const start = region.gpa.value!;
  const end = start + region.size.value!;
  const privateAtFirst = isPrivateAtFirst(region);
  const runs: AttributeRun[] = [];
  const add = (from: bigint, to: bigint, isPrivate: boolean): void => {
    if (from >= to) return;
    const last = runs[runs.length - 1];
    if (last?.private === isPrivate) runs[runs.length - 1] = { start: last.start, end: to, private: isPrivate };
    else runs.push({ start: from, end: to, private: isPrivate });
  };
  let at = start;
  for (const said of attributes.said.overlaps(start, end)) {
    add(at, said.start, privateAtFirst);
    add(larger(said.start, start), smaller(said.end, end), said.value);
    at = said.end;
  }
  add(at, end, privateAtFirst);
  return runs;
}

/** The last conversion of a machine, with all of them and what they came to. */
const KNOWN = new WeakMap<
  SetMemoryAttributes,
  { readonly conversions: readonly SetMemoryAttributes[]; readonly attributes: MemoryAttributes }
>();

function sameItems<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}
