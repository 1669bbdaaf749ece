/**
 * A table that words of a text are looked up in: it has what is written in it and nothing else, whereas an ordinary object also
 * has something for `constructor` or `__proto__`.
 */
export function wordTable<T>(entries: { readonly [word: string]: T }): { readonly [word: string]: T } {
  return Object.assign(Object.create(null), entries);
}
