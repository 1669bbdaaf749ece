import { escapeXml } from './escape-xml';
import type { Placed } from './layout-map';
import type { MapColours } from './palette';
import { round } from './svg';

/** What a picture looks like beside its layout. */
export interface MapStyle {
  readonly colours: MapColours;
  /** Pixels for what stands beside the column: names, sizes, pages. */
  readonly labels: number;
  /** Stands above the column. */
  readonly title: string;
  /** How many slots are left out. */
  readonly more: number;
  /** Slots and backings are options of lists, to be moved through with keys and read by screen readers. */
  readonly interactive: boolean;
}

export const MARGIN = 14;
export const TOP = 30;
export const FOOT = 40;
export const BAR_LEFT = 124;
/** All lanes together. */
export const BAR_WIDTH = 92;
export const LANE_GAP = 3;
export const BACKING_WIDTH = 64;
export const BACKING_LABELS = 150;
export const NODES_WIDTH = 112;
/** About the width of a character, and the distance of lines. */
export const CHARACTER = 6.3;
export const LINE = 13;

/** Shapes, and what is written on and beside them, which lies above everything. */
export interface DrawnParts {
  readonly shapes: string;
  readonly words: string;
}

/**
 * Something that can be chosen, where that is possible: its shapes, and the place of what is written beside it. `name`: all
 * of it in words, for those who do not see it.
 */
export function option(
  { interactive }: MapStyle,
  id: string,
  name: string,
  shapes: string,
  label: { readonly x: number; readonly width: number } & Placed,
): string {
  if (!interactive) return shapes;
  const place = `<rect x="${label.x}" y="${round(TOP + label.top)}" width="${label.width}" height="${round(label.height)}" fill="none" pointer-events="all"/>`;
  return `<g id="${id}" role="option" tabindex="-1" aria-selected="false" aria-label="${escapeXml(name)}">${shapes}${label.height > 0 ? place : ''}</g>`;
}

export function box(
  x: number,
  { top, height }: Placed,
  width: number,
  fill: string,
  stroke = '',
  dashed = false,
): string {
  const line = stroke && ` stroke="${stroke}"${dashed ? ' stroke-dasharray="4 3"' : ''}`;
  return `<rect x="${round(x)}" y="${round(TOP + top)}" width="${round(width)}" height="${round(Math.max(height - 1, 1))}" fill="${fill}"${line}/>`;
}
