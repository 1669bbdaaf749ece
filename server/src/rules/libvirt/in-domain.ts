import { hex } from '../../model/format';
import { insertBehind, insertInto, removeElement, setAttribute, setSize } from '../../model/libvirt/edit-xml';
import { formatKib } from '../../model/libvirt/format-kib';
import { hasAcpi } from '../../model/libvirt/has-acpi';
import type { MemoryDevice } from '../../model/libvirt/libvirt-domain';
import { pathOf } from '../../model/libvirt/xml-values';
import type { MemoryBackend } from '../../model/qemu/memory-backend';
import { KIB, MIB } from '../../model/qemu/units';
import type { Span } from '../../text/span';
import type { Finding, Fix } from '../define-rule';
import type { DomainFacts } from './domain-facts';
import { isAt } from './is-at';
import { pageFixes } from './page-fixes';
import { resize } from './resize';

/** What a failure of QEMU is to the domain that QEMU was started for. */
interface StartFailure {
  /** The place that is to be changed, where QEMU's option comes from another one. */
  readonly place?: (at: Span, facts: DomainFacts) => Span | undefined;
  /** What is to be said in place of what is written in words of QEMU's options. */
  readonly words?: (facts: DomainFacts, at: Span) => string | undefined;
  readonly fixes: (at: Span, facts: DomainFacts) => readonly Fix[];
}

/**
 * A finding about the QEMU that a domain starts, as one about the domain: in the place that has to be changed, and with
 * fixes in libvirt's words. Those of the finding itself are in QEMU's.
 */
export function inDomain(finding: Finding, facts: DomainFacts): Finding {
  const failure = START_FAILURES.get(finding.rule.id);
  const { report } = finding;
  const span = failure?.place?.(report.span, facts) ?? report.span;
  const quoted = / QEMU: "[\s\S]*"$/.exec(report.message)?.[0] ?? '';
  const words = failure?.words?.(facts, report.span);
  const message = words === undefined ? report.message : words + quoted;
  return { ...finding, report: { ...report, span, message }, fixes: () => failure?.fixes(report.span, facts) ?? [] };
}

/** By the rule that finds it. */
const START_FAILURES: ReadonlyMap<string, StartFailure> = new Map<string, StartFailure>([
  ['backend-page-size', { fixes: pageFixes }],
  ['node-boundary', { fixes: (at, facts) => pageFixes(at, facts, 2n * MIB) }],
  ['virtio-mem-backend', { place: sizeOfDevice, words: noWholeBlocks, fixes: wholeBlocks }],
  ['dimm-size', { place: sizeOfDevice, words: noWholeBlocks, fixes: wholeBlocks }],
  ['zero-value', { words: emptyCell, fixes: () => [] }],
  ['dimm-block-size', { fixes: (at, facts) => multiplesOf(GUEST_BLOCK, at, facts) }],
  ['block-size', { fixes: blockOfPage }],
  ['backend-align', { fixes: alignToPage }],
  ['dimm-address', { fixes: moveDevice }],
  ['too-many-slots', { fixes: mostSlots }],
  [
    'maxmem-equals-size',
    {
      words: () =>
        '<maxMemory> is all the memory there is, so that its slots have no room: make it larger, or leave it out.',
      fixes: noRoom,
    },
  ],
  [
    'memory-hotplug',
    {
      words: (facts) =>
        hasAcpi(facts.prepared.domain)
          ? undefined
          : 'The guest learns of memory devices by ACPI: add <acpi/> to <features>.',
      fixes: addAcpi,
    },
  ],
]);

function sizeOfDevice(at: Span, facts: DomainFacts): Span | undefined {
  return deviceAt(at, facts)?.size.span;
}

function noWholeBlocks(facts: DomainFacts, at: Span): string | undefined {
  const device = deviceAt(at, facts);
  if (!device?.size.value || !device.block.value) return undefined;
  return `${device.alias} has ${formatKib(device.size.value)}, which is no multiple of its blocks of ${formatKib(device.block.value)}.`;
}

function emptyCell({ prepared }: DomainFacts, at: Span): string | undefined {
  const cell = prepared.domain.cells.find(({ memory }) => isAt(memory.span, at));
  return cell && `Cell ${cell.id} has no memory, and QEMU makes none of 0 bytes: give it some, or leave the cell out.`;
}

/** virtio-mem consists of whole blocks, and older QEMU wants whole blocks of a DIMM. */
function wholeBlocks(at: Span, facts: DomainFacts): readonly Fix[] {
  const step = deviceAt(at, facts)?.block.value;
  return step ? multiplesOf(step, at, facts) : [];
}

