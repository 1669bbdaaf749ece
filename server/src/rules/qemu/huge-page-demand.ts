import { formatSize } from '../../model/format';
import { freeHugePages } from '../../model/qemu/host-memory';
import type { HostProfile } from '../../model/qemu/host-profile';
import type { MemoryBackend } from '../../model/qemu/memory-backend';
import { KIB } from '../../model/qemu/units';
import { defineRule } from '../define-rule';
import { onHugePages } from './backend-uses';
import type { QemuFacts } from './qemu-facts';

/** How many huge pages a backend takes, and what the host profile says of them. */
interface Demand {
  readonly backend: MemoryBackend;
  readonly pages: bigint;
  /** The host nodes that it is bound to; empty: any. */
  readonly nodes: readonly bigint[];
  /** How many are free there; `undefined` when the profile does not say. */
  readonly free: bigint | undefined;
}

export const hugePageDemand = defineRule({
  id: 'huge-page-demand',
  severity: 'information',
  scope: 'qemu',
  summary: 'The host has to have so many huge pages on so many nodes.',
  why: `Huge pages of hugetlbfs come from pools, one for each page size and host node. QEMU counts the pages of all nodes when it maps a backend; with \`policy=bind\` the guest gets **SIGBUS** when those of its own node run out, and with \`reserve=off\` when any
do. Where a host profile (\`memslot.host\`) tells the pools, a shortage that QEMU does not see is named here; where the profile does not tell them, the demand itself is, with the command that reserves the pages.`,
  references: [
    'backends/hostmem.c: host_memory_backend_memory_complete',
    'Documentation/admin-guide/mm/hugetlbpage.rst',
  ],
  examples: {
    valid: [
      'qemu-system-x86_64 -m 4G -object memory-backend-memfd,id=m,size=4G,hugetlb=on -machine memory-backend=m\n',
    ],
    invalid: [
      'qemu-system-x86_64 -m 4G -object memory-backend-memfd,id=m,size=4G,hugetlb=on,policy=bind,host-nodes=1 -machine memory-backend=m\n',
    ],
  },
  check: findDemands,
  report({ backend, pages, nodes, free }) {
    const size = backend.pageSize!;
    const where = nodes.length === 0 ? '' : ` on host node ${nodes.join(', ')}`;
    const need = `${backend.id ?? 'The RAM'} needs ${pages} × ${formatSize(size)} huge pages${where}`;
    const span = backend.size.span ?? backend.span;
    const command = reserveCommand(pages, size, nodes);
    if (free === undefined) return { span, severity: 'hint', message: `${need} (${command}).` };
    return {
      span,
      message: `${need}, and ${free} are free there: QEMU starts, and the guest dies of SIGBUS when they run out. Reserve more: ${command}.`,
    };
  },
});

function findDemands(facts: QemuFacts): Demand[] {
  const { host } = facts.started.config.setting;
  if (isUnknown(host)) return [];
  return facts.started.backends.flatMap((backend) => {
    const size = backend.size.value;
    const { pageSize } = backend;
    if (!backend.made || size === undefined || pageSize === undefined || !onHugePages(facts, backend)) return [];
    const pages = (size + pageSize - 1n) / pageSize;
    const bound = backend.policy.value === 'bind' ? backend.hostNodes.value : [];
    if (bound === undefined) return [];
    const free = freeHugePages(host, pageSize, bound);
    // A shortage that QEMU sees is an error, and told by another rule.
    const seen = bound.length === 0 && backend.reserve.value !== false;
    if (free !== undefined && (seen || free >= pages)) return [];
    return [{ backend, pages, nodes: bound, free }];
  });
}

/** Whether nobody told anything about the host. */
function isUnknown({ mounts, mountsArePartial, ...rest }: HostProfile): boolean {
  return Object.keys(rest).length === 0 && (mounts === undefined || mountsArePartial === true);
}

function reserveCommand(pages: bigint, size: bigint, nodes: readonly bigint[]): string {
  const pool = `hugepages/hugepages-${size / KIB}kB/nr_hugepages`;
  const only = nodes.length === 1 ? nodes[0] : undefined;
  const path = only === undefined ? `/sys/kernel/mm/${pool}` : `/sys/devices/system/node/node${only}/${pool}`;
  return `echo ${pages} > ${path}`;
}
