import { formatCount, formatShortSize, formatSize, plural } from '../model/format';
import type { PageUse } from '../simulation/page-use';
import type { Position } from '../text/text-lines';
import { type HugePageNeed, pagesBySize } from './budget/machine-needs';
import { pageShare } from './page-share';

/** A machine of a document, at the place where it begins. */
export interface MachineSpot {
  readonly position: Position;
  /** Worked out when asked for. */
  readonly summary: () => MachineSummary;
}

/** What a machine's memory comes to. */
export interface MachineSummary {
  readonly slots: number;
  /** RAM and memory devices, in bytes; `undefined`: a part of it is not known. */
  readonly bytes: bigint | undefined;
  /** The pages of each slot; `undefined` where they are not known. */
  readonly uses: readonly (PageUse | undefined)[];
  /** The huge pages that the host has to have reserved. */
  readonly needs: readonly HugePageNeed[];
}

/** `9 slots · 8 GiB · 99.9 % on 2 MiB · needs 4,096 huge pages of 2 MiB`. */
export function summaryText({ slots, bytes, uses, needs }: MachineSummary): string {
  const pages = [...pagesBySize(needs)]
    .sort(([a], [b]) => (a < b ? 1 : -1))
    .map(([size, count]) => `${formatCount(count)} huge ${count === 1n ? 'page' : 'pages'} of ${formatSize(size)}`);
  return [
    plural(BigInt(slots), 'slot'),
    bytes === undefined ? undefined : formatShortSize(bytes),
    pageShare(uses),
    pages.length > 0 ? `needs ${pages.join(' and ')}` : undefined,
  ]
    .filter(Boolean)
    .join(' · ');
}
