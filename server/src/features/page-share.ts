import { formatShare, formatSize } from '../model/format';
import type { PageUse } from '../simulation/page-use';

/**
 * `99.9 % on 2 MiB`: how much of some memory is on the largest pages that it gets at all. `undefined`: there is none, or
 * nobody knows of all of it.
 */
export function pageShare(uses: Iterable<PageUse | undefined>): string | undefined {
  const bytes = new Map<bigint, bigint>();
  let total = 0n;
  let largest = 0n;
  let upperBound = false;
  for (const use of uses) {
    if (!use) return undefined;
    upperBound ||= use.upperBound;
    for (const page of use.pages) {
      if (page.count === 0n) continue;
      total += page.bytes;
      bytes.set(page.size, (bytes.get(page.size) ?? 0n) + page.bytes);
      if (page.size > largest) largest = page.size;
    }
  }
  if (total === 0n) return undefined;
  return `${upperBound ? 'up to ' : ''}${formatShare(bytes.get(largest)!, total)} on ${formatSize(largest)}`;
}
