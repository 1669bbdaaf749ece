import { formatSize } from '../../model/format';
import { insertBehind, insertInto, removeElement } from '../../model/libvirt/edit-xml';
import { formatKib } from '../../model/libvirt/format-kib';
import { type LockedMemory, lockedMemory as memoryToLock, NO_LIMIT } from '../../model/libvirt/locked-memory';
import type { PreparedDomain } from '../../model/libvirt/prepared-domain';
import { pathOf } from '../../model/libvirt/xml-values';
import { defineRule, type Edit, type Fix } from '../define-rule';
import { exampleDomain } from './example-domain';

export const lockedMemory = defineRule({
  id: 'libvirt-locked-memory',
  severity: 'information',
  scope: 'domain',
  summary: 'More memory is to be locked than the host allows, or any amount of it.',
  why: `With \`<locked/>\` all memory of QEMU stays in RAM, and with a PCI device of the host (\`<hostdev>\`) all memory of the guest does, because the device reaches it by DMA. libvirt raises the limit on locked memory for that: to the \`<hard_limit>\` of \`<memtune>\` where there is one, for \`<locked/>\` without one to **no limit at all**, so that a QEMU gone wrong can lock up the whole host, and for devices to the guest's memory and 1 GiB.

Where it may not raise the limit, in a container or as an ordinary user, the start fails: \`cannot limit locked memory of process 22682 to 9007199254740991: Operation not permitted\`. This is an error where the host profile says so (\`lockedMemory\`).`,
  references: [
    'src/qemu/qemu_domain.c: qemuDomainGetMemLockLimitBytes',
    'src/util/virprocess.c: virProcessSetMaxMemLock',
    'docs/formatdomain.rst: Memory Backing',
  ],
  examples: {
    valid: [
      exampleDomain({
        memory:
          "<memory unit='GiB'>2</memory>\n<memtune>\n  <hard_limit unit='GiB'>3</hard_limit>\n</memtune>\n<memoryBacking>\n  <locked/>\n</memoryBacking>",
      }),
    ],
    invalid: [
      exampleDomain({ memory: "<memory unit='GiB'>2</memory>\n<memoryBacking>\n  <locked/>\n</memoryBacking>" }),
    ],
  },
  check: ({ prepared }) => {
    const { domain, memory, setting } = prepared;
    const demand = memoryToLock(domain, memory);
    const element = domain.backing.locked ?? domain.hostdevs[0];
    if (!demand || !element) return [];
    const most = setting.host.lockedMemory;
    const tooMuch = most !== undefined && (demand === 'unlimited' || demand.limit > most);
    return tooMuch || demand === 'unlimited' ? [{ element, demand, most: tooMuch ? most : undefined }] : [];
  },
  report: ({ element, demand, most }, { prepared }) => ({
    span: element.nameSpan,
    severity: most === undefined ? undefined : 'error',
    message:
      most === undefined
        ? `Without a <hard_limit> libvirt lifts the limit on locked memory altogether, and nothing keeps QEMU from locking all RAM of the host. Add one to <memtune>: ${formatKib(enough(prepared))} or more.`
        : `${amount(demand)} has to be locked, and a process of this host may lock ${formatSize(most)}. libvirt: "cannot limit locked memory of process N to ${demand === 'unlimited' ? NO_LIMIT : demand.limit}: Operation not permitted"`,
  }),
  fixes: ({ element, most }, { prepared }) => {
    if (!prepared.domain.backing.locked) return [];
    const limit = most === undefined ? addLimit(prepared) : undefined;
    return [...(limit ? [limit] : []), { title: 'Remove <locked/>', edits: [removeElement(element)] }];
  },
});

function amount(demand: LockedMemory): string {
  return demand === 'unlimited' ? 'Any amount of memory' : formatSize(demand.limit);
}

/** The guest's memory and a GiB for QEMU itself, in KiB. */
function enough({ memory }: PreparedDomain): bigint {
  return (memory.initial ?? 0n) + (memory.plugged ?? 0n) + (1n << 20n);
}

function addLimit(prepared: PreparedDomain): Fix | undefined {
  const { element, backing, hardLimit } = prepared.domain;
  if (prepared.memory.initial === undefined || hardLimit.element) return undefined;
  const size = formatKib(enough(prepared));
  const [number, unit] = size.split(' ');
  const line = `<hard_limit unit='${unit}'>${number}</hard_limit>`;
  const memtune = pathOf(element, 'memtune');
  const edits: readonly Edit[] = memtune
    ? insertInto(memtune, [line])
    : [insertBehind(backing.element!, ['<memtune>', `  ${line}`, '</memtune>'])];
  return { title: `Add a <hard_limit> of ${size}`, edits };
}
