import { readBitmap, writeBitmap } from '../../model/libvirt/bitmap';
import { nodesOf } from '../../model/libvirt/check-hugepages';
import { insertInto, removeAttribute, removeElement, setAttribute, setSize } from '../../model/libvirt/edit-xml';
import { formatKib } from '../../model/libvirt/format-kib';
import type { Cell, MemoryDevice } from '../../model/libvirt/libvirt-domain';
import type { LibvirtFinding } from '../../model/libvirt/libvirt-finding';
import type { PreparedDomain } from '../../model/libvirt/prepared-domain';
import { pathOf } from '../../model/libvirt/xml-values';
import { childrenOf, type XmlAttribute, type XmlElement } from '../../syntax/xml/xml-tree';
import { type Span, spanText } from '../../text/span';
import type { Fix } from '../define-rule';

/** What would repair a refusal, where that takes more of the domain than the place that it is about. */
type Repairs = (finding: LibvirtFinding, prepared: PreparedDomain) => readonly Fix[];

/** More of a kind than this are a list to read, not a help. */
const MOST_OFFERED = 4;

/** The fixes for a refusal, beside the repairs that it comes with. */
export function refusalFixes(finding: LibvirtFinding, prepared: PreparedDomain): readonly Fix[] {
  return BY_CODE.get(finding.code)?.(finding, prepared) ?? [];
}

const BY_CODE: ReadonlyMap<string, Repairs> = new Map<string, Repairs>([
  ['libvirt-size', chooseUnit],
  ['libvirt-nodeset', repairList],
  ['libvirt-memory-missing', countDevices],
  ['libvirt-max-memory', makeRoom],
  ['libvirt-device-node', chooseCell],
  ['libvirt-device-address', leaveAddress],
  ['libvirt-device-slots', leaveAddress],
  ['libvirt-nvdimm', leaveOut],
  ['libvirt-virtio-pmem', leaveOut],
  ['libvirt-virtio-mem', addBlock],
  ['libvirt-hugepages', oneEntryEach],
  ['libvirt-cells', oneCellEach],
  ['libvirt-numatune', nameNodes],
  ['libvirt-launch-security', addPolicy],
]);

/** A unit that there is. */
function chooseUnit({ span, message }: LibvirtFinding): readonly Fix[] {
  if (!message.includes('is no unit')) return [];
  const first = spanText(span)[0]?.toUpperCase() ?? '';
  const units = ['KiB', 'MiB', 'GiB', 'TiB'];
  const order = [...units.filter((unit) => unit[0] === first), ...units.filter((unit) => unit[0] !== first)];
  return order.map((newText, i) => ({
    title: `Change to ${newText}`,
    edits: [{ span, newText }],
    preferred: i === 0 && newText[0] === first,
  }));
}

/** Commas between the numbers, the smaller one first, and nothing taken out again. */
function repairList({ span }: LibvirtFinding): readonly Fix[] {
  const parts = spanText(span).split(/[\s,;]+/);
  const ranges = parts.flatMap((part) => {
    const match = /^(\d{1,5})(?:(?:-|\.\.|:)(\d{1,5}))?$/.exec(part);
    if (!match) return [];
    const [first, last] = [Number(match[1]), Number(match[2] ?? match[1])];
    return first <= last ? [`${first}-${last}`] : [`${last}-${first}`];
  });
  const nodes = ranges.length > 0 ? readBitmap(ranges.join(',')) : undefined;
  if (!nodes || nodes.length === 0) return [];
  const newText = writeBitmap(nodes);
  return [{ title: `Change to ${newText}`, edits: [{ span, newText }], preferred: true }];
}

/** `<memory>` counts the memory devices in. */
function countDevices(_: LibvirtFinding, { domain, memory: { plugged } }: PreparedDomain): readonly Fix[] {
  const { memory } = domain;
  if (!memory.value || !plugged || domain.cells.length > 0) return [];
  const kib = memory.value + plugged;
  return [{ title: `Add the memory devices to it: ${formatKib(kib)}`, edits: setSize(memory, kib), preferred: true }];
}

