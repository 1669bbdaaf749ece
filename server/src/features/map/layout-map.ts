import type { MapExtent, MapSegment, MapSlot, MemoryMap } from './memory-map';
import { type ExtentStack, fractionOf, type MapScale, type Stretch, stackExtents } from './stack-extents';

/** Where everything of a map lies, from the top down, in the unit of its scale. */
export interface MapLayout {
  readonly height: number;
  /** Guest-physical memory, cut wherever a slot begins or ends. */
  readonly stretches: readonly PlacedStretch[];
  /** As many as the map has, in its order. */
  readonly slots: readonly PlacedSlot[];
  /** How many slots stand beside each other at most, each in a lane of its own. */
  readonly lanes: number;
  /** As many as the map has, in its order. */
  readonly backings: readonly PlacedBacking[];
  readonly links: readonly Link[];
  readonly nodes: readonly PlacedNodes[];
}

export interface Placed {
  readonly top: number;
  readonly height: number;
}

export interface PlacedStretch extends Stretch {
  /** It is a hole, but memory devices can go there. */
  readonly forDevices: boolean;
}

export interface PlacedSlot extends Placed {
  readonly lane: number;
  /** Its runs of pages, one below the other, which together are as high as the slot. */
  readonly runs: readonly (Placed & { readonly pageSize: bigint })[];
}

export interface PlacedBacking extends Placed {
  readonly stretches: readonly Stretch[];
}

/** A slot and the part of its backing that it shows. */
export interface Link {
  readonly slot: number;
  readonly backing: number;
  readonly from: Placed;
  readonly to: Placed;
}

/** Host nodes that give memory to backings. */
export interface PlacedNodes extends Placed {
  readonly name: string;
  readonly backings: readonly number[];
}

/** The one layout of every picture of memory: guest-physical addresses as a column, backings beside it, host nodes beside them. */
export function layoutMap(map: MemoryMap, scale: MapScale): MapLayout {
  const free = map.deviceMemory;
  const extents = map.slots.map((slot) => ({ ...slot, runs: slot.segments.length }));
  const column = stackExtents(extents, marksOf(map), scale);
  const lanes = lanesOf(map.slots);
  const slots = map.slots.map((slot, i): PlacedSlot => {
    const place = between(column, slot);
    return { ...place, lane: lanes[i]!, runs: runsOf(slot.segments, place, scale.run) };
  });
  const { backings, links } = placeBackings(map, slots, scale);
  const nodes = placeNodes(map, backings, scale);
  return {
    height: Math.max(column.height, ...[...backings, ...nodes].map(({ top, height }) => top + height)),
    stretches: column.stretches.map((stretch) => ({
      ...stretch,
      forDevices: stretch.hole && free !== undefined && free.start <= stretch.start && stretch.end <= free.end,
    })),
    slots,
    lanes: Math.max(1, ...lanes.map((lane) => lane + 1)),
    backings,
    links,
    nodes,
  };
}

/** From 0, so that a hole below the first slot is seen. Room for memory devices counts only beside memory. */
function marksOf({ slots, deviceMemory }: MemoryMap): readonly bigint[] {
  if (slots.length === 0) return [];
  return deviceMemory ? [0n, deviceMemory.start, deviceMemory.end] : [0n];
}

/** Slots that overlap stand beside each other; those of another address space, and refused ones, behind all the others. */
function lanesOf(slots: readonly MapSlot[]): number[] {
  const lanes: number[] = new Array(slots.length).fill(0);
  const groups = new Map<string, number[]>();
  for (const [i, { space, state }] of slots.entries()) {
    const key = `${space} ${state === 'refused'}`;
    const group = groups.get(key);
    if (group) group.push(i);
    else groups.set(key, [i]);
  }
  let first = 0;
  for (const group of groups.values()) {
    // Where one slot ends as another begins, it ends first.
    const events = group
      .flatMap((i) => [
        { at: slots[i]!.start, i, ends: false },
        { at: slots[i]!.end, i, ends: true },
      ])
      .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : Number(b.ends) - Number(a.ends)));
    const free: number[] = [];
    let next = first;
    for (const { i, ends } of events)
      if (ends) free.push(lanes[i]!);
      else lanes[i] = free.pop() ?? next++;
    first = next;
  }
  return lanes;
}

