import { escapeXml } from './escape-xml';

/** A coordinate in pixels, as exact as one can see: to a tenth. */
export function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** A line of text; `x` is where it begins, or the place that `anchor` names. In pixels. */
export function svgText(x: number, y: number, content: string, fill: string, anchor?: 'middle' | 'end'): string {
  return `<text x="${round(x)}" y="${round(y)}" fill="${fill}"${anchor ? ` text-anchor="${anchor}"` : ''}>${escapeXml(content)}</text>`;
}
