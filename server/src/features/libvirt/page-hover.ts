import { formatCount, formatSize } from '../../model/format';
import { formatKib } from '../../model/libvirt/format-kib';
import { hostPageSize } from '../../model/qemu/host-memory';
import { KIB } from '../../model/qemu/units';
import type { DomainFacts } from '../../rules/libvirt/domain-facts';
import type { XmlElement } from '../../syntax/xml/xml-tree';
import type { Span } from '../../text/span';
import { clipText, escapeMarkdown } from '../hover/escape-markdown';
import { nodesText } from '../qemu/nodes-text';
import { type DomainObject, objectsFrom } from './domain-objects';

/** Which memory gets the huge pages of `<hugepages>`, `<page>` or `<pagesize>`, and how many it takes. */
export function pageHover(domain: DomainFacts, element: XmlElement): string | undefined {
  const { domain: read, setting } = domain.prepared;
  const { hugepages, pages } = read.backing;
  const entries = [...pages.map((page) => ({ element: page.element, size: page.size })), ...deviceSizes(domain)];
  const meant = entries.filter((entry) => entry.element === element || hugepages === element);
  const places: Span[] = meant.flatMap(({ size: { span } }) => span ?? []);
  if (hugepages === element) places.push(element.nameSpan);
  const objects = places.length > 0 ? objectsFrom(domain, ['hugetlb', 'mem-path'], places) : [];
  if (objects.length > 0) return table(objects);
  const size = meant.length === 1 ? meant[0]!.size.value : undefined;
  if (size === undefined) return undefined;
  return size * KIB === hostPageSize(setting.host)
    ? `Pages of ${formatKib(size)} are no huge pages: this turns them off.`
    : 'Nothing gets these pages: all memory has pages by another entry, or none.';
}

function deviceSizes({ prepared }: DomainFacts) {
  return prepared.domain.devices.flatMap(({ pageSize }) =>
    pageSize.element ? [{ element: pageSize.element, size: pageSize }] : [],
  );
}

function table(objects: readonly DomainObject[]): string {
  const totals = new Map<bigint, bigint>();
  let isKnown = true;
  const rows = objects.map(({ owner, backend }) => {
    const bytes = backend.size.value;
    const page = backend.pageSize;
    const count = bytes === undefined || page === undefined ? undefined : (bytes + page - 1n) / page;
    if (page !== undefined && count !== undefined) totals.set(page, (totals.get(page) ?? 0n) + count);
    else isKnown = false;
    const cells = [
      escapeMarkdown(clipText(owner)),
      bytes === undefined ? 'not known' : formatSize(bytes),
      count === undefined ? 'not known' : pagesText(count, page!),
      nodesText(backend),
    ];
    return `| ${cells.join(' | ')} |`;
  });
  const demand = [...totals].map(([page, count]) => pagesText(count, page)).join(' and ');
  return [
    isKnown ? `**${demand}**, all of them allocated before the guest starts` : undefined,
    ['| For | Memory | Host pages | Host nodes |', '| :-- | --: | :-- | :-- |', ...rows].join('\n'),
  ]
    .filter((section) => section !== undefined)
    .join('\n\n');
}

function pagesText(count: bigint, page: bigint): string {
  return `${formatCount(count)} × ${formatSize(page)}`;
}
