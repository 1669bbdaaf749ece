import { mapOf } from '../../features/map/map-of';
import { mapAddresses } from '../../features/map/memory-map';
import { hex } from '../../model/format';
import { MAP, type MapParams, type MapResult } from '../map-request';
import type { ServerContext } from '../server-context';

/** More slots than this are no picture any more. They are in the order of their addresses; the first are sent. */
const MOST_SLOTS = 4096;

/** memslot/map. */
export function handleMap(context: ServerContext): void {
  context.connection.onRequest(MAP, async ({ uri, ...query }: MapParams): Promise<MapResult> => {
    await context.ready(uri);
    const analysis = context.analysisOf(uri);
    if (!analysis) return null;
    return context.guard('map', null, () => {
      const view = mapOf(analysis, query);
      if (!view) return null;
      const { map } = view;
      const left = map.slots.length - MOST_SLOTS;
      const notes = left > 0 ? [...map.notes, `${left} slots more are not drawn.`] : map.notes;
      return { ...view, map: mapAddresses({ ...map, notes, slots: map.slots.slice(0, MOST_SLOTS) }, hex) };
    });
  });
}
