/**
 * Which of several keys that nothing asked for QEMU names: the first in its GHashTable, after the others were taken out of
 * it one by one. `keys` in the order they went in, each once; `taken` in the order they were asked for.
 * (qapi/opts-visitor.c: opts_check_struct; qapi/qobject-input-visitor.c: qobject_input_check_struct; glib/ghash.c)
 */
export function firstKeyLeft(keys: readonly string[], taken: readonly string[]): string | undefined {
  const table = new HashTable();
  for (const key of keys) table.insert(key);
  for (const key of taken) table.remove(key);
  return table.first();
}

/** Sizes are powers of two of at least this exponent. (glib/ghash.c: HASH_TABLE_MIN_SHIFT) */
const LEAST_SHIFT = 3;

/** What a hash is taken modulo, by the exponent of the size. (glib/ghash.c: prime_mod) */
const PRIMES = [1, 2, 3, 7, 13, 31, 61, 127, 251, 509, 1021, 2039, 4093, 8191, 16381, 32749, 65521];

const TOMBSTONE = Symbol('removed');

/** Open addressing with growing steps, as GLib does it; only the places of the keys matter here. */
class HashTable {
  private shift = LEAST_SHIFT;
  private slots: (string | typeof TOMBSTONE | undefined)[] = new Array(1 << LEAST_SHIFT);
  private count = 0;
  private occupied = 0;

  insert(key: string): void {
    const place = this.find(key);
    const before = this.slots[place];
    this.slots[place] = key;
    if (before === key) return;
    this.count += 1;
    if (before !== undefined) return;
    this.occupied += 1;
    this.resize();
  }

  remove(key: string): void {
    const place = this.find(key);
    if (this.slots[place] !== key) return;
    this.slots[place] = TOMBSTONE;
    this.count -= 1;
    this.resize();
  }

  first(): string | undefined {
    return this.slots.find((slot): slot is string => typeof slot === 'string');
  }

  /** The key's place, or the one it would go to: the first that was freed on the way. */
  private find(key: string): number {
    let place = this.placeOf(key);
    let freed = -1;
    for (let step = 1; this.slots[place] !== undefined; step++) {
      if (this.slots[place] === key) return place;
      if (this.slots[place] === TOMBSTONE && freed < 0) freed = place;
      place = (place + step) & (this.slots.length - 1);
    }
    return freed >= 0 ? freed : place;
  }

  private placeOf(key: string): number {
    return (Math.imul(hashKey(key), 11) >>> 0) % PRIMES[this.shift]!;
  }

  /** Makes the table larger or smaller, and clears what was freed. (glib/ghash.c: g_hash_table_maybe_resize, resize_map) */
  private resize(): void {
    const size = this.slots.length;
    const sparse = size > this.count * 4 && size > 1 << LEAST_SHIFT;
    if (!sparse && size > this.occupied + Math.floor(this.occupied / 16)) return;
    const wanted = Math.floor(this.count * 1.333);
    this.shift = Math.min(Math.max(32 - Math.clz32(wanted), LEAST_SHIFT), PRIMES.length - 1);
    const newSize = 1 << this.shift;
    const slots = this.slots.slice();
    while (slots.length < newSize) slots.push(undefined);
    const settled = new Set<number>();
    for (let i = 0; i < size; i++) {
      let key = slots[i];
      if (typeof key !== 'string') {
        slots[i] = undefined;
        continue;
      }
      if (settled.has(i)) continue;
      slots[i] = undefined;
      // Each key that is in the way of another moves on itself.
      while (typeof key === 'string') {
        let place = this.placeOf(key);
        for (let step = 1; settled.has(place); step++) place = (place + step) & (newSize - 1);
        settled.add(place);
        const displaced: string | typeof TOMBSTONE | undefined = slots[place];
        slots[place] = key;
        key = displaced;
      }
    }
    this.slots = slots.slice(0, newSize);
    this.occupied = this.count;
  }
}

/** glib/gstring.c: g_str_hash. 0 and 1 have a meaning of their own. */
function hashKey(key: string): number {
  let hash = 5381;
  for (const byte of new TextEncoder().encode(key)) hash = (Math.imul(hash, 33) + ((byte << 24) >> 24)) >>> 0;
  return Math.max(hash, 2);
}
