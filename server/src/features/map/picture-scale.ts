import type { MapScale } from './stack-extents';

/** The heights of a picture in pixels, every one multiplied by `zoom`. */
export function pictureScale(kind: MapScale['kind'], zoom: number): MapScale {
  return {
    kind,
    least: 24 * zoom,
    doubling: 4 * zoom,
    total: 640 * zoom,
    hole: 15 * zoom,
    run: 3,
    whole: false,
  };
}
