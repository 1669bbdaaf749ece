import type { RamChunk } from '../../layout/qemu/start-machine';
import { formatSize } from '../../model/format';
import type { MemoryBackend } from '../../model/qemu/memory-backend';
import { MIB } from '../../model/qemu/units';
import { defineRule, type Fix } from '../define-rule';
import { basePageOf, groupOf, mayUseKvm } from './backend-uses';
import { setProperty } from './property-edits';
import type { QemuFacts } from './qemu-facts';

/** A backend whose size makes those behind it begin within a huge page. */
interface Boundary {
  readonly backend: MemoryBackend;
  /** The huge page that is lost, in bytes. */
  readonly page: bigint;
  /** The backends that lose it. */
  readonly lost: readonly MemoryBackend[];
  readonly next: RamChunk;
}

export const nodeBoundary = defineRule({
  id: 'node-boundary',
  severity: 'warning',
  scope: 'qemu',
  summary: 'The size of a NUMA node is no multiple of the huge page, so that the next nodes get no huge pages.',
  why: `The backends of the nodes lie one behind the other in guest-physical memory, and each begins at a host address that is aligned to its pages (2 MiB for
\`memory-backend-ram\`). A node of 1023 MiB makes the next one begin at 0x3ff00000: guest and host address then differ below 2 MiB, and KVM maps **all of the later nodes** with 4 KiB pages.
With hugetlbfs pages of 1 GiB the same holds for 1 GiB. Make each node a multiple of the huge page.`,
  references: ['hw/core/numa.c: numa_init_memdev_container', 'arch/x86/kvm/x86.c: kvm_alloc_memslot_metadata'],
  examples: {
    valid: [
      'qemu-system-x86_64 -enable-kvm -M q35 -m 2G -object memory-backend-ram,id=a,size=1G -object memory-backend-ram,id=b,size=1G -numa node,memdev=a -numa node,memdev=b\n',
    ],
    invalid: [
      'qemu-system-x86_64 -enable-kvm -M q35 -m 2G -object memory-backend-ram,id=a,size=1023M -object memory-backend-ram,id=b,size=1025M -numa node,memdev=a -numa node,memdev=b\n',
    ],
  },
  check: findBoundaries,
  report: ({ backend, page, lost }, facts) => ({
    span: backend.size.span ?? backend.span,
    message: `${backend.id} has ${formatSize(backend.size.value!)}, which is no multiple of ${formatSize(page)}: ${lost.map(({ id }) => id).join(', ')} behind it begin${lost.length === 1 ? 's' : ''} within a huge page, and KVM maps ${formatSize(lost.reduce((sum, { size }) => sum + size.value!, 0n))} with ${page > 2n * MIB ? 'smaller' : formatSize(basePageOf(facts))} pages.`,
    related: lost.map((other) => ({ span: other.idSpan, message: `${other.id} gets no ${formatSize(page)} pages` })),
  }),
  fixes: roundNode,
});

function findBoundaries(facts: QemuFacts): Boundary[] {
  const { ram } = facts.started;
  if (!ram || ram.length < 2 || !facts.simulation || !mayUseKvm(facts)) return [];
  const found: Boundary[] = [];
  for (const [i, { backend, size }] of ram.entries()) {
    const later = ram.slice(i + 1);
    const page = smallestLost(size, later);
    if (page === undefined || backend.size.value === undefined) continue;
    const lost = later.filter((chunk) => hugePageOf(chunk.backend) !== undefined && hugePageOf(chunk.backend)! >= page);
    found.push({ backend, page, lost: lost.map((chunk) => chunk.backend), next: later[0]! });
    // Only the first one that is off is to blame for sure.
    break;
  }
  return found;
}

/** The smallest huge page of a later node that the size is no multiple of. */
function smallestLost(size: bigint, later: readonly RamChunk[]): bigint | undefined {
  let lost: bigint | undefined;
  for (const { backend } of later) {
    const page = hugePageOf(backend);
    if (page !== undefined && size % page !== 0n && (lost === undefined || page < lost)) lost = page;
  }
  return lost;
}

/** The largest page that KVM could use for a backend; `undefined`: none, or not known. */
function hugePageOf({ pageSize, align, kind, share, size }: MemoryBackend): bigint | undefined {
  const huge = 2n * MIB;
  if (pageSize === undefined || align === undefined || size.value === undefined || align < huge) return undefined;
  if (pageSize >= huge) return pageSize;
  return (kind === 'ram' && share.value !== undefined) || kind === 'file' ? huge : undefined;
}

/** What one node gives the next one gets, so that the sum stays. */
function roundNode({ backend, page, next }: Boundary, facts: QemuFacts): Fix[] {
  const size = backend.size.value!;
  const other = next.backend.size.value;
  if (other === undefined) return [];
  const rest = size % page;
  // The nearer one first, of two equally near the larger.
  const changes = rest * 2n < page ? [-rest, page - rest] : [page - rest, -rest];
  return changes.flatMap((change, i) => {
    if (size + change <= 0n || other - change <= 0n) return [];
    const first = setProperty(groupOf(facts, backend), 'size', size + change);
    const second = setProperty(groupOf(facts, next.backend), 'size', other - change);
    if (!first || !second) return [];
    const title = `Make ${backend.id} ${formatSize(size + change)} and ${next.backend.id} ${formatSize(other - change)}`;
    return [{ title, edits: [first, second], preferred: i === 0 }];
  });
}
