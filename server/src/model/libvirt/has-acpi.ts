import { targetOf } from './command-line';
import type { LibvirtDomain } from './libvirt-domain';
import { pathOf } from './xml-values';

/** Of the machines with ACPI; others have no such property. (qemu/qemu_command.c: qemuBuildMachineACPI) */
export function hasAcpi(domain: LibvirtDomain): boolean {
  const target = targetOf(domain);
  const withAcpi = target === 'x86_64' || target === 'i386' || target === 'aarch64';
  return !withAcpi || pathOf(domain.element, 'features', 'acpi') !== undefined;
}
