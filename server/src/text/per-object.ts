/** `compute`, which remembers what it gave for an object as long as there is the object. */
export function perObject<K extends object, V extends object | string | number | boolean>(
  compute: (key: K) => V,
): (key: K) => V {
  const known = new WeakMap<K, V>();
  return (key) => {
    let value = known.get(key);
    if (value === undefined) {
      value = compute(key);
      known.set(key, value);
    }
    return value;
  };
}
