import { formatRoughSize, hex, pageName } from '../../model/format';
import { drawBackings, drawLinks, drawNodes } from './draw-backings';
import { drawSlots } from './draw-slots';
import type { MapLayout } from './layout-map';
import type { MapSlot, MemoryMap } from './memory-map';
import { type MapColours, ON_PAGE, PAGE_COLOURS, PAGE_PATTERNS, pageLevel } from './palette';
import {
  BACKING_LABELS,
  BACKING_WIDTH,
  BAR_LEFT,
  BAR_WIDTH,
  FOOT,
  LINE,
  MARGIN,
  type MapStyle,
  NODES_WIDTH,
  TOP,
} from './picture-parts';
import { round, svgText } from './svg';

/**
 * A map as SVG: guest-physical memory as a column, the lowest address on top, in the colours and patterns of the pages that
 * KVM maps it with; beside it the backings and the host nodes that it comes from. Holes are folded.
 */
export function drawMap(map: MemoryMap, layout: MapLayout, style: MapStyle): string {
  const { colours, interactive } = style;
  const backingLeft = BAR_LEFT + BAR_WIDTH + 12 + style.labels;
  const nodesLeft = backingLeft + BACKING_WIDTH + BACKING_LABELS;
  const width =
    layout.nodes.length > 0 ? nodesLeft + NODES_WIDTH + MARGIN : map.backings.length > 0 ? nodesLeft : backingLeft;
  const height = Math.ceil(TOP + layout.height + FOOT);
  const slots = drawSlots(map, layout, style);
  const backings = drawBackings(map, layout, style, backingLeft);
  const quietly = (content: string) => (interactive ? `<g aria-hidden="true">${content}</g>` : content);
  const listed = (name: string, content: string) =>
    interactive ? `<g role="listbox" aria-label="${name}">${content}</g>` : content;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif" font-size="11">`,
    patterns(map, colours),
    `<rect width="${width}" height="${height}" rx="6" fill="${colours.card}"/>`,
    quietly(
      [
        svgText(MARGIN, TOP - 12, style.title, colours.quiet),
        addresses(layout, colours),
        holes(layout, colours),
        drawLinks(layout, colours, backingLeft),
        drawNodes(layout, colours, backingLeft + BACKING_WIDTH, nodesLeft),
        style.more > 0
          ? svgText(BAR_LEFT + BAR_WIDTH + 12, TOP + layout.height + 12, `… and ${style.more} more`, colours.quiet)
          : '',
        // In a panel that scrolls it is seen first; a picture has it at its foot.
        interactive ? legend(map, colours, BAR_LEFT + 40, TOP - 12) : legend(map, colours, MARGIN, height - 10),
      ].join(''),
    ),
    map.slots.length > 0 ? listed('Memory slots', slots.shapes) : '',
    map.backings.length > 0 ? listed('Backings', backings.shapes) : '',
    quietly(slots.words + backings.words),
    '</svg>',
  ].join('');
}

function patterns({ mappable }: MemoryMap, { unknown, refused }: MapColours): string {
  const pattern = (id: string, fill: string, path: string, stroke: string, width: number) =>
    `<pattern id="${id}" width="8" height="8" patternUnits="userSpaceOnUse"><rect width="8" height="8" fill="${fill}"/><path d="${path}" stroke="${stroke}" stroke-width="${width}"/></pattern>`;
  const pages = mappable.map((size) => pageLevel(size, mappable));
  return `<defs>${[
    ...[...new Set(pages)].map((i) => pattern(`p${i}`, PAGE_COLOURS[i]!, PAGE_PATTERNS[i]!, ON_PAGE, 1)),
    pattern('refused', unknown, HATCH, refused, 2.5),
    pattern('skew', 'none', HATCH, ON_PAGE, 1.5),
  ].join('')}</defs>`;
}

const HATCH = 'M-2 10L10 -2M-2 2L2 -2M6 10L10 6';

/** The address at which every stretch begins, as far as there is room. */
function addresses({ stretches }: MapLayout, { ink, quiet }: MapColours): string {
  const parts: string[] = [];
  let free = 0;
  const add = (top: number, address: bigint, fill: string) => {
    if (top < free) return;
    free = top + LINE - 2;
    parts.push(svgText(BAR_LEFT - 10, TOP + top + 9, hex(address), fill, 'end'));
  };
  for (const { top, start, hole } of stretches) add(top, start, hole ? quiet : ink);
  const last = stretches.at(-1);
  if (last) add(last.top + last.height, last.end, ink);
  return parts.join('');
}

/** A hole is folded: its edges are broken. */
function holes({ stretches }: MapLayout, { quiet }: MapColours): string {
  return stretches
    .filter(({ hole }) => hole)
    .map(({ top, height, start, end, forDevices }) => {
      const line = (x: number) =>
        `<path d="M${x} ${round(TOP + top)}v${height}" stroke="${quiet}" stroke-dasharray="2 3"/>`;
      const words = `${forDevices ? 'for memory devices' : 'hole'} · ${formatRoughSize(end - start)}`;
      const label = height < LINE ? '' : svgText(BAR_LEFT + BAR_WIDTH + 12, TOP + top + height / 2 + 4, words, quiet);
      return line(BAR_LEFT + 0.5) + line(BAR_LEFT + BAR_WIDTH - 0.5) + label;
    })
    .join('');
}

function legend(map: MemoryMap, colours: MapColours, left: number, y: number): string {
  const sizes = [...new Set(map.slots.flatMap(({ segments }) => segments.map(({ pageSize }) => pageSize)))];
  const entries = sizes
    .sort((a, b) => (a < b ? -1 : 1))
    .map((size): [string, string] => [`url(#p${pageLevel(size, map.mappable)})`, pageName(size)]);
  const has = (is: (slot: MapSlot) => boolean) => map.slots.some(is);
  if (has(({ kind }) => kind === 'firmware')) entries.push([colours.backing, 'firmware']);
  if (has(({ kind, segments, state }) => kind !== 'firmware' && segments.length === 0 && state !== 'refused'))
    entries.push([colours.unknown, 'not known']);
  if (has(({ misaligned }) => misaligned)) entries.push(['url(#skew)', 'misaligned']);
  if (has(({ state }) => state === 'refused')) entries.push(['url(#refused)', 'refused']);
  let x = left;
  return entries
    .map(([fill, name]) => {
      const backed =
        fill === 'url(#skew)'
          ? `<rect x="${x}" y="${round(y - 9)}" width="14" height="10" rx="2" fill="${PAGE_COLOURS[0]}"/>`
          : '';
      const square = `${backed}<rect x="${x}" y="${round(y - 9)}" width="14" height="10" rx="2" fill="${fill}" stroke="${colours.quiet}"/>`;
      const label = svgText(x + 19, y, name, colours.ink);
      x += 36 + name.length * 7;
      return square + label;
    })
    .join('');
}
