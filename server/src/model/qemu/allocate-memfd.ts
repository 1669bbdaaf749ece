import { formatSize, hex } from '../format';
import { type Allocation, type BackendWorld, type Draft, roundUp } from './backend-draft';
import { type Finding, refusal } from './finding';
import { defaultHugePage, hostPageSize, hugePageSizes } from './host-memory';
import { qemuAtLeast } from './qemu-version';

/** util/memfd.c: qemu_memfd_create. */
export function allocateMemfd(draft: Draft, world: BackendWorld): Allocation {
  const { host } = world.setting;
  const { hugetlb, hugetlbSize, size } = draft;
  const page = hostPageSize(host);
  const written = hugetlbSize.value;
  if (written !== undefined && (written & (written - 1n)) !== 0n && hugetlbSize.span) {
    const finding = refusal(
      'huge-page-size',
      hugetlbSize.span,
      'Hugepage size must be a power of 2',
      `hugetlbsize is ${formatSize(written)}, which is not a power of two.`,
    );
    return { finding, pageSize: undefined, align: undefined };
  }
  if (hugetlb.value === undefined) return { finding: undefined, pageSize: undefined, align: undefined };
  if (!hugetlb.value)
    return { finding: checkLargestFile(draft) ?? checkWholePages(draft, page, world), pageSize: page, align: page };
  if (written === undefined) return { finding: undefined, pageSize: undefined, align: undefined };
  // hugetlbsize=1 has no bits behind it and means the default, too.
  const chosen = written > 1n;
  const pageSize = chosen ? written : defaultHugePage(host);
  const supported = hugePageSizes(host);
  if (chosen && supported && !supported.includes(written) && hugetlbSize.span) {
    const flags = (BigInt(written.toString(2).length - 1) << 26n) | (draft.seal.value === false ? 5n : 7n);
    const words = `failed to create memfd with flags ${hex(flags)}: No such device`;
    const message = `This host has no huge pages of ${formatSize(written)}: they are ${supported.map(formatSize).join(' or ')}.`;
    return {
      finding: refusal('huge-page-size', hugetlbSize.span, words, message),
      pageSize: undefined,
      align: undefined,
    };
  }
  const tooLarge = checkLargestFile(draft);
  if (tooLarge) return { finding: tooLarge, pageSize, align: pageSize };
  if (pageSize !== undefined && size.value !== undefined && size.value % pageSize !== 0n) {
    const words = `failed to resize memfd to ${size.value}: Invalid argument`;
    const message = `size is ${formatSize(size.value)}, which is no multiple of the ${formatSize(pageSize)} huge pages: make it ${formatSize(roundUp(size.value, pageSize))}.`;
    return {
      finding: refusal('backend-page-size', size.span ?? draft.span, words, message),
      pageSize,
      align: pageSize,
    };
  }
  return { finding: undefined, pageSize, align: pageSize };
}

/** File sizes are signed 64-bit numbers. */
const LARGEST_FILE = 1n << 63n;

/** ftruncate() takes a signed number. */
function checkLargestFile(draft: Draft): Finding | undefined {
  const { value, span } = draft.size;
  if (value === undefined || value < LARGEST_FILE) return undefined;
  const words = `failed to resize memfd to ${value}: Invalid argument`;
  return refusal('memory-too-large', span ?? draft.span, words, `${formatSize(value)} is more than a file can have.`);
}

/** A memfd has the size that is asked for, and the memory block that size rounded up to a page. (system/physmem.c: qemu_ram_alloc_from_fd) */
export function checkWholePages(draft: Draft, page: bigint, world: BackendWorld): Finding | undefined {
  const { value, span } = draft.size;
  if (value === undefined || value % page === 0n) return undefined;
  const rounded = roundUp(value, page);
  const words = qemuAtLeast(world.setting.version, '10.0')
    ? `backing store size ${hex(value)} is too small for 'size' option ${hex(rounded)} plus 'offset' option 0x0`
    : `backing store size ${hex(value)} does not match 'size' option ${hex(rounded)}`;
  return refusal(
    'backend-page-size',
    span ?? draft.span,
    words,
    `size is ${formatSize(value)}, which is no multiple of the ${formatSize(page)} pages.`,
  );
}
