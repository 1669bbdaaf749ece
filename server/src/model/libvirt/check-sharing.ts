import { formatSize } from '../format';
import { KIB } from '../qemu/units';
import { setSize } from './edit-xml';
import type { Access, LibvirtDomain } from './libvirt-domain';
import { type LibvirtFinding, refused } from './libvirt-finding';
import type { SettledMemory } from './settle-memory';

/** KiB. (conf/domain_validate.c, qemu/qemu_validate.c: qemuValidateDomainDeviceDefShmem) */
const LEAST_SHMEM = 1024n;

/** Whether the memory that is handed to other processes can be seen by them. */
export function checkSharing(domain: LibvirtDomain, settled: SettledMemory): LibvirtFinding[] {
  return [...checkSharers(domain, settled), ...domain.shmems.flatMap(checkShmem)];
}

/** qemu/qemu_validate.c: qemuValidateDomainDefVhostUserRequireSharedMemory. */
function checkSharers(domain: LibvirtDomain, settled: SettledMemory): LibvirtFinding[] {
  const { access } = domain.backing;
  if (access.span && access.value === undefined) return [];
  const accessOf = (own: { value: Access | undefined; span: unknown } | undefined): Access | undefined | 'unknown' =>
    own?.span ? (own.value ?? 'unknown') : access.value;
  const accesses =
    settled.cells.length > 0 ? settled.cells.map(({ cell }) => accessOf(cell?.memAccess)) : [access.value];
  if (accesses.every((one) => one === 'shared' || one === 'unknown')) return [];
  const place = access.span ?? domain.backing.element?.nameSpan;
  const related = place ? [{ span: place, message: 'how the memory is accessed' }] : [];
  const refusedOnes = domain.sharers.filter(({ name }) => name !== 'interface');
  return refusedOnes.map(({ element, name }) =>
    refused(
      'libvirt-shared-memory',
      element.nameSpan,
      `unsupported configuration: '${name}' requires shared memory`,
      `${name} hands the guest's memory to another process, and it is private to QEMU: write <source type='memfd'/> and <access mode='shared'/> into <memoryBacking>.`,
      { related },
    ),
  );
}

/** qemu/qemu_validate.c: qemuValidateDomainDeviceDefShmem. */
function checkShmem({ size, model, name, element }: LibvirtDomain['shmems'][number]): LibvirtFinding[] {
  const findings: LibvirtFinding[] = [];
  if (!name.span) {
    const words = "XML error: shmem element must contain 'name' attribute";
    findings.push(refused('libvirt-shmem', element.nameSpan, words, 'A <shmem> needs a name.'));
  } else if (name.value !== undefined && (name.value.includes('/') || name.value === '.' || name.value === '..')) {
    const words = name.value.includes('/')
      ? "unsupported configuration: shmem name cannot include '/' character"
      : `unsupported configuration: shmem name cannot be equal to '${name.value}'`;
    findings.push(refused('libvirt-shmem', name.span, words, 'The name is that of a file in /dev/shm.'));
  }
  if (model.value !== undefined && !['ivshmem', 'ivshmem-plain', 'ivshmem-doorbell'].includes(model.value)) {
    const words = `XML error: Invalid value for attribute 'type' in element 'model': '${model.value}'.`;
    findings.push(refused('libvirt-shmem', model.span!, words, 'A <shmem> is ivshmem-plain or ivshmem-doorbell.'));
  }
  if (size.value === undefined || size.value === 0n || !size.span) return findings;
  const up = powerAbove(size.bytes!);
  if (size.value >= LEAST_SHMEM && up === size.bytes) return findings;
  const words = 'XML error: shmem size must be a power of 2 and at least 1 MiB (1024 KiB)';
  const message = `${formatSize(size.bytes!)} is ${size.value < LEAST_SHMEM ? 'too small' : 'no power of two'}: a PCI window is one of at least 1 MiB.`;
  const enough = up < LEAST_SHMEM * KIB ? LEAST_SHMEM : up / KIB;
  const repairs = [{ title: `Set it to ${formatSize(enough * KIB)}`, edits: setSize(size, enough) }];
  findings.push(refused('libvirt-shmem', size.span, words, message, { repairs }));
  return findings;
}

/** The smallest power of two that is not below a number. */
function powerAbove(value: bigint): bigint {
  return 1n << BigInt((value - 1n).toString(2).length);
}
