/** The index at which two lists of one length differ; `undefined` when that is not exactly one. */
export function onlyDifference<A, B>(
  before: readonly A[],
  after: readonly B[],
  isSame: (before: A, after: B) => boolean,
): number | undefined {
  if (before.length !== after.length) return undefined;
  let found: number | undefined;
  for (let i = 0; i < after.length; i++) {
    if (isSame(before[i]!, after[i]!)) continue;
    if (found !== undefined) return undefined;
    found = i;
  }
  return found;
}
