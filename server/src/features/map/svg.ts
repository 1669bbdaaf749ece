import { escapeXml } from './escape-xml';

/** A coordinate in pixels, as exact as one can see: to a tenth. */
export function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** A line of text; `x` is where it begins, or the place that `anchor` names. In pixels. */
export function svgText(x: number, y: number, content: string, fill: string, anchor?: 'middle' | 'end'): string {
  return `<text x="${round(x)}" y="${round(y)}" fill="${fill}"${anchor ? ` text-anchor="${anchor}"` : ''}>${escapeXml(content)}</text>`;
}

/** Pictures one below the other as one; each begins with its width and height. */
export function stackPictures(pictures: readonly string[]): string {
  if (pictures.length === 1) return pictures[0]!;
  let height = 0;
  let width = 0;
  const placed = pictures.map((picture) => {
    const [, ownWidth, ownHeight] = /width="([\d.]+)" height="([\d.]+)"/.exec(picture)!;
    const at = picture.replace('<svg ', `<svg y="${round(height)}" `);
    height += Number(ownHeight) + 8;
    width = Math.max(width, Number(ownWidth));
    return at;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${round(height)}">${placed.join('')}</svg>`;
}
