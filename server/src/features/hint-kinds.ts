/**
 * The kinds of inlay hints; each has a setting of its name. `units`: what a number without a unit counts. `sizes`: a size in
 * binary units. `ends`: where a slot ends. `pages`: the share of memory on the largest pages that it gets. `placements`:
 * where a device's memory lies in the guest. `operations`: what each operation of a log did.
 */
export const HINT_KINDS = ['units', 'sizes', 'ends', 'pages', 'placements', 'operations'] as const;

export type HintKind = (typeof HINT_KINDS)[number];
