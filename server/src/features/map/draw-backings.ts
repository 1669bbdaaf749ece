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
  clipped,
  LINE,
  type MapStyle,
  NODES_WIDTH,
  option,
  shortSize,
  TOP,
} from './picture-parts';
import { backingName, nodesName } from './slot-words';
import { round, svgText } from './svg';

/** The backings of a map, the parts that slots show in the colour of memory. */
export function drawBackings(map: MemoryMap, layout: MapLayout, style: MapStyle, left: number): string {
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
        const most = BACKING_LABELS / CHARACTER - 1;
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
      return `${lines.join('')}<rect x="${left}" y="${round(TOP + top)}" width="${NODES_WIDTH}" height="${round(height)}" rx="3" fill="${unknown}" stroke="${quiet}"/>${svgText(left + 8, middle + 4, clipped(nodesName(name), 17), ink)}`;
    })
    .join('');
}
