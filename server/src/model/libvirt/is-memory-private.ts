import type { Access, LibvirtDomain } from './libvirt-domain';
import type { SettledMemory } from './settle-memory';

/**
 * Whether any of the guest's RAM cannot be mapped by other processes; false where that is not known.
 * (qemu/qemu_validate.c: qemuValidateDomainDefVhostUserRequireSharedMemory)
 */
export function isMemoryPrivate({ backing: { access } }: LibvirtDomain, { cells }: SettledMemory): boolean {
  if (access.span && access.value === undefined) return false;
  const accessOf = (own: { value: Access | undefined; span: unknown } | undefined): Access | undefined | 'unknown' =>
    own?.span ? (own.value ?? 'unknown') : access.value;
  const accesses = cells.length > 0 ? cells.map(({ cell }) => accessOf(cell?.memAccess)) : [access.value];
  return accesses.some((one) => one !== 'shared' && one !== 'unknown');
}
