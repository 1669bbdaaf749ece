import { formatShortSize } from '../../model/format';
import { clipText } from '../hover/escape-markdown';
import type { MapLayout } from './layout-map';
import type { MemoryMap } from './memory-map';
import type { MapColours } from './palette';
import {
  BACKING_LABELS,
  BACKING_WIDTH,
  BAR_LEFT,
  BAR_WIDTH,
  box,
  CHARACTER,
  type DrawnParts,
  LINE,
  type MapStyle,
  NODES_WIDTH,
  option,
  TOP,
} from './picture-parts';
import { backingName, nodesName } from './slot-words';
import { round, svgText } from './svg';

const MOST_CHARACTERS = BACKING_LABELS / CHARACTER - 1;

/** The backings of a map, the parts that slots show in the colour of memory. */
export function drawBackings(map: MemoryMap, layout: MapLayout, style: MapStyle, left: number): DrawnParts {
  const { backing: fill, unknown, ink, quiet } = style.colours;
  const x = left + BACKING_WIDTH;
  const words: string[] = [];
  let free = 0;
  const shapes = map.backings.map((backing, i) => {
    const placed = layout.backings[i]!;
    const parts = placed.stretches.map(({ top, height, hole }) =>
      box(left, { top: placed.top + top, height }, BACKING_WIDTH, hole ? unknown : fill),
    );
    parts.push(box(left, placed, BACKING_WIDTH, 'none', ink));
    const top = Math.max(placed.top, free);
    const room = placed.top + placed.height - top;
    if (room >= LINE) {
      const size = backing.size === undefined ? '' : ` · ${formatShortSize(backing.size)}`;
      words.push(svgText(x + 8, TOP + top + 11, clipText(backing.name, MOST_CHARACTERS - size.length) + size, ink));
      const two = room >= 2 * LINE && backing.what !== '';
      if (two) words.push(svgText(x + 8, TOP + top + 11 + LINE, clipText(backing.what, MOST_CHARACTERS), quiet));
      free = top + (two ? 2 : 1) * LINE;
    }
    const label = { x, width: BACKING_LABELS - 8, top, height: Math.max(room, 0) };
    return option(style, `backing-${i}`, backingName(backing), parts.join(''), label);
  });
  return { shapes: shapes.join(''), words: words.join('') };
}

/** From each slot to the part of the backing that it shows. */
export function drawLinks(layout: MapLayout, { backing }: MapColours, right: number): string {
  const left = BAR_LEFT + BAR_WIDTH;
  return layout.links
    .map(({ from, to }) => {
      const [a, b, c, d] = [from.top, to.top, to.top + to.height, from.top + from.height].map((y) => round(TOP + y));
      return `<path d="M${left} ${a}L${right} ${b}V${c}L${left} ${d}Z" fill="${backing}" opacity="0.18"/>`;
    })
    .join('');
}

/** The host nodes, each with a line to what it gives. */
export function drawNodes(layout: MapLayout, { ink, quiet, unknown }: MapColours, right: number, left: number): string {
  return layout.nodes
    .map(({ name, top, height, backings: given }) => {
      const middle = round(TOP + top + height / 2);
      const lines = given.map((i) => {
        const { top: backingTop, height: backingHeight } = layout.backings[i]!;
        return `<path d="M${right} ${round(TOP + backingTop + backingHeight - 3)}H${left - 24}L${left} ${middle}" fill="none" stroke="${quiet}" opacity="0.6"/>`;
      });
      return `${lines.join('')}<rect x="${left}" y="${round(TOP + top)}" width="${NODES_WIDTH}" height="${round(height)}" rx="3" fill="${unknown}" stroke="${quiet}"/>${svgText(left + 8, middle + 4, clipText(nodesName(name), 17), ink)}`;
    })
    .join('');
}
