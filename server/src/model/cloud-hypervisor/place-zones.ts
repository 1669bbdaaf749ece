import { GIB } from '../qemu/units';

/** A zone as far as its place in the guest's memory depends on it. In bytes. */
export interface ZoneSize {
  readonly size: bigint;
  /** The pages that its pieces are made of; `undefined`: not known. */
  readonly page: bigint | undefined;
}

/** A part of a zone that lies in one piece. */
export interface ZonePiece {
  readonly zone: number;
  readonly gpa: bigint;
  readonly size: bigint;
}

/** Where RAM may lie: below 3 GiB and from 4 GiB on. (arch/src/x86_64/mod.rs: arch_memory_regions) */
const REGIONS = [
  { start: 0n, end: 3n * GIB },
  { start: 4n * GIB, end: 1n << 64n },
] as const;

/**
 * Where the zones of a guest lie. Each begins where the one before it ends; a piece takes as many whole pages as are left of
 * a region. `undefined`: it depends on what is not known.
 * (vmm/src/memory_manager.rs: create_memory_regions_from_zones)
 */
export function placeZones(zones: readonly ZoneSize[]): readonly ZonePiece[] | undefined {
  const pieces: ZonePiece[] = [];
  let zone = 0;
  let done = 0n;
  for (const { start, end } of REGIONS) {
    let gpa = start;
    while (zone < zones.length) {
      const { size, page } = zones[zone]!;
      // What does not end at the region does not depend on the page; no page is larger than this.
      const room = end - gpa - ((end - gpa) % (page ?? GIB));
      const left = size - done;
      if (page === undefined && left > room) return undefined;
      if (room === 0n) break;
      const taken = left < room ? left : room;
      pieces.push({ zone, gpa, size: taken });
      gpa += taken;
      done += taken;
      if (done === size) {
        zone += 1;
        done = 0n;
      }
      if (taken === room) break;
    }
  }
  return pieces;
}
