import type { MapSlot, MemoryMap } from '../../../server/src/features/map/memory-map';
import type { MapScale } from '../../../server/src/features/map/stack-extents';

export const KIB = 1n << 10n;
export const MIB = 1n << 20n;
export const GIB = 1n << 30n;
export const MAPPABLE = [4n * KIB, 2n * MIB, GIB];

/** A slot of RAM on pages of one size, or of none that is known. */
export function ram(start: bigint, end: bigint, pageSize?: bigint, more: Partial<MapSlot> = {}): MapSlot {
  return {
    kind: 'ram',
    name: 'ram',
    start,
    end,
    space: 0,
    state: 'set',
    misaligned: false,
    segments: pageSize === undefined ? [] : [{ start, end, pageSize }],
    backing: undefined,
    at: undefined,
    notes: [],
    place: undefined,
    ...more,
  };
}

export function mapOfSlots(slots: readonly MapSlot[], more: Partial<MemoryMap> = {}): MemoryMap {
  return { slots, backings: [], mappable: MAPPABLE, deviceMemory: undefined, notes: [], ...more };
}

export const LOG: MapScale = { kind: 'log', least: 24, doubling: 4, total: 640, hole: 15, run: 3, whole: false };
export const LINEAR: MapScale = { ...LOG, kind: 'linear' };
/** As in a terminal. */
export const LINES: MapScale = { kind: 'log', least: 1, doubling: 0.1, total: 24, hole: 0.7, run: 1, whole: true };
