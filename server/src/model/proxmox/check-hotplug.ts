import type { Span } from '../../text/span';
import type { Repair } from '../libvirt/libvirt-finding';
import { byDefault } from '../qemu/fact';
import type { HostProfile } from '../qemu/host-profile';
import type { VmmFinding } from '../vmm/vmm-configuration';
import type { ProxmoxVm } from './proxmox-vm';
import { replace, setTo } from './repairs';
import { dimmSteps, mostMemory, staticMemory } from './vm-memory';

/** What is wrong with a machine whose memory is plugged as DIMMs. (qemu-server, src/PVE/QemuServer/Memory.pm: config, foreach_dimm) */
export function checkHotplug(vm: ProxmoxVm, host: HostProfile): readonly VmmFinding[] {
  const setting = vm.settings.get('hotplug');
  if (!setting || !vm.hotplug.value) return [];
  const { memory, numa, nodes, virtiofs, settings } = vm;
  const findings: VmmFinding[] = [];
  const say = (span: Span, message: string, said: string, repairs: readonly Repair[]) =>
    findings.push({ code: 'proxmox-memory-hotplug', span, message, said, repairs });
  const others = setting.text.split(/[,;\s]+/).filter((feature) => feature !== '' && feature !== 'memory');
  const without: Repair = { ...replace(setting.value, others.join(',') || '0'), title: 'Do not plug memory' };
  const fixed = memory.span ?? setting.value;
  const size = (value: bigint): Repair =>
    memory.span ? replace(memory.span, `${value}`) : setTo('memory', `${value}`, undefined, setting);
  if (numa.value === false)
    say(setting.value, 'DIMMs belong to NUMA nodes: set numa: 1.', 'NUMA needs to be enabled for memory hotplug', [
      setTo('numa', '1', settings.get('numa'), setting),
      without,
    ]);
  if (nodes[0])
    say(
      nodes[0].setting.name,
      'Memory is not plugged into nodes of your own: leave out one of the two.',
      'cannot enable memory hotplugging with custom NUMA topology',
      [without],
    );
  if (virtiofs)
    say(
      virtiofs.name,
      'virtio-fs needs shared memory, which plugged memory is not.',
      'Memory hotplug does not work in combination with virtio-fs.',
      [without],
    );
  const start = staticMemory(vm);
  if (memory.value === undefined || start === undefined) return findings;
  const { most } = mostMemory(settings.get('cpu'), host);
  const room = dimmSteps({ ...vm, memory: byDefault(most) })?.findLast(({ total }) => total <= most);
  if (memory.value > most)
    say(
      fixed,
      `Memory hotplug goes as far as the addresses of the CPU, ${most} MiB.`,
      `Total memory is bigger than ${most}MB`,
      room ? [size(room.total)] : [without],
    );
  else if (memory.value < start)
    say(fixed, `The guest starts with ${start} MiB, and DIMMs come on top.`, `minimum memory must be ${start}MB`, [
      size(start),
      without,
    ]);
  const steps = dimmSteps(vm) ?? [];
  const last = steps.at(-1);
  if (last && last.total > memory.value && memory.value <= most)
    say(
      fixed,
      `This is no whole number of DIMMs; here each has ${last.size} MiB.`,
      `memory size (${memory.value}) must be aligned to ${last.size} for hotplugging`,
      [
        ...(last.total - memory.value < memory.value - (last.total - last.size)
          ? [last.total, last.total - last.size]
          : [last.total - last.size, last.total]
        ).map(size),
      ],
    );
  return findings;
}
