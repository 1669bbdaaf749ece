import { formatSize } from '../format';
import { KIB } from '../qemu/units';
import { setSize } from './edit-xml';
import { formatKib } from './format-kib';
import { isMemoryPrivate } from './is-memory-private';
import type { LibvirtDomain, Shmem } from './libvirt-domain';
import { type LibvirtFinding, refused } from './libvirt-finding';
import type { LibvirtSetting } from './libvirt-setting';
import { libvirtAtLeast } from './libvirt-version';
import type { SettledMemory } from './settle-memory';
import { shareMemory } from './share-memory';

/** KiB. (conf/domain_validate.c, qemu/qemu_validate.c: qemuValidateDomainDeviceDefShmem) */
const LEAST_SHMEM = 1024n;

/** Whether the memory that is handed to other processes can be seen by them. */
export function checkSharing(domain: LibvirtDomain, settled: SettledMemory, setting: LibvirtSetting): LibvirtFinding[] {
  return [...checkSharers(domain, settled), ...domain.shmems.flatMap((shmem) => checkShmem(shmem, setting))];
}

/** qemu/qemu_validate.c: qemuValidateDomainDefVhostUserRequireSharedMemory. */
function checkSharers(domain: LibvirtDomain, settled: SettledMemory): LibvirtFinding[] {
  if (!isMemoryPrivate(domain, settled)) return [];
  const { access } = domain.backing;
  const place = access.span ?? domain.backing.element?.nameSpan;
  const related = place ? [{ span: place, message: 'how the memory is accessed' }] : [];
  const repairs = shareMemory(domain);
  const refusedOnes = domain.sharers.filter(({ name }) => name !== 'interface');
  return refusedOnes.map(({ element, name }) =>
    refused(
      'libvirt-shared-memory',
      element.nameSpan,
      `unsupported configuration: '${name}' requires shared memory`,
      `${name} hands the guest's memory to another process, and it is private to QEMU: write <source type='memfd'/> and <access mode='shared'/> into <memoryBacking>.`,
      { related, repairs },
    ),
  );
}

/** qemu/qemu_validate.c: qemuValidateDomainDeviceDefShmem. */
function checkShmem(shmem: Shmem, { version }: LibvirtSetting): LibvirtFinding[] {
  const { size, name, element } = shmem;
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
  findings.push(...checkShmemModel(shmem));
  if (size.value === undefined || size.value === 0n || !size.span) return findings;
  const up = powerAbove(size.bytes!);
  if (size.value >= LEAST_SHMEM && up === size.bytes) return findings;
  const newer = libvirtAtLeast(version, '9.4');
  const words = newer
    ? 'XML error: shmem size must be a power of 2 and at least 1 MiB (1024 KiB)'
    : up !== size.bytes
      ? 'XML error: shmem size must be a power of two'
      : 'XML error: shmem size must be at least 1 MiB (1024 KiB)';
  const message = `${formatSize(size.bytes!)} is ${size.value < LEAST_SHMEM ? 'too small' : 'no power of two'}: a PCI window is one of at least 1 MiB.`;
  const enough = up < LEAST_SHMEM * KIB ? LEAST_SHMEM : up / KIB;
  const repairs = [{ title: `Set it to ${formatKib(enough)}`, edits: setSize(size, enough) }];
  findings.push(refused('libvirt-shmem', size.span, words, message, { repairs }));
  return findings;
}

const SHMEM_MODELS: readonly string[] = ['ivshmem', 'ivshmem-plain', 'ivshmem-doorbell'];

/** A plain one has memory of its own, the one with a doorbell gets it from a server. */
function checkShmemModel({ model, element, server, size }: Shmem): LibvirtFinding[] {
  const span = model.span ?? element.nameSpan;
  const refuse = (words: string, message: string, at = span) => [refused('libvirt-shmem', at, words, message)];
  if (model.span && model.value === undefined) return [];
  const name = model.value ?? 'ivshmem';
  if (!SHMEM_MODELS.includes(name))
    return refuse(
      `XML error: Invalid value for attribute 'type' in element 'model': '${name}'.`,
      'A <shmem> is ivshmem-plain or ivshmem-doorbell.',
    );
  if (name === 'ivshmem')
    return refuse(
      'unsupported configuration: ivshmem device is not supported with this QEMU binary',
      "QEMU has had no plain ivshmem since 4.0, which is what libvirt takes where no model is written: write <model type='ivshmem-plain'/>.",
    );
  if (name === 'ivshmem-plain' && server)
    return refuse(
      "unsupported configuration: shmem model 'ivshmem-plain' is supported only with server option disabled",
      'Memory from a <server> comes with model ivshmem-doorbell.',
    );
  if (name === 'ivshmem-doorbell' && !server)
    return refuse(
      "unsupported configuration: shmem model 'ivshmem-doorbell' is supported only with server option enabled",
      'An ivshmem-doorbell gets its memory from a <server>: name its socket.',
    );
  if (name === 'ivshmem-doorbell' && size.span)
    return refuse(
      "unsupported configuration: shmem model 'ivshmem-doorbell' does not support size setting",
      'The server decides how large the memory is: leave out <size>.',
      size.span,
    );
  return [];
}

/** The smallest power of two that is not below a number. */
function powerAbove(value: bigint): bigint {
  return 1n << BigInt((value - 1n).toString(2).length);
}