/** More than there is, so that something can be plugged in; or nothing at all. */
function makeRoom({ span }: LibvirtFinding, { domain, memory }: PreparedDomain): readonly Fix[] {
  const { maxMemory } = domain;
  const { written, plugged } = memory;
  if (!maxMemory.element || span.start < maxMemory.element.span.start || span.end > maxMemory.element.span.end)
    return [];
  const fixes: Fix[] = [];
  if (written !== undefined && plugged !== undefined && maxMemory.span) {
    const twice = 2n * (written + plugged);
    fixes.push({ title: `Set maxMemory to ${formatKib(twice)}`, edits: setSize(maxMemory, twice), preferred: true });
  }
  if (domain.devices.length === 0)
    fixes.push({ title: 'Remove <maxMemory>', edits: [removeElement(maxMemory.element)] });
  return fixes;
}

function deviceAround({ start, end }: Span, { domain }: PreparedDomain): MemoryDevice | undefined {
  return domain.devices.find(({ element: { span } }) => span.start <= start && end <= span.end);
}

function chooseCell({ span }: LibvirtFinding, prepared: PreparedDomain): readonly Fix[] {
  const device = deviceAround(span, prepared);
  const target = pathOf(device?.element, 'target');
  if (!device || !target) return [];
  const written = pathOf(target, 'node');
  const ids = prepared.memory.cells.slice(0, MOST_OFFERED).map(({ id }) => id);
  if (ids.length === 0 && written)
    return [{ title: 'Remove <node>', edits: [removeElement(written)], preferred: true }];
  return ids.map((id, i) => ({
    title: `Make it part of cell ${id}`,
    edits: written ? [{ span, newText: `${id}` }] : insertInto(target, [`<node>${id}</node>`]),
    preferred: i === 0,
  }));
}

/** libvirt finds a free slot, and QEMU an address. */
function leaveAddress({ span }: LibvirtFinding, prepared: PreparedDomain): readonly Fix[] {
  const element = deviceAround(span, prepared)?.address?.element;
  return element ? [{ title: 'Remove <address>', edits: [removeElement(element)], preferred: true }] : [];
}

/** What this model of device cannot have. */
function leaveOut({ span }: LibvirtFinding, prepared: PreparedDomain): readonly Fix[] {
  const device = deviceAround(span, prepared);
  if (!device) return [];
  const discard = attributeAt(device.element, span);
  if (discard) return [{ title: `Remove ${discard.name}`, edits: [removeAttribute(discard)], preferred: true }];
  const elements = [device.uuid, device.model === 'virtio-pmem' ? pathOf(device.element, 'target', 'node') : undefined];
  return elements
    .filter((element) => element !== undefined)
    .filter((element) => element.span.start <= span.start && span.end <= element.span.end)
    .map((element) => ({ title: `Remove <${element.name}>`, edits: [removeElement(element)], preferred: true }));
}

function attributeAt({ attributes }: XmlElement, { start, end }: Span): XmlAttribute | undefined {
  return attributes.find(({ span }) => span.start <= start && end <= span.end);
}

function addBlock({ span }: LibvirtFinding, prepared: PreparedDomain): readonly Fix[] {
  const device = deviceAround(span, prepared);
  const target = pathOf(device?.element, 'target');
  if (!device || !target || device.block.element) return [];
  const edits = insertInto(target, ["<block unit='MiB'>2</block>"]);
  return [{ title: "Add <block unit='MiB'>2</block>", edits, preferred: true }];
}

/** Every cell has pages of one size. */
function oneEntryEach({ span }: LibvirtFinding, { domain }: PreparedDomain): readonly Fix[] {
  const { backing, cells } = domain;
  const entry = backing.pages.find(({ element }) => element.span.start <= span.start && span.end <= element.span.end);
  if (!entry) return [];
  const fixes: Fix[] = [];
  const attribute = attributeAt(entry.element, span);
  if (attribute && attribute.value.span.start === entry.nodes.span?.start) {
    const others = new Set(
      backing.pages.filter((other) => other !== entry).flatMap((other) => nodesOf(other, cells.length) ?? []),
    );
    const left = (entry.nodes.value ?? []).filter((node) => node < cells.length && !others.has(node));
    fixes.push(
      left.length > 0
        ? {
            title: `Change to ${writeBitmap(left)}`,
            edits: [{ span: attribute.value.span, newText: writeBitmap(left) }],
            preferred: true,
          }
        : { title: 'Remove nodeset', edits: [removeAttribute(attribute)], preferred: true },
    );
  }
  if (backing.pages.length > 1)
    fixes.push({ title: `Remove this <page>`, edits: [removeElement(entry.element)], preferred: fixes.length === 0 });
  return fixes;
}

