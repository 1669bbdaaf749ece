/** The colours of a picture, as SVG and CSS write them. */
export interface MapColours {
  readonly card: string;
  readonly ink: string;
  readonly quiet: string;
  readonly backing: string;
  readonly unknown: string;
  readonly refused: string;
}

/** Of pictures that cannot know the colours around them, and stand on a card of their own. */
export const CARD: MapColours = {
  card: '#20262e',
  ink: '#e3e7ec',
  quiet: '#9aa5b1',
  backing: '#8d99ae',
  unknown: '#3b4450',
  refused: '#ff7b72',
};

/** What is written on the colour of a page size. */
export const ON_PAGE = '#14181d';

/** Okabe and Ito's colours, which eyes tell apart that see no red or no green, too; see `PAGE_PATTERNS`. */
export const PAGE_COLOURS = ['#e69f00', '#56b4e9', '#00b386', '#cc79a7'] as const;

/** The same without colour, as paths on squares of 8 pixels: dots, lines, nothing, crosses. */
export const PAGE_PATTERNS = ['M1 2h2M5 6h2', 'M0 4h8', '', 'M4 1v6M1 4h6'] as const;

/** The level of a page size among those that the second level can map, by which it is drawn. */
export function pageLevel(pageSize: bigint, mappable: readonly bigint[]): number {
  return Math.min(Math.max(mappable.indexOf(pageSize), 0), PAGE_COLOURS.length - 1);
}
