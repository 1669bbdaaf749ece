import { setAttribute } from '../../model/libvirt/edit-xml';
import type { LibvirtDomain, SizeFact } from '../../model/libvirt/libvirt-domain';
import { spanText } from '../../text/span';
import { isOnLines } from '../is-on-lines';
import type { LineSpan, WrittenSize } from '../written-size';
import type { LibvirtSnapshot } from './libvirt-snapshot';
import { rangeAt } from './xml-place';

/** The sizes in the domains of an XML text. */
export function libvirtSizes(snapshot: LibvirtSnapshot, lines?: LineSpan): readonly WrittenSize[] {
  return snapshot.domains.flatMap(({ prepared: { domain } }) => {
    const shmems = new Set(domain.shmems.map(({ size }) => size));
    return sizeFacts(domain).flatMap((fact) => {
      const range = fact.span && lines && rangeAt(snapshot, fact.span);
      if (range && lines && !isOnLines(range, lines)) return [];
      // libvirt counts these in bytes where they have no unit. (conf/domain_conf.c: virDomainShmemDefParseXML)
      return writtenSize(fact, shmems.has(fact) ? 'bytes' : 'KiB') ?? [];
    });
  });
}

function sizeFacts(domain: LibvirtDomain): readonly SizeFact[] {
  const { memory, currentMemory, maxMemory, hardLimit, limits, backing, cells, devices, shmems } = domain;
  return [
    ...[memory, currentMemory, maxMemory, hardLimit, ...limits],
    ...backing.pages.map(({ size }) => size),
    ...cells.map((cell) => cell.memory),
    ...devices.flatMap(({ pageSize, alignSize, size, block, requested, label }) => [
      ...[pageSize, alignSize, size, block, requested, label],
    ]),
    ...shmems.map(({ size }) => size),
  ];
}

function writtenSize({ span, bytes, unit, element }: SizeFact, standard: 'bytes' | 'KiB'): WrittenSize | undefined {
  if (!span || bytes === undefined || !element) return undefined;
  const number = spanText(span);
  if (unit.value) return { span, written: `${number} ${unit.value}`, bytes };
  const edits = [setAttribute(element, 'unit', standard, unit)];
  return { span, written: number, bytes, bare: { unit: standard, edits, result: `${number} ${standard}` } };
}