/** Every vCPU is in one cell, and there is one. */
function oneCellEach({ span }: LibvirtFinding, { domain }: PreparedDomain): readonly Fix[] {
  const { cells, vcpus } = domain;
  const cell = cells.find(({ cpus }) => cpus.span?.start === span.start);
  if (!cell?.cpus.value) return [];
  const fixes: Fix[] = [];
  const before = new Set(cells.filter((other) => other !== cell).flatMap(({ cpus }) => cpus.value ?? []));
  const shared = cell.cpus.value.filter((cpu) => before.has(cpu));
  const keep = (from: Cell, cpus: readonly number[], title: string, preferred: boolean): void => {
    if (cpus.length > 0 && from.cpus.span)
      fixes.push({ title, edits: [{ span: from.cpus.span, newText: writeBitmap(cpus) }], preferred });
  };
  if (shared.length > 0) {
    const own = cell.cpus.value.filter((cpu) => !before.has(cpu));
    keep(cell, own, `Leave ${writeBitmap(shared)} to the other cell`, true);
    const others = cells.filter((other) => other !== cell && other.cpus.value?.some((cpu) => shared.includes(cpu)));
    const [other] = others;
    if (other && others.length === 1) {
      const rest = other.cpus.value!.filter((cpu) => !shared.includes(cpu));
      keep(other, rest, `Take ${writeBitmap(shared)} out of cell ${other.id}`, own.length === 0);
    }
    return fixes;
  }
  const highest = Math.max(...cells.flatMap(({ cpus }) => cpus.value ?? []));
  if (vcpus.value !== undefined && vcpus.span && highest >= vcpus.value) {
    const newText = `${highest + 1}`;
    fixes.push({ title: `Set <vcpu> to ${newText}`, edits: [{ span: vcpus.span, newText }], preferred: true });
    const there = cell.cpus.value.filter((cpu) => cpu < vcpus.value!);
    keep(cell, there, `Change to ${writeBitmap(there)}`, false);
  }
  return fixes;
}

function nameNodes({ span }: LibvirtFinding, { domain }: PreparedDomain): readonly Fix[] {
  const { element, memory } = domain.numatune;
  const entries = element ? [...childrenOf(element, 'memory').slice(0, 1), ...childrenOf(element, 'memnode')] : [];
  const entry = entries.find((one) => one.span.start <= span.start && span.end <= one.span.end);
  if (!element || !entry) return [];
  const fixes: Fix[] = [];
  if (!entry.attributes.some(({ name }) => name === 'nodeset'))
    fixes.push({ title: "Add nodeset='0'", edits: [setAttribute(entry, 'nodeset', '0')], preferred: true });
  if (entry.name === 'memory') {
    fixes.push({ title: "Set placement='auto'", edits: [setAttribute(entry, 'placement', 'auto')] });
    return fixes;
  }
  if (memory?.mode.value === 'restrictive')
    fixes.push({
      title: "Set mode='restrictive'",
      edits: [setAttribute(entry, 'mode', 'restrictive')],
      preferred: true,
    });
  const named = new Set(domain.numatune.cells.keys());
  for (const { id } of domain.cells.slice(0, MOST_OFFERED)) {
    if (id === undefined || named.has(id)) continue;
    fixes.push({ title: `Make it about cell ${id}`, edits: [setAttribute(entry, 'cellid', `${id}`)], preferred: true });
  }
  fixes.push({ title: 'Remove <memnode>', edits: [removeElement(entry)] });
  return fixes;
}

/** No debugging by the host, and no keys shared with other guests. */
const USUAL_POLICY = '0x0003';

function addPolicy(_: LibvirtFinding, { domain }: PreparedDomain): readonly Fix[] {
  const { element, value } = domain.launchSecurity;
  if (!element || value !== 'sev') return [];
  const written = pathOf(element, 'policy');
  const edits = written
    ? [{ span: written.text.span, newText: USUAL_POLICY }]
    : insertInto(element, [`<policy>${USUAL_POLICY}</policy>`]);
  return [{ title: `Set the policy to ${USUAL_POLICY}: no debugging, no shared keys`, edits, preferred: true }];
}
