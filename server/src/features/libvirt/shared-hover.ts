import { formatSize } from '../../model/format';
import type { DomainFacts } from '../../rules/libvirt/domain-facts';
import type { XmlElement } from '../../syntax/xml/xml-tree';
import { clipText, escapeMarkdown } from '../hover/escape-markdown';
import { domainObjects } from './domain-objects';

/** How much of the guest's memory a process beside QEMU can map, for virtiofs or vhost-user; `undefined` for other devices. */
export function sharedHover(domain: DomainFacts, element: XmlElement): string | undefined {
  const { sharers, shmems } = domain.prepared.domain;
  if (!sharers.some((sharer) => sharer.element === element)) return undefined;
  const shown = new Set(shmems.map((shmem) => shmem.element.nameSpan.start));
  const objects = domainObjects(domain).filter(({ group }) => !shown.has(group.span.start));
  const sizes = objects.map(({ backend }) => (backend.share.value === undefined ? undefined : backend.size.value));
  if (objects.length === 0 || sizes.includes(undefined)) return undefined;
  const hidden = objects.filter(({ backend }) => !backend.share.value);
  if (hidden.length > 0) {
    const owners = hidden.map(({ owner }) => escapeMarkdown(clipText(owner)));
    const more = owners.length > 8 ? `, … (${owners.length})` : '';
    return `**Not shared:** ${owners.slice(0, 8).join(', ')}${more}. The other process has to map all of the guest's memory.`;
  }
  const total = sizes.reduce((sum: bigint, size) => sum + size!, 0n);
  return `The other process maps **${formatSize(total)}** of guest memory: all of it is shared.`;
}
