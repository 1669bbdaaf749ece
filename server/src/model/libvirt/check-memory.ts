import { KIB } from '../qemu/units';
import { setAttribute, setSize } from './edit-xml';
import { formatKib } from './format-kib';
import type { LibvirtDomain } from './libvirt-domain';
import { type LibvirtFinding, type Repair, refused } from './libvirt-finding';
import type { LibvirtSetting } from './libvirt-setting';
import { libvirtAtLeast } from './libvirt-version';
import { MOST_MEMORY } from './scaled-integer';
import { hasHotplug, isPower, type SettledMemory } from './settle-memory';

/** Whether the sizes of a domain agree. (conf/domain_postparse.c: virDomainDefPostParseMemory) */
export function checkMemory(domain: LibvirtDomain, settled: SettledMemory, setting: LibvirtSetting): LibvirtFinding[] {
  const findings: LibvirtFinding[] = [];
  const place = domain.memory.span ?? domain.element.nameSpan;
  const { plugged } = settled;
  const total = domain.memory.value;
  if (domain.cells.length === 0 && total !== undefined && plugged !== undefined && plugged > total) {
    const words = 'XML error: Total size of memory devices exceeds the total memory size';
    const message = `<memory> counts the memory devices in: it is ${formatKib(total)}, and they have ${formatKib(plugged)} together. Add them to it.`;
    findings.push(refused('libvirt-memory-missing', place, words, message, { related: devicesOf(domain) }));
  } else if (settled.written === 0n) {
    const words = 'XML error: Memory size must be specified via <memory> or in the <numa> configuration';
    const message = plugged
      ? `<memory> counts the memory devices in: of ${formatKib(total ?? 0n)} they take all, so that nothing is left to boot with. Make it larger.`
      : 'The domain has no memory: give <memory> a size.';
    findings.push(refused('libvirt-memory-missing', place, words, message));
  }
  findings.push(...checkMaximum(domain, settled, setting), ...checkRounded(domain, settled));
  return findings;
}

function checkMaximum(domain: LibvirtDomain, settled: SettledMemory, setting: LibvirtSetting): LibvirtFinding[] {
  const findings: LibvirtFinding[] = [];
  const { maxMemory, slots } = domain;
  if (!maxMemory.element) return findings;
  const old = !libvirtAtLeast(setting.version, '9.1');
  const hasSlots = slots.span ? (slots.value === undefined ? undefined : slots.value > 0) : false;
  const hasSize = maxMemory.span ? (maxMemory.value === undefined ? undefined : maxMemory.value > 0n) : false;
  if (old && hasSlots !== undefined && hasSize !== undefined && hasSlots !== hasSize) {
    const words = 'XML error: both maximum memory size and memory slot count must be specified';
    const message = hasSize
      ? 'maxMemory needs the number of memory slots as well: slots=16.'
      : 'maxMemory has slots, and no size that anything could be plugged into.';
    const repairs: Repair[] = hasSize
      ? [{ title: "Set slots='16'", edits: [setAttribute(maxMemory.element, 'slots', '16')] }]
      : [];
    findings.push(refused('libvirt-max-memory', slots.span ?? maxMemory.element.nameSpan, words, message, { repairs }));
  }
  const { written, plugged } = settled;
  if (maxMemory.value === undefined || written === undefined || plugged === undefined || !hasHotplug(domain))
    return findings;
  const total = written + plugged;
  if (total > maxMemory.value) {
    const words = 'XML error: maximum memory size must be equal or greater than the actual memory size';
    const parts = plugged > 0n ? ` (${formatKib(written)} at boot and ${formatKib(plugged)} in memory devices)` : '';
    const message = `maxMemory is ${formatKib(maxMemory.value)}, and the domain has ${formatKib(total)}${parts}: make it at least that.`;
    const repairs = [{ title: `Set maxMemory to ${formatKib(total)}`, edits: setSize(maxMemory, total) }];
    findings.push(refused('libvirt-max-memory', maxMemory.span!, words, message, { repairs }));
  }
  if (!domain.numa && !isPower(domain) && !libvirtAtLeast(setting.version, '9.4')) {
    const words = 'unsupported configuration: At least one numa node has to be configured when enabling memory hotplug';
    const message = 'libvirt before 9.4 plugs memory into guest NUMA cells only: add <cpu><numa> with a cell.';
    findings.push(refused('libvirt-max-memory', maxMemory.element!.nameSpan, words, message));
  }
  return findings;
}

/** Rounding must not carry a size beyond what libvirt can count. (qemu/qemu_domain.c: qemuDomainAlignMemorySizes) */
function checkRounded(domain: LibvirtDomain, { initial, max, cells }: SettledMemory): LibvirtFinding[] {
  const most = MOST_MEMORY / KIB;
  const overflow = (what: string, span: LibvirtFinding['span']) => {
    const words = `unsupported configuration: ${what} overflowed after alignment`;
    return [
      refused('libvirt-size', span, words, 'Rounded up, it is more than libvirt can count: 8 EiB less one byte.'),
    ];
  };
  const place = domain.memory.span ?? domain.element.nameSpan;
  const large = cells.find(({ size: kib }) => kib !== undefined && kib > most);
  if (large) {
    const span = large.cell?.memory.span ?? place;
    return overflow(`memory size of NUMA node '${large.id}'`, span);
  }
  if (initial !== undefined && initial > most) {
    const cell = domain.cells.at(-1);
    return overflow('initial memory size', cell?.memory.span ?? place);
  }
  return max !== undefined && max > most ? overflow('maximum memory size', domain.maxMemory.span ?? place) : [];
}

function devicesOf(domain: LibvirtDomain): { span: NonNullable<LibvirtDomain['memory']['span']>; message: string }[] {
  return domain.devices.flatMap(({ size: { span, value }, alias }) =>
    span && value !== undefined ? [{ span, message: `${alias}: ${formatKib(value)}` }] : [],
  );
}
