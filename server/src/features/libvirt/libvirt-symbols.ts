import { hex } from '../../model/format';
import { writeBitmap } from '../../model/libvirt/bitmap';
import { formatKib } from '../../model/libvirt/format-kib';
import { elementText, pathOf } from '../../model/libvirt/xml-values';
import type { DomainFacts } from '../../rules/libvirt/domain-facts';
import type { XmlElement } from '../../syntax/xml/xml-tree';
import { clipEntry } from '../../text/clip';
import type { DocumentSymbol, SymbolKind } from '../document-symbols';
import type { LibvirtSnapshot } from './libvirt-snapshot';
import { totalMemory } from './total-memory';
import { rangeAt } from './xml-place';

/** An outline of more entries is no outline. */
const MOST_CHILDREN = 2000;

/** The outline of an XML text: its domains, and in each its memory, cells, memory devices and shared memories. */
export function libvirtSymbols(snapshot: LibvirtSnapshot): DocumentSymbol[] {
  return snapshot.domains.flatMap((domain) => {
    const { prepared } = domain;
    const name = elementText(pathOf(prepared.domain.element, 'name')).value?.trim();
    const type = prepared.domain.type.value ?? '';
    const details = [type, sizeText(totalMemory(prepared))];
    const children = domain.qemu ? childrenOf(domain, snapshot) : [];
    return symbol(snapshot, 'machine', name || 'domain', details, prepared.domain.element, children) ?? [];
  });
}

function childrenOf({ prepared, qemu }: DomainFacts, snapshot: LibvirtSnapshot): DocumentSymbol[] {
  const { domain, memory } = prepared;
  const { maxMemory } = domain;
  const make = (name: string, details: readonly (string | undefined)[], element: XmlElement | undefined) => {
    const made = element && symbol(snapshot, 'slot', name, details, element, []);
    return made ? [made] : [];
  };
  const places = new Map(qemu?.started.devices.map(({ device, gpa }) => [device.id, gpa]));
  const slots = maxMemory.element && domain.slots.value !== undefined ? `${domain.slots.value} slots` : undefined;
  return [
    ...make('memory', [sizeText(totalMemory(prepared))], domain.memory.element),
    ...make('maxMemory', [sizeText(memory.max), slots], maxMemory.element),
    ...memory.cells
      .slice(0, MOST_CHILDREN)
      .flatMap(({ id, size, cpus, cell }) =>
        make(`cell ${id}`, [sizeText(size), cpus.length > 0 ? `vCPUs ${writeBitmap(cpus)}` : ''], cell?.element),
      ),
    ...domain.devices.slice(0, MOST_CHILDREN).flatMap((device) => {
      const { element, alias, model } = device;
      const gpa = places.get(alias);
      const place = gpa === undefined ? '' : `at ${hex(gpa)}`;
      return make(alias, [model, sizeText(memory.devices.get(device)?.size), place], element);
    }),
    ...domain.shmems
      .slice(0, MOST_CHILDREN)
      .flatMap(({ element, index, name, size }) => make(`shmem${index}`, [name.value, sizeText(size.value)], element)),
  ];
}

function sizeText(kib: bigint | undefined): string | undefined {
  return kib === undefined ? undefined : formatKib(kib);
}

function symbol(
  snapshot: LibvirtSnapshot,
  kind: SymbolKind,
  name: string,
  details: readonly (string | undefined)[],
  element: XmlElement,
  children: readonly DocumentSymbol[],
): DocumentSymbol | undefined {
  const range = rangeAt(snapshot, element.span);
  const selection = rangeAt(snapshot, element.nameSpan);
  if (!range || !selection) return undefined;
  const detail = clipEntry(details.filter(Boolean).join(', '));
  return { kind, name: clipEntry(name), detail, range, selection, children };
}
