/** What is said of a text that is too large to be analysed as a whole, of which the lines `[start, end)` are. */
export function partialText({ start, end }: { readonly start: number; readonly end: number }): string {
  const why = 'This file is larger than the setting memslot.largeFile allows';
  return end === 0
    ? `${why}: it is not analysed.`
    : `${why}: only lines ${start + 1} to ${end} are, around the one that was last edited or looked at, and every slot is judged by itself.`;
}
