import { formatRoughSize, formatSize, hex, pageName } from '../../model/format';
import { escapeXml } from './escape-xml';
import type { MapLayout, Placed } from './layout-map';
import type { MapSlot, MemoryMap } from './memory-map';
import { type MapColours, ON_PAGE, PAGE_COLOURS, PAGE_PATTERNS, pageLevel } from './palette';
import { backingName, nodesName, pagesOf, slotName } from './slot-words';
import { round, svgText } from './svg';

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

const MARGIN = 14;
const TOP = 30;
const FOOT = 40;
const BAR_LEFT = 124;
/** All lanes together. */
const BAR_WIDTH = 92;
const LANE_GAP = 3;
const BACKING_WIDTH = 64;
const BACKING_LABELS = 170;
const NODES_WIDTH = 120;
/** About the width of a character, and the distance of lines. */
const CHARACTER = 6.3;
const LINE = 13;

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
  const height = TOP + layout.height + FOOT;
  const quietly = (content: string) => (interactive ? `<g aria-hidden="true">${content}</g>` : content);
  const listed = (name: string, content: string) =>
    interactive ? `<g role="listbox" aria-label="${name}">${content}</g>` : content;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${round(height)}" viewBox="0 0 ${width} ${round(height)}" font-family="system-ui, sans-serif" font-size="11">`,
    patterns(map, colours),
    `<rect width="${width}" height="${round(height)}" rx="6" fill="${colours.card}"/>`,
    quietly(
      [
        svgText(MARGIN, TOP - 12, style.title, colours.quiet),
        addresses(layout, colours),
        holes(layout, colours),
        links(layout, colours, backingLeft),
        nodes(layout, colours, backingLeft + BACKING_WIDTH, nodesLeft),
        style.more > 0
          ? svgText(BAR_LEFT + BAR_WIDTH + 12, TOP + layout.height + 12, `… and ${style.more} more`, colours.quiet)
          : '',
        // In a panel that scrolls it is seen first; a picture has it at its foot.
        interactive ? legend(map, colours, BAR_LEFT + 40, TOP - 12) : legend(map, colours, MARGIN, height - 10),
      ].join(''),
    ),
    map.slots.length > 0 ? listed('Memory slots', slots(map, layout, style)) : '',
    map.backings.length > 0 ? listed('Backings', backings(map, layout, style, backingLeft)) : '',
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
        `<path d="M${x} ${round(TOP + top)}v${round(height)}" stroke="${quiet}" stroke-dasharray="2 3"/>`;
      const words = `${forDevices ? 'for memory devices' : 'hole'} · ${formatRoughSize(end - start)}`;
      const label = height < LINE ? '' : svgText(BAR_LEFT + BAR_WIDTH + 12, TOP + top + height / 2 + 4, words, quiet);
      return line(BAR_LEFT + 0.5) + line(BAR_LEFT + BAR_WIDTH - 0.5) + label;
    })
    .join('');
}

function slots(map: MemoryMap, layout: MapLayout, style: MapStyle): string {
  const { colours } = style;
  const laneWidth = BAR_WIDTH / layout.lanes;
  const labels = labelsOf(map, layout, style);
  return map.slots
    .map((slot, i) => {
      const placed = layout.slots[i]!;
      const x = BAR_LEFT + placed.lane * laneWidth;
      const width = Math.max(laneWidth - (layout.lanes > 1 ? LANE_GAP : 0), 1);
      const stroke = slot.state === 'refused' ? colours.refused : colours.ink;
      const parts = [
        fillOf(slot, placed, x, width, map.mappable, colours),
        slot.misaligned ? box(x, placed, width, 'url(#skew)') : '',
        pageNames(slot, placed, x, width, map.mappable),
        box(x, placed, width, 'none', stroke, slot.state === 'doubtful'),
        labels[i] ?? '',
      ];
      if (slot.kind === 'device')
        parts.push(
          `<path d="M${round(x - 3)} ${round(TOP + placed.top)}v${round(placed.height - 1)}" stroke="${colours.ink}" stroke-width="2"/>`,
        );
      return option(style, `slot-${i}`, slotName(slot), parts.join(''));
    })
    .join('');
}

/** Beside a slot that begins in the middle of another's label there may be no room for its own. */
function labelsOf(map: MemoryMap, layout: MapLayout, { labels, colours }: MapStyle): string[] {
  const texts: string[] = [];
  let free = 0;
  const order = layout.slots.map(({ top }, i) => ({ top, i })).sort((a, b) => a.top - b.top);
  for (const { i } of order) {
    const slot = map.slots[i]!;
    const placed = layout.slots[i]!;
    const top = Math.max(placed.top, free);
    const room = placed.top + placed.height - top;
    if (room < LINE - 1) continue;
    const lines = labelOf(slot, labels, room);
    free = top + lines.length * LINE;
    texts[i] = lines
      .map((words, row) => {
        const fill = row > 0 || slot.kind === 'firmware' ? colours.quiet : colours.ink;
        return svgText(BAR_LEFT + BAR_WIDTH + 12, TOP + top + 11 + row * LINE, words, fill);
      })
      .join('');
  }
  return texts;
}

function fillOf(
  slot: MapSlot,
  placed: MapLayout['slots'][number],
  x: number,
  width: number,
  mappable: readonly bigint[],
  colours: MapColours,
): string {
  if (slot.state === 'refused') return box(x, placed, width, 'url(#refused)');
  if (slot.kind === 'firmware') return box(x, placed, width, colours.backing);
  if (placed.runs.length === 0) return box(x, placed, width, colours.unknown);
  return placed.runs
    .map(({ top, height, pageSize }) => {
      const fill = `url(#p${pageLevel(pageSize, mappable)})`;
      return `<rect x="${round(x)}" y="${round(TOP + top)}" width="${round(width)}" height="${round(height)}" fill="${fill}"/>`;
    })
    .join('');
}

