/** Where the lines of two versions of a text differ: `[start, oldEnd)` of the first gave way to `[start, newEnd)`. */
export interface ChangedLines {
  readonly start: number;
  readonly oldEnd: number;
  readonly newEnd: number;
}

/** The least run of lines that two versions of a text do not have in common. */
export function changedLines(old: readonly string[], now: readonly string[]): ChangedLines {
  const most = Math.min(old.length, now.length);
  let start = 0;
  while (start < most && old[start] === now[start]) start++;
  let same = 0;
  while (same < most - start && old[old.length - 1 - same] === now[now.length - 1 - same]) same++;
  return { start, oldEnd: old.length - same, newEnd: now.length - same };
}
