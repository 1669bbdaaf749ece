import { formatSize, hex } from '../../model/format';
import { writeBitmap } from '../../model/libvirt/bitmap';
import { formatKib } from '../../model/libvirt/format-kib';
import type { DomainFacts } from '../../rules/libvirt/domain-facts';
import { optionText } from '../../syntax/qemu/write-option';
import type { XmlElement } from '../../syntax/xml/xml-tree';
import type { Span } from '../../text/span';
import { clipText, codeSpan, escapeMarkdown } from '../hover/escape-markdown';
import { backendFacts } from '../qemu/backend-facts';
import { type MemoryPiece, memoryOf } from '../qemu/machine-memory';
import { rangeText } from '../qemu/memory-overview';
import { domainObjects, isSame } from './domain-objects';
import { memoryPart } from './memory-part';

/** What a cell, a memory device or a shared memory becomes, where the guest finds it, and on which pages. */
export function pieceHover(domain: DomainFacts, element: XmlElement): string | undefined {
  const { qemu } = domain;
  const title = qemu && titleOf(domain, element);
  if (!title) return undefined;
  const own = domainObjects(domain).filter(({ group }) => isSame(group.span, element.nameSpan));
  const pieces = memoryOf(qemu)?.filter(({ backend }) => own.some((object) => object.backend === backend)) ?? [];
  return [
    title,
    optionBlock(domain, element.nameSpan),
    ...own.map(({ backend }) => backendFacts(qemu, backend).join('\n')),
    pieces.length > 0 ? placeTable(pieces) : undefined,
  ]
    .filter((section) => section !== undefined)
    .join('\n\n');
}

function titleOf({ prepared, qemu }: DomainFacts, element: XmlElement): string | undefined {
  const { domain, memory } = prepared;
  const sizeText = (kib: bigint | undefined) => (kib === undefined ? 'a size that is not known' : formatKib(kib));
  const cell = memory.cells.find((candidate) => candidate.cell?.element === element);
  if (cell) {
    const cpus = cell.cpus.length > 0 ? ` · vCPUs ${clipText(writeBitmap(cell.cpus))}` : ' · no vCPUs';
    return `**cell ${cell.id}** · ${sizeText(cell.size)}${cpus}`;
  }
  const device = domain.devices.find((candidate) => candidate.element === element);
  if (device) {
    const { size, node } = memory.devices.get(device)!;
    const placed = qemu?.started.devices.find(({ device: option }) => option.id === device.alias);
    const parts = [
      `**${escapeMarkdown(clipText(device.alias))}**`,
      device.model ?? '',
      sizeText(size),
      node === undefined ? '' : `in cell ${node}`,
      device.slot === undefined ? '' : `memory slot ${device.slot}`,
      placed?.gpa === undefined ? '' : `at \`${hex(placed.gpa)}\``,
    ];
    return parts.filter(Boolean).join(' · ');
  }
  const shmem = domain.shmems.find((candidate) => candidate.element === element);
  if (!shmem) return undefined;
  const file = shmem.name.value === undefined ? '' : ` · ${codeSpan(clipText(`/dev/shm/${shmem.name.value}`))}`;
  return `**shmem${shmem.index}**${file} · ${sizeText(shmem.size.span ? shmem.size.value : 4096n)} · in a PCI BAR, where the guest's firmware puts it`;
}

/** The options that come of one place of a domain, as libvirt writes them; `undefined`: none. */
export function optionBlock(domain: DomainFacts, place: Span): string | undefined {
  const lines = memoryPart(domain)
    .filter(({ span }) => isSame(span, place))
    .map((group) => `-${group.option} ${optionText(group) ?? ''}`.replace(/[\0-\x1f\x7f-\x9f]/g, ' '));
  if (lines.length === 0) return undefined;
  const note = lines.some((line) => line.includes(':null')) ? '\n\n`null` stands for what is not known.' : '';
  return `\`\`\`\n${lines.map((line) => clipText(line, 600)).join('\n')}\n\`\`\`${note}`;
}

const MOST_ROWS = 20;

/** Where a backend lies in the guest, and which pages KVM maps it with. */
function placeTable(pieces: readonly MemoryPiece[]): string {
  const rows = pieces
    .slice(0, MOST_ROWS)
    .map((piece) => `| ${rangeText(piece)} | \`${hex(piece.offset)}\` | ${formatSize(piece.size)} | ${piece.pages} |`);
  return ['| Memslot | From offset | Size | Pages |', '| :-- | :-- | --: | :-- |', ...rows].join('\n');
}
