/** Bits above this are refused. (conf/domain_conf.h: VIR_DOMAIN_CPUMASK_LEN) */
const MOST_BITS = 16384;

/**
 * Reads a list of nodes or CPUs, `0-3,^2,8`: the numbers in order, or `undefined` where it is malformed. What is taken out
 * with `^` must be in the list by then. (util/virbitmap.c: virBitmapParseInternal)
 */
export function readBitmap(text: string): readonly number[] | undefined {
  const set = new Set<number>();
  for (const part of text.split(',')) {
    const match = /^[ \t\n]*(\^?)(\d{1,9})(?:-(\d{1,9}))?[ \t\n]*$/.exec(part);
    if (!match) return undefined;
    const first = Number(match[2]);
    const last = match[3] === undefined ? first : Number(match[3]);
    if (last < first || last >= MOST_BITS) return undefined;
    if (match[1] && match[3] !== undefined) return undefined;
    if (match[1]) set.delete(first);
    else for (let bit = first; bit <= last; bit++) set.add(bit);
  }
  return [...set].sort((a, b) => a - b);
}

/** Writes a list as libvirt does: `0-3,8`. (util/virbitmap.c: virBitmapFormat) */
export function writeBitmap(bits: readonly number[]): string {
  return runsOf(bits)
    .map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`))
    .join(',');
}

/** The runs of neighbours in a list that is in order. */
export function runsOf(bits: readonly number[]): readonly (readonly [number, number])[] {
  const runs: [number, number][] = [];
  for (const bit of bits) {
    const run = runs.at(-1);
    if (run && run[1] === bit - 1) run[1] = bit;
    else runs.push([bit, bit]);
  }
  return runs;
}
