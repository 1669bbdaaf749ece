/**
 * The order in which QEMU sets the properties of an object, a device or a machine: they come from a QDict, which is walked
 * hash bucket by hash bucket, within a bucket the latest entry first. Of two wrong properties, QEMU names the one set first.
 * (qobject/qdict.c: tdb_hash, qdict_next_entry; qom/object_interfaces.c: object_set_properties_from_qdict)
 */
export function inPropertyOrder<T extends { readonly name: string }>(properties: readonly T[]): T[] {
  if (properties.length < 2) return properties.slice();
  const hashed = properties.map((property, index) => ({ property, index, bucket: bucketOf(property.name) }));
  hashed.sort((a, b) => a.bucket - b.bucket || b.index - a.index);
  return hashed.map((entry) => entry.property);
}

/** The buckets of names that came before, as long as there are not too many of them. */
const KNOWN = new Map<string, number>();
const MOST_KNOWN = 1000;

function bucketOf(name: string): number {
  const known = KNOWN.get(name);
  if (known !== undefined) return known;
  const bucket = hashName(name) % 512;
  if (KNOWN.size < MOST_KNOWN) KNOWN.set(name, bucket);
  return bucket;
}

/** 32-bit, over the bytes of the name. */
function hashName(name: string): number {
  const bytes = new TextEncoder().encode(name);
  let value = Math.imul(0x238f13af, bytes.length) >>> 0;
  for (let i = 0; i < bytes.length; i++) value = (value + (bytes[i]! << ((i * 5) % 24))) >>> 0;
  return (Math.imul(1103515243, value) + 12345) >>> 0;
}
