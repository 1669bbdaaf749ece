import { formatCount, hex } from '../../model/format';
import { formatKib } from '../../model/libvirt/format-kib';
import type { PreparedDomain } from '../../model/libvirt/prepared-domain';
import { readSize } from '../../model/libvirt/read-size';
import { unitOf } from '../../model/libvirt/scaled-integer';
import { KIB } from '../../model/qemu/units';
import type { XmlElement } from '../../syntax/xml/xml-tree';
import { clipText, escapeMarkdown } from '../hover/escape-markdown';
import type { KnownPlace } from './known-element';
import { totalMemory } from './total-memory';

/** What a size comes to: as written, as libvirt keeps it in KiB, and after it was rounded. `undefined` for none. */
export function sizeHover({ chain, key, domain }: KnownPlace): string | undefined {
  const { element, entry } = chain.at(-1)!;
  const attribute = entry.attributes.find(({ value }) => value === 'size')?.name;
  if (entry.text !== 'size' && attribute === undefined) return undefined;
  const { value, bytes, unit, span } = readSize(
    element,
    { path: '', ...(attribute !== undefined && { attribute }), defaultUnit: SIZE_OF_SHMEM.has(key) ? 1n : KIB },
    [],
  );
  if (value === undefined || bytes === undefined || !span) return undefined;
  const settled = domain && settledSize(domain.prepared, element);
  const end = settled?.kib ?? value;
  const written = span.block.text.slice(span.start, span.end);
  const unitText = unit.value || (SIZE_OF_SHMEM.has(key) ? 'bytes' : 'KiB');
  const lines: string[] = [];
  // A size that stands there as it is shown need not be said twice.
  if (!unit.value || unitOf(unit.value)?.decimal || end * KIB !== bytes)
    lines.push(`- written: ${escapeMarkdown(clipText(`${written} ${unitText}`))} = ${formatCount(bytes)} bytes`);
  const decimal = decimalLine(unit.value);
  if (decimal) lines.push(decimal);
  if (bytes !== value * KIB) lines.push(`- libvirt counts whole KiB: ${formatCount(value)} KiB`);
  lines.push(...(settled?.lines ?? []));
  const result = `**${formatKib(end)}** = \`${hex(end * KIB)}\` = ${formatCount(end * KIB)} bytes`;
  return lines.length > 0 ? `${result}\n\n${lines.join('\n')}` : result;
}

/** libvirt counts these in bytes where they have no unit. (conf/domain_conf.c: virDomainShmemDefParseXML) */
const SIZE_OF_SHMEM: ReadonlySet<string> = new Set(['domain/devices/shmem/size']);

function decimalLine(unit: string | undefined): string | undefined {
  const found = unit === undefined ? undefined : unitOf(unit);
  if (!found?.decimal) return undefined;
  const letter = unit![0]!.toUpperCase();
  const binary = unitOf(`${letter}iB`)!.factor;
  return `- ${letter}B is a power of 1000: ${formatCount(binary - found.factor)} bytes less than one ${letter}iB each`;
}

/** What libvirt makes of a size in the end, in KiB, and how it comes to that. */
interface SettledSize {
  readonly kib: bigint | undefined;
  readonly lines: readonly string[];
}

function settledSize(prepared: PreparedDomain, element: XmlElement): SettledSize | undefined {
  const { domain, memory } = prepared;
  if (element === domain.memory.element) return settledMemory(prepared);
  if (element === domain.currentMemory.element) {
    const total = totalMemory(prepared);
    const { value } = domain.currentMemory;
    if (total === undefined || value === undefined || value <= total) return undefined;
    return { kib: total, lines: [`- cut down to the memory that there is: ${formatKib(total)}`] };
  }
  if (element === domain.maxMemory.element) return rounded(domain.maxMemory.value, memory.max, memory.guestAlign);
  const cell = memory.cells.find((candidate) => candidate.cell?.element === element);
  if (cell) return rounded(cell.written, cell.size, memory.guestAlign);
  const device = domain.devices.find(({ size: { element: own } }) => own === element);
  return device && rounded(device.size.value, memory.devices.get(device)?.size, memory.moduleAlign);
}

/** The cells overrule `<memory>`, and the memory devices are a part of it. */
function settledMemory(prepared: PreparedDomain): SettledSize {
  const { domain, memory } = prepared;
  const total = totalMemory(prepared);
  if (total === undefined) return { kib: undefined, lines: [] };
  const plugged = domain.devices.length > 0 ? ` and ${formatKib(total - memory.initial!)} in memory devices` : '';
  if (domain.cells.length > 0) {
    const cells = `the cells have ${formatKib(memory.initial!)}${plugged}`;
    const { value } = domain.memory;
    const differs = value !== undefined && value !== total;
    return { kib: total, lines: [differs ? `- **overwritten**: ${cells}` : `- ${cells}`] };
  }
  const lines = plugged ? [`- ${formatKib(memory.initial!)} at boot${plugged}`] : [];
  const { lines: steps } = rounded(memory.written, memory.initial, memory.guestAlign);
  return { kib: total, lines: [...steps, ...lines] };
}

function rounded(written: bigint | undefined, kib: bigint | undefined, align: bigint): SettledSize {
  if (written === undefined || kib === undefined || written === kib) return { kib, lines: [] };
  const [direction, difference] = kib > written ? ['up', kib - written] : ['down', written - kib];
  const more = kib > written ? 'more' : 'less';
  return {
    kib,
    lines: [`- rounded ${direction} to a multiple of ${formatKib(align)}: ${formatKib(difference)} ${more}`],
  };
}
