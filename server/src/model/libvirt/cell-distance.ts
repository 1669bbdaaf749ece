import type { Cell } from './libvirt-domain';

/** Distances of the ACPI SLIT: of a cell from itself, of others where nothing is written, and the largest. (conf/numa_conf.c) */
export const LOCAL_DISTANCE = 10;
export const REMOTE_DISTANCE = 20;
export const FARTHEST_DISTANCE = 255;

/** How far two cells are from each other where nothing is written. */
export function usualDistance(from: number, to: number): number {
  return from === to ? LOCAL_DISTANCE : REMOTE_DISTANCE;
}

/** A distance that is written in one direction holds in both. (conf/numa_conf.c: virDomainNumaDefNodeDistanceParseXML) */
export function distanceOf(cells: readonly Cell[], from: number, to: number): number {
  return cells[from]!.distances.get(to) ?? cells[to]!.distances.get(from) ?? usualDistance(from, to);
}