/** Runs are as high as their shares of the slot, but none is too thin to be seen. */
function runsOf(segments: readonly MapSegment[], { top, height }: Placed, thinnest: number): PlacedSlot['runs'] {
  const total = segments.reduce((sum, { start, end }) => sum + (end - start), 0n);
  const least = Math.min(thinnest, height / Math.max(segments.length, 1));
  const heights = segments.map(({ start, end }) => Math.max(fractionOf(end - start, total) * height, least));
  const shrink = height / heights.reduce((a, b) => a + b, 0);
  let at = top;
  return segments.map(({ pageSize }, i) => {
    const run = { top: at, height: heights[i]! * shrink, pageSize };
    at += run.height;
    return run;
  });
}

/**
 * Each backing has the scale of the column, and lies as near to its first slot as those above it allow: without gaps, so that
 * one memory device after the other stays beside its memory.
 */
function placeBackings(
  map: MemoryMap,
  slots: readonly PlacedSlot[],
  scale: MapScale,
): { backings: PlacedBacking[]; links: Link[] } {
  const shown: { readonly slot: number; readonly extent: MapExtent }[][] = map.backings.map(() => []);
  for (const [slot, { backing, at, start, end }] of map.slots.entries())
    if (backing !== undefined && at !== undefined)
      shown[backing]!.push({ slot, extent: { start: at, end: at + (end - start) } });
  const stacks = map.backings.map(({ start, size }, i): ExtentStack => {
    const extents = shown[i]!.map(({ slot, extent }) => ({ ...extent, runs: map.slots[slot]!.segments.length }));
    return stackExtents(extents, size === undefined ? [start] : [start, start + size], scale);
  });
  const wanted = stacks.map((stack, i) =>
    Math.min(...shown[i]!.map(({ slot, extent }) => slots[slot]!.top - stack.topOf(extent.start))),
  );
  const backings: PlacedBacking[] = new Array(stacks.length);
  const links: Link[] = [];
  let below = 0;
  // Those that no slot shows come last: infinitely far down.
  for (const i of stacks.map((_, i) => i).sort((a, b) => compare(wanted[a]!, wanted[b]!))) {
    const stack = stacks[i]!;
    const top = Number.isFinite(wanted[i]) ? Math.max(below, wanted[i]!) : below;
    backings[i] = { top, height: stack.height, stretches: stack.stretches };
    below = top + stack.height;
    for (const { slot, extent } of shown[i]!) {
      const { top: start, height } = between(stack, extent);
      links.push({ slot, backing: i, from: slots[slot]!, to: { top: top + start, height } });
    }
  }
  return { backings, links };
}

/** Host nodes lie beside the middle of what they give, in as many boxes as there are sets of them. */
function placeNodes(map: MemoryMap, backings: readonly PlacedBacking[], { least, hole }: MapScale): PlacedNodes[] {
  const sets = new Map<string, number[]>();
  for (const [i, { nodes }] of map.backings.entries()) {
    if (nodes === undefined) continue;
    const set = sets.get(nodes);
    if (set) set.push(i);
    else sets.set(nodes, [i]);
  }
  const middle = (i: number) => backings[i]!.top + backings[i]!.height / 2;
  const placed = [...sets].map(([name, set]) => ({
    name,
    backings: set,
    wanted: set.reduce((sum, i) => sum + middle(i), 0) / set.length - least / 2,
  }));
  let below = 0;
  return placed
    .sort((a, b) => a.wanted - b.wanted)
    .map(({ name, backings: set, wanted }) => {
      const top = Math.max(below, wanted);
      below = top + least + hole;
      return { name, backings: set, top, height: least };
    });
}

function between({ topOf }: ExtentStack, { start, end }: MapExtent): Placed {
  const top = topOf(start);
  return { top, height: topOf(end) - top };
}

function compare(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
