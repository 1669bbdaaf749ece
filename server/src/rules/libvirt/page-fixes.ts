import { setSize } from '../../model/libvirt/edit-xml';
import { formatKib } from '../../model/libvirt/format-kib';
import { hugePageSizesOf } from '../../model/libvirt/huge-page-mounts';
import type { SizeFact } from '../../model/libvirt/libvirt-domain';
import type { PreparedDomain } from '../../model/libvirt/prepared-domain';
import { KIB } from '../../model/qemu/units';
import type { Span } from '../../text/span';
import type { Fix } from '../define-rule';
import type { DomainFacts } from './domain-facts';
import { domainSizes } from './domain-sizes';
import { isAt } from './is-at';
import { resize } from './resize';

/**
 * What makes the size at a place a multiple of the huge pages behind it: other sizes of the cells with the same total, the
 * next multiple above or below, or smaller pages.
 *
 * @param least bytes that it is to be a multiple of even where the pages are smaller
 */
export function pageFixes(at: Span, { prepared, qemu }: DomainFacts, least = 0n): readonly Fix[] {
  const size = domainSizes(prepared.domain, ({ span }) => isAt(span, at))[0]?.size;
  const backend = qemu?.started.backends.find((found) => isAt(found.size.span, at));
  const own = backend?.hugetlbSize.value || backend?.pageSize;
  if (!size || !own) return [];
  const page = own > least ? own : least;
  const { guestAlign } = prepared.memory;
  const step = page / KIB > guestAlign ? page / KIB : guestAlign;
  return [...spread(prepared, size, step), ...round(prepared, size, step), ...smallerPages(prepared, size, page)];
}

/** Whole pages for every cell, as near as can be to what they have, so that the total stays. */
function spread(prepared: PreparedDomain, size: SizeFact, step: bigint): Fix[] {
  const cells = prepared.memory.cells.flatMap(({ cell, size: kib }) => (cell && kib ? [{ cell, kib }] : []));
  if (cells.length < 2 || cells.every(({ cell }) => cell.memory !== size)) return [];
  const total = cells.reduce((sum, { kib }) => sum + kib, 0n);
  if (total % step !== 0n || cells.length < prepared.memory.cells.length) return [];
  const whole = cells.map(({ kib }) => kib / step);
  let left = total / step - whole.reduce((sum, pages) => sum + pages, 0n);
  const order = (a: number, b: number) => (cells[b]!.kib % step) - (cells[a]!.kib % step) || whole[a]! - whole[b]!;
  const byRest = cells.map((_, i) => i).sort((a, b) => Number(order(a, b)));
  for (const i of byRest) {
    if (left === 0n) break;
    whole[i]! += 1n;
    left -= 1n;
  }
  if (whole.some((pages) => pages === 0n)) return [];
  const sizes = cells.map(({ cell }, i) => ({ size: cell.memory, kib: whole[i]! * step }));
  const changed = sizes.filter(({ size: { value }, kib }) => value !== kib);
  const title = `Spread ${formatKib(total)} over the cells in whole pages: ${whole.map((pages) => formatKib(pages * step)).join(', ')}`;
  return [{ title, edits: resize(prepared, changed), preferred: true }];
}

/** The next multiple above, for all cells that need one, and the next below. */
function round(prepared: PreparedDomain, size: SizeFact, step: bigint): Fix[] {
  const { domain, memory } = prepared;
  if (size.value === undefined) return [];
  // Without cells, <memory> is the RAM together with the memory devices.
  const around = size === domain.memory ? (memory.plugged ?? 0n) : 0n;
  const down = ((size.value - around) / step) * step;
  return [down + step, down]
    .filter((kib) => kib > 0n)
    .map((kib) => ({
      title: `Set it to ${formatKib(kib + around)}`,
      edits: resize(prepared, [{ size, kib: kib + around }]),
      preferred: kib > down,
    }));
}

/** Pages that the size is a multiple of. */
function smallerPages({ domain, setting }: PreparedDomain, size: SizeFact, page: bigint): Fix[] {
  const sizes = hugePageSizesOf(domain.arch.value, setting.host)?.sizes ?? [];
  const fits = sizes.filter((other) => other < page && size.value !== undefined && (size.value * KIB) % other === 0n);
  const largest = fits.reduce((best, other) => (other > best ? other : best), 0n);
  const entries = [
    ...domain.backing.pages.map((entry) => entry.size),
    ...domain.devices.map(({ pageSize }) => pageSize),
  ];
  const entry = entries.filter(({ value }) => value !== undefined && value * KIB === page);
  if (largest === 0n || entry.length !== 1) return [];
  return [{ title: `Use pages of ${formatKib(largest / KIB)}`, edits: setSize(entry[0]!, largest / KIB) }];
}
