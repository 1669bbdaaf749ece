import type { MapQuery, MapView } from '../features/map/map-of';

/**
 * The request `memslot/map`: the memory of a machine, to be drawn. To be asked anew after a `memslot/status` of the document.
 */
export const MAP = 'memslot/map';

export interface MapParams extends MapQuery {
  readonly uri: string;
}

/** The answer: addresses and sizes are texts such as `0x80000000`; null for a document without a machine. */
export type MapResult = MapView<string> | null;
