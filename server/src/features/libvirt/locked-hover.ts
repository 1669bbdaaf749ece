import { formatSize } from '../../model/format';
import { GIB, KIB } from '../../model/qemu/units';
import type { DomainFacts } from '../../rules/libvirt/domain-facts';
import type { XmlElement } from '../../syntax/xml/xml-tree';
import { totalMemory } from './total-memory';

/**
 * How much memory `<locked>`, or a PCI device that is handed over, keeps in RAM, and the limit that libvirt sets for it.
 * (qemu/qemu_domain.c: qemuDomainGetMemLockLimitBytes)
 */
export function lockedHover({ prepared }: DomainFacts, element: XmlElement): string | undefined {
  const { domain } = prepared;
  const locked = domain.backing.locked === element;
  if (!locked && !domain.hostdevs.includes(element)) return undefined;
  const total = totalMemory(prepared);
  if (total === undefined) return undefined;
  const memory = `**${formatSize(total * KIB)}** of guest memory`;
  const { value: hard } = domain.hardLimit;
  const limit =
    hard === undefined
      ? locked || domain.backing.locked
        ? 'libvirt lifts the limit on locked memory altogether, as no `<hard_limit>` says how much it may be.'
        : `libvirt raises the limit on locked memory to at least ${formatSize(total * KIB + GIB)}: 1 GiB is for regions of devices.`
      : `The limit on locked memory is the \`<hard_limit>\`: ${formatSize(hard * KIB)}${hard < total ? ', **which is less**' : ''}.`;
  return locked
    ? `${memory} stay in RAM, and QEMU's own memory with them. ${limit}`
    : `${memory} are allocated and locked at the start, as the device may reach any of it. ${limit}`;
}
