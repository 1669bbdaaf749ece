import { formatSize } from '../../model/format';
import { formatKib } from '../../model/libvirt/format-kib';
import { lockedMemory } from '../../model/libvirt/locked-memory';
import { KIB } from '../../model/qemu/units';
import type { DomainFacts } from '../../rules/libvirt/domain-facts';
import type { XmlElement } from '../../syntax/xml/xml-tree';
import { totalMemory } from './total-memory';

/** How much memory `<locked>`, or a PCI device that is handed over, keeps in RAM, and the limit that libvirt sets for it. */
export function lockedHover({ prepared }: DomainFacts, element: XmlElement): string | undefined {
  const { domain, memory } = prepared;
  const locked = domain.backing.locked === element;
  if (!locked && !domain.hostdevs.includes(element)) return undefined;
  const total = totalMemory(prepared);
  if (total === undefined) return undefined;
  const demand = lockedMemory(domain, memory);
  return [
    locked
      ? `**${formatKib(total)}** of guest memory stay in RAM, and QEMU's own memory with them.`
      : `**${formatKib(total)}** of guest memory are allocated and locked at the start, as the device may reach any of it.`,
    demand === undefined
      ? ''
      : demand === 'unlimited'
        ? 'libvirt lifts the limit on locked memory altogether.'
        : `libvirt sets the limit on locked memory to ${formatSize(demand.limit)}${demand.limit < total * KIB ? ', **which is less**' : ''}.`,
  ]
    .filter(Boolean)
    .join(' ');
}