/** What a Linux guest on x86 adds memory in, in KiB. (arch/x86/mm/init_64.c: probe_memory_block_size) */
const GUEST_BLOCK = 128n << 10n;

/** The multiples above and below the size of a device. */
function multiplesOf(step: bigint, at: Span, facts: DomainFacts): readonly Fix[] {
  const device = deviceAt(at, facts);
  if (!device?.size.value || device.size.value % step === 0n) return [];
  const down = (device.size.value / step) * step;
  return [down + step, down]
    .filter((kib) => kib > 0n)
    .map((kib) => ({
      title: `Set it to ${formatKib(kib)}`,
      edits: resize(facts.prepared, [{ size: device.size, kib }]),
      preferred: kib > down,
    }));
}

/** Blocks are at least pages. */
function blockOfPage(at: Span, { prepared, qemu }: DomainFacts): readonly Fix[] {
  const device = prepared.domain.devices.find(({ block }) => isAt(block.span, at));
  const page = device && backendOf(device, qemu)?.pageSize;
  if (!device || page === undefined) return [];
  const kib = page / KIB;
  const sizes = [device.requested, device.size].flatMap((size) =>
    size.value !== undefined && size.value % kib !== 0n ? setSize(size, (size.value / kib + 1n) * kib) : [],
  );
  const title = `Set the block to ${formatKib(kib)}`;
  return [{ title, edits: [...setSize(device.block, kib), ...sizes], preferred: true }];
}

function alignToPage(at: Span, { prepared }: DomainFacts): readonly Fix[] {
  const device = prepared.domain.devices.find(({ alignSize }) => isAt(alignSize.span, at));
  if (!device) return [];
  return [{ title: 'Set it to 2 MiB', edits: setSize(device.alignSize, (2n * MIB) / KIB), preferred: true }];
}

function moveDevice(at: Span, { prepared, qemu }: DomainFacts): readonly Fix[] {
  const device = prepared.domain.devices.find(({ address }) => isAt(address?.base.span, at));
  const base = device?.address?.base;
  if (!device || base?.value === undefined) return [];
  const align = backendOf(device, qemu)?.align;
  const down = align ? (base.value / align) * align : undefined;
  const near = down === undefined || down === base.value ? [] : [down, down + align!];
  return [
    ...near.map((value, i) => ({
      title: `Move it to ${hex(value)}`,
      edits: [{ span: base.span!, newText: hex(value) }],
      preferred: i === 0,
    })),
    { title: 'Let QEMU choose the address', edits: [removeElement(device.address!.element)] },
  ];
}

/** include/hw/acpi/acpi_dev_interface.h: ACPI_MAX_RAM_SLOTS. */
const MOST_SLOTS = 256;

function mostSlots(_: Span, { prepared }: DomainFacts): readonly Fix[] {
  const { maxMemory } = prepared.domain;
  if (!maxMemory.element) return [];
  const edits = [setAttribute(maxMemory.element, 'slots', `${MOST_SLOTS}`)];
  return [{ title: `Set slots to ${MOST_SLOTS}`, edits, preferred: true }];
}

function addAcpi(_: Span, { prepared: { domain } }: DomainFacts): readonly Fix[] {
  const features = pathOf(domain.element, 'features');
  const os = pathOf(domain.element, 'os');
  if (hasAcpi(domain) || (!features && !os)) return [];
  const edits = features
    ? insertInto(features, ['<acpi/>'])
    : [insertBehind(os!, ['<features>', '  <acpi/>', '</features>'])];
  return [{ title: 'Add <acpi/>', edits, preferred: true }];
}

/** Slots, and nothing that could be plugged into them. */
function noRoom(_: Span, { prepared }: DomainFacts): readonly Fix[] {
  const { maxMemory } = prepared.domain;
  if (!maxMemory.element || maxMemory.value === undefined) return [];
  const twice = maxMemory.value * 2n;
  return [
    { title: 'Remove <maxMemory>', edits: [removeElement(maxMemory.element)], preferred: true },
    { title: `Set <maxMemory> to ${formatKib(twice)}`, edits: setSize(maxMemory, twice) },
  ];
}

/** The backend that libvirt makes for a device. (qemu/qemu_command.c: qemuBuildMemoryDimmBackendStr) */
function backendOf({ alias }: MemoryDevice, qemu: DomainFacts['qemu']): MemoryBackend | undefined {
  return qemu?.started.backends.find(({ id }) => id === `mem${alias}`);
}

/** The device whose size, or whose element, is at a place. */
function deviceAt(at: Span, { prepared }: DomainFacts): MemoryDevice | undefined {
  return prepared.domain.devices.find(({ element, size }) => isAt(size.span, at) || isAt(element.nameSpan, at));
}
