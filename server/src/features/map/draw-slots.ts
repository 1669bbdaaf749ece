import { formatShortSize, pageName } from '../../model/format';
import { clipText } from '../hover/escape-markdown';
import type { MapLayout, Placed } from './layout-map';
import type { MapSlot, MemoryMap } from './memory-map';
import { type MapColours, ON_PAGE, PAGE_COLOURS, pageLevel } from './palette';
import {
  BAR_LEFT,
  BAR_WIDTH,
  box,
  CHARACTER,
  type DrawnParts,
  LANE_GAP,
  LINE,
  type MapStyle,
  option,
  TOP,
} from './picture-parts';
import { pagesOf, slotName } from './slot-words';
import { round, svgText } from './svg';

/** The slots of a map in their lanes, and their names beside them. */
export function drawSlots(map: MemoryMap, layout: MapLayout, style: MapStyle): DrawnParts {
  const { colours } = style;
  const laneWidth = BAR_WIDTH / layout.lanes;
  const labels = labelsOf(map, layout, style);
  const words = labels.map(({ words }) => words);
  const shapes = map.slots.map((slot, i) => {
    const placed = layout.slots[i]!;
    const x = BAR_LEFT + placed.lane * laneWidth;
    const width = Math.max(laneWidth - (layout.lanes > 1 ? LANE_GAP : 0), 1);
    const stroke = slot.state === 'refused' ? colours.refused : colours.ink;
    const parts = [
      fillOf(slot, placed, x, width, map.mappable, colours),
      slot.misaligned ? box(x, placed, width, 'url(#skew)') : '',
      box(x, placed, width, 'none', stroke, slot.state === 'doubtful'),
    ];
    words.push(pageNames(slot, placed, x, width, map.mappable));
    if (slot.kind === 'device')
      parts.push(
        `<path d="M${round(x - 3)} ${round(TOP + placed.top)}v${round(placed.height - 1)}" stroke="${colours.ink}" stroke-width="2"/>`,
      );
    const { top, height } = labels[i]!;
    const label = { x: BAR_LEFT + BAR_WIDTH, width: style.labels, top, height };
    return option(style, `slot-${i}`, slotName(slot), parts.join(''), label);
  });
  return { shapes: shapes.join(''), words: words.join('') };
}

/** Beside a slot that begins in the middle of another's label there may be no room for its own. */
function labelsOf(
  map: MemoryMap,
  layout: MapLayout,
  { labels, colours }: MapStyle,
): (Placed & { readonly words: string })[] {
  const texts = layout.slots.map(({ top }) => ({ words: '', top, height: 0 }));
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
    const words = lines.map((line, row) => {
      const fill = row > 0 || slot.kind === 'firmware' ? colours.quiet : colours.ink;
      return svgText(BAR_LEFT + BAR_WIDTH + 12, TOP + top + 11 + row * LINE, line, fill);
    });
    texts[i] = { words: words.join(''), top, height: room };
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
  const size = formatShortSize(slot.end - slot.start);
  const two = slot.kind !== 'firmware' && room >= 2 * LINE;
  const trouble = two ? '' : slot.state === 'refused' ? ' · refused' : slot.misaligned ? ' · misaligned' : '';
  const first = `${clipText(slot.name, Math.max(most - size.length - trouble.length - 3, 4))} · ${size}${trouble}`;
  return two ? [first, clipText(pagesOf(slot), most)] : [first];
}