/** The page size on every run that has room for it. */
function pageNames(
  { kind }: MapSlot,
  { runs }: MapLayout['slots'][number],
  x: number,
  width: number,
  mappable: readonly bigint[],
): string {
  if (kind === 'firmware' || width <= 30) return '';
  return runs
    .filter(({ height }) => height >= LINE + 3)
    .map(({ top, height, pageSize }) => {
      const halo = PAGE_COLOURS[pageLevel(pageSize, mappable)];
      return `<text x="${round(x + width / 2)}" y="${round(TOP + top + height / 2 + 4)}" fill="${ON_PAGE}" text-anchor="middle" stroke="${halo}" stroke-width="5" paint-order="stroke">${pageName(pageSize)}</text>`;
    })
    .join('');
}

/** Names and sizes beside a slot, as many lines as there is room for. */
function labelOf(slot: MapSlot, width: number, room: number): string[] {
  const most = Math.floor(width / CHARACTER);
  const size = shortSize(slot.end - slot.start);
  const two = slot.kind !== 'firmware' && room >= 2 * LINE;
  const trouble = two ? '' : slot.state === 'refused' ? ' · refused' : slot.misaligned ? ' · misaligned' : '';
  const first = `${clipped(slot.name, most - size.length - trouble.length - 3)} · ${size}${trouble}`;
  return two ? [first, clipped(pagesOf(slot), most)] : [first];
}

function backings(map: MemoryMap, layout: MapLayout, style: MapStyle, left: number): string {
  const { backing: fill, unknown, ink, quiet } = style.colours;
  let free = 0;
  return map.backings
    .map((backing, i) => {
      const placed = layout.backings[i]!;
      const parts = placed.stretches.map((stretch) =>
        box(
          left,
          { top: placed.top + stretch.top, height: stretch.height },
          BACKING_WIDTH,
          stretch.hole ? unknown : fill,
        ),
      );
      parts.push(box(left, placed, BACKING_WIDTH, 'none', ink));
      const top = Math.max(placed.top, free);
      if (placed.top + placed.height - top >= LINE) {
        const most = BACKING_LABELS / CHARACTER - 2;
        const size = backing.size === undefined ? '' : ` · ${shortSize(backing.size)}`;
        const first = svgText(
          left + BACKING_WIDTH + 8,
          TOP + top + 11,
          clipped(backing.name, most - size.length) + size,
          ink,
        );
        const two = placed.top + placed.height - top >= 2 * LINE && backing.what;
        parts.push(
          first,
          two ? svgText(left + BACKING_WIDTH + 8, TOP + top + 11 + LINE, clipped(backing.what, most), quiet) : '',
        );
        free = top + (two ? 2 : 1) * LINE;
      }
      return option(style, `backing-${i}`, backingName(backing), parts.join(''));
    })
    .join('');
}

/** From each slot to the part of the backing that it shows. */
function links(layout: MapLayout, { backing }: MapColours, right: number): string {
  const left = BAR_LEFT + BAR_WIDTH;
  return layout.links
    .map(({ from, to }) => {
      const [a, b, c, d] = [from.top, to.top, to.top + to.height, from.top + from.height].map((y) => round(TOP + y));
      return `<path d="M${left} ${a}L${right} ${b}V${c}L${left} ${d}Z" fill="${backing}" opacity="0.18"/>`;
    })
    .join('');
}

function nodes(layout: MapLayout, { ink, quiet, unknown }: MapColours, right: number, left: number): string {
  return layout.nodes
    .map(({ name, top, height, backings: given }) => {
      const middle = round(TOP + top + height / 2);
      const lines = given.map((i) => {
        const { top: backingTop, height: backingHeight } = layout.backings[i]!;
        return `<path d="M${right} ${round(TOP + backingTop + backingHeight - 3)}H${left - 24}L${left} ${middle}" fill="none" stroke="${quiet}" opacity="0.6"/>`;
      });
      return `${lines.join('')}<rect x="${left}" y="${round(TOP + top)}" width="${NODES_WIDTH}" height="${round(height)}" rx="3" fill="${unknown}" stroke="${quiet}"/>${svgText(left + 8, middle + 4, clipped(nodesName(name), 17), ink)}`;
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

/** Something that can be chosen, where that is possible. */
function option({ interactive }: MapStyle, id: string, name: string, content: string): string {
  if (!interactive) return content;
  return `<g id="${id}" role="option" tabindex="-1" aria-selected="false" aria-label="${escapeXml(name)}">${content}</g>`;
}

function box(x: number, { top, height }: Placed, width: number, fill: string, stroke = '', dashed = false): string {
  const line = stroke && ` stroke="${stroke}"${dashed ? ' stroke-dasharray="4 3"' : ''}`;
  return `<rect x="${round(x)}" y="${round(TOP + top)}" width="${round(width)}" height="${round(Math.max(height - 1, 1))}" fill="${fill}"${line}/>`;
}

/** `2047 MiB` also for 2,096,384 KiB: what is exact is said elsewhere. */
function shortSize(size: bigint): string {
  const exact = formatSize(size);
  return exact.length > 9 ? formatRoughSize(size) : exact;
}

function clipped(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, Math.max(most - 1, 0))}…` : text;
}
