import { readNumber } from '../../syntax/memslots/number';
import type { BackingPage } from '../backing';

/** Reads what a backing's pages are: `4K`, `2M`, `1G`, `thp`, `hugetlb-2M`, …; `undefined` for anything else. */
export function readBackingPage(text: string, basePage: bigint): BackingPage | undefined {
  const lower = text.toLowerCase();
  if (lower === 'thp' || lower === 'shmem-thp') return { kind: 'thp' };
  if (lower === 'base') return { kind: 'base' };
  const size = readPageSize(lower.startsWith('hugetlb-') ? lower.slice('hugetlb-'.length) : lower);
  if (size === undefined) return undefined;
  return size <= basePage ? { kind: 'base' } : { kind: 'hugetlb', size };
}

/** Reads a page size: a power of two of at least 4 KiB; `undefined` for anything else. */
export function readPageSize(text: string): bigint | undefined {
  const reading = readNumber(text);
  if (reading.kind !== 'value' || reading.value < 4096n || (reading.value & (reading.value - 1n)) !== 0n)
    return undefined;
  return reading.value;
}
