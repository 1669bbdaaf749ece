import { formatSize, hex } from '../../model/format';
import { writeBitmap } from '../../model/libvirt/bitmap';
import { elementText, pathOf } from '../../model/libvirt/xml-values';
import { KIB } from '../../model/qemu/units';
import type { DomainFacts } from '../../rules/libvirt/domain-facts';
import type { XmlElement } from '../../syntax/xml/xml-tree';
import { rangeOf } from '../../text/block-index';
import { clipEntry } from '../../text/clip';
import type { DocumentSymbol, SymbolKind } from '../document-symbols';
import type { LibvirtSnapshot } from './libvirt-snapshot';
import { totalMemory } from './total-memory';

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
      const placed = qemu?.started.devices.find(({ device: option }) => option.id === alias);
      const place = placed?.gpa === undefined ? '' : `at ${hex(placed.gpa)}`;
      return make(alias, [model, sizeText(memory.devices.get(device)?.size), place], element);
    }),
    ...domain.shmems
      .slice(0, MOST_CHILDREN)
      .flatMap(({ element, index, name, size }) => make(`shmem${index}`, [name.value, sizeText(size.value)], element)),
  ];
}

function sizeText(kib: bigint | undefined): string | undefined {
  return kib === undefined ? undefined : formatSize(kib * KIB);
}

function symbol(
  { index }: LibvirtSnapshot,
  kind: SymbolKind,
  name: string,
  details: readonly (string | undefined)[],
  element: XmlElement,
  children: readonly DocumentSymbol[],
): DocumentSymbol | undefined {
  const range = rangeOf(element.span, index);
  const selection = rangeOf(element.nameSpan, index);
  if (!range || !selection) return undefined;
  const detail = clipEntry(details.filter(Boolean).join(', '));
  return { kind, name: clipEntry(name), detail, range, selection, children };
}
