import type { Span } from '../../text/span';
import { formatSize, hex, plural } from '../format';
import type { Repair } from '../libvirt/libvirt-finding';
import { hugePageSizes } from '../qemu/host-memory';
import type { HostProfile } from '../qemu/host-profile';
import { MIB } from '../qemu/units';
import type { VmmFinding } from '../vmm/vmm-configuration';
import { countIn, type ProxmoxPages, type ProxmoxVm } from './proxmox-vm';
import { removeLine, replace, setTo } from './repairs';
import { type ProxmoxBackend, staticMemory } from './vm-memory';

/** What keeps a machine from its start, or is quietly left undone. (qemu-server, src/PVE/QemuServer/Memory.pm: config) */
export function checkMemory(
  vm: ProxmoxVm,
  backends: readonly ProxmoxBackend[],
  host: HostProfile,
): readonly VmmFinding[] {
  const findings: VmmFinding[] = [];
  const { hugepages, settings, numa, memory } = vm;
  if (hugepages) checkPages(vm, hugepages, backends, host, findings);
  const keep = settings.get('keephugepages');
  if (keep && !settings.has('hugepages'))
    findings.push({
      code: 'proxmox-setting-ignored',
      severity: 'hint',
      span: keep.value,
      message: 'Without hugepages there are none to keep.',
      repairs: [removeLine(keep)],
    });
  for (const { setting } of numa.value === false ? vm.nodes : [])
    findings.push({
      code: 'proxmox-setting-ignored',
      span: setting.name,
      message: `${setting.key} does nothing without numa: 1: the guest has no NUMA nodes.`,
      repairs: [setTo('numa', '1', settings.get('numa'), setting)],
    });
  checkShares(vm, findings);
  const balloon = settings.get('balloon');
  const target = (balloon && countIn(balloon.text)) ?? 0n;
  if (balloon && memory.value !== undefined && target > memory.value)
    findings.push({
      code: 'proxmox-balloon',
      span: balloon.value,
      message: `The balloon is to leave the guest more than the ${memory.value} MiB it has.`,
      said: 'balloon value too large (must be smaller than assigned memory)',
      repairs: [replace(balloon.value, `${memory.value}`)],
    });
  return findings;
}

function checkPages(
  vm: ProxmoxVm,
  { setting, page }: ProxmoxPages,
  backends: readonly ProxmoxBackend[],
  host: HostProfile,
  findings: VmmFinding[],
): void {
  const { numa, settings } = vm;
  if (numa.value === false)
    findings.push({
      code: 'proxmox-hugepages-without-numa',
      span: setting.value,
      message: 'Huge pages are given to NUMA nodes: set numa: 1.',
      said: 'numa needs to be enabled to use hugepages',
      repairs: [setTo('numa', '1', settings.get('numa'), setting), removeLine(setting)],
    });
  const sizes = settings.has('arch') ? undefined : hugePageSizes(host);
  if (typeof page === 'bigint' && sizes && !sizes.includes(page * MIB)) {
    const wanted = [2n, 1024n].find((size) => [size * 1024n, size / 1024n].includes(page)) ?? 2n;
    findings.push({
      code: 'proxmox-hugepages-value',
      span: setting.value,
      message: 'hugepages is any, 2 or 1024 (MiB).',
      said: `your system doesn't support hugepages of ${setting.text} MB`,
      repairs: [...new Set([`${wanted}`, '2', '1024', 'any'])].map((text) => replace(setting.value, text)),
    });
    return;
  }
  for (const backend of backends) {
    const { size, custom, isDimm } = backend;
    // A word that is no number counts as 0.
    if (size === undefined || !page || isDimm) continue;
    const unit = page === 'any' ? 2n : page;
    const odd = size <= 0n || size % 2n !== 0n;
    // That a node has none is said of the node.
    if ((!odd && size % unit === 0n) || (custom && size === 0n)) continue;
    findings.push({
      code: 'proxmox-hugepages-size',
      span: backend.custom?.memory.span ?? backend.span,
      message: `${custom?.setting.key ?? (vm.sockets.value === 1n ? 'The guest' : 'Each socket')} has ${size} MiB, which is no multiple of the pages of ${formatSize(unit * MIB)}.`,
      said: odd
        ? `memory size '${size}' is not a positive even integer; cannot use for hugepages`
        : `Memory size ${size} is not a multiple of the requested hugepages size ${page}`,
      repairs: custom ? resizeNode(vm, custom.memory.span!, size, unit) : resize(vm, unit, backend.span),
    });
    if (!custom) return;
  }
}

/** Whole pages in every socket. */
function resize(vm: ProxmoxVm, unit: bigint, place: Span): readonly Repair[] {
  const { memory, sockets, settings, hugepages } = vm;
  const old = settings.get('memory');
  return nearest(memory.value!, unit * sockets.value!).map((value) =>
    old
      ? { title: `Change to ${value}`, edits: [{ span: place, newText: `${value}` }] }
      : setTo('memory', `${value}`, old, hugepages!.setting),
  );
}

/** A node's memory in whole pages, and the machine's along with it. */
function resizeNode({ memory, nodes }: ProxmoxVm, span: Span, size: bigint, unit: bigint): readonly Repair[] {
  return nearest(size, unit).map((value) => {
    const edits = [{ span, newText: `${value}` }];
    const sum = nodes.reduce((total, node) => total + (node.memory.value ?? 0n), value - size);
    if (memory.span && memory.value !== undefined && sum !== memory.value)
      edits.push({ span: memory.span, newText: `${sum}` });
    return { title: `Change to ${value}${edits.length > 1 ? `, and memory to ${sum}` : ''}`, edits };
  });
}

/** The multiples around a value, the nearer first; none is 0. */
export function nearest(value: bigint, unit: bigint): readonly bigint[] {
  const down = (value / unit) * unit;
  const both = value - down < unit - (value - down) ? [down, down + unit] : [down + unit, down];
  return both.filter((one) => one > 0n);
}

/** Proxmox divides by the sockets whatever comes out; QEMU adds up the whole bytes of what it is given. (hw/core/numa.c: numa_complete_configuration) */
function checkShares(vm: ProxmoxVm, findings: VmmFinding[]): void {
  const { numa, nodes, memory, hotplug, settings } = vm;
  const count = vm.sockets.value;
  const whole = staticMemory(vm);
  if (!numa.value || nodes.length > 0 || count === undefined || whole === undefined) return;
  if ((whole * MIB) % count === 0n) return;
  const share = (whole * MIB * 2n + count) / (count * 2n);
  const sockets = settings.get('sockets') ?? settings.get('smp')!;
  const fewer = 1n << BigInt(count.toString(2).length - 1);
  findings.push({
    code: 'proxmox-socket-share',
    span: hotplug.value || !memory.span ? sockets.value : memory.span,
    message: `${whole} MiB cannot be divided by ${plural(count, 'socket')}: QEMU gets shares of ${hex(share * count)} bytes together, wants ${hex(whole * MIB)}, and does not start.`,
    repairs: [
      ...(hotplug.value || !memory.span ? [] : nearest(whole, count).map((value) => replace(memory.span!, `${value}`))),
      setTo(sockets.key, `${fewer}`, sockets, sockets),
    ],
  });
}
