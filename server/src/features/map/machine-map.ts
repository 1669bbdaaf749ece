import { drawMap } from './draw-map';
import { layoutMap } from './layout-map';
import type { MemoryMap } from './memory-map';
import { CARD } from './palette';
import { pictureScale } from './picture-scale';

/** More slots than this are left out. */
const MOST_SLOTS = 28;
const LABELS = 218;

/** The guest-physical memory of a machine as a small SVG, without what is behind it; `undefined` where it has none. */
export function drawMachineMap(map: MemoryMap): string | undefined {
  if (map.slots.length === 0) return undefined;
  const slots = map.slots.slice(0, MOST_SLOTS).map((slot) => ({ ...slot, backing: undefined }));
  const more = map.slots.length - slots.length;
  // Room for memory devices lies behind what is left out.
  const shown = { ...map, slots, backings: [], deviceMemory: more > 0 ? undefined : map.deviceMemory };
  return drawMap(shown, layoutMap(shown, pictureScale('log', 1)), {
    colours: CARD,
    labels: LABELS,
    title: 'guest-physical memory',
    more,
    interactive: false,
  });
}
