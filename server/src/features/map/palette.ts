/** The colours of pictures. Page sizes are told apart also by eyes that see no red or no green (Okabe and Ito's palette). */
export const PALETTE = {
  card: '#20262e',
  ink: '#e3e7ec',
  quiet: '#9aa5b1',
  backing: '#8d99ae',
  unknown: '#3b4450',
  refused: '#ff7b72',
} as const;

const BY_LEVEL = ['#e69f00', '#56b4e9', '#00b386'] as const;

/** The colour of a page size, by its level among those that the second level can map. */
export function pageColour(pageSize: bigint, mappable: readonly bigint[]): string {
  return BY_LEVEL[Math.max(mappable.indexOf(pageSize), 0)] ?? BY_LEVEL[BY_LEVEL.length - 1]!;
}
