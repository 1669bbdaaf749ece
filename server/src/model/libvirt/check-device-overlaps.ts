import { hex } from '../format';
import { KIB, MIB } from '../qemu/units';
import { formatKib } from './format-kib';
import type { LibvirtDomain, MemoryDevice } from './libvirt-domain';
import { type LibvirtFinding, refused } from './libvirt-finding';
import type { LibvirtSetting } from './libvirt-setting';
import { libvirtAtLeast } from './libvirt-version';

/** A virtio device with the address that it is to have. In bytes. */
interface Placed {
  readonly device: MemoryDevice;
  readonly start: bigint;
  readonly end: bigint;
}

/**
 * Whether virtio-mem and virtio-pmem devices are given addresses in each other's memory.
 * (conf/domain_validate.c: virDomainMemoryDefCheckConflict)
 */
export function checkDeviceOverlaps({ devices }: LibvirtDomain, { version }: LibvirtSetting): LibvirtFinding[] {
  if (!libvirtAtLeast(version, '9.4')) return [];
  const placed = devices
    .filter(({ model }) => model === 'virtio-mem' || model === 'virtio-pmem')
    .flatMap((device): Placed[] => {
      const start = device.targetAddress?.base.value;
      const size = device.size.value;
      return start && size !== undefined ? [{ device, start, end: start + size * KIB }] : [];
    })
    .sort((a, b) => (a.start < b.start ? -1 : a.start > b.start ? 1 : 0));
  return placed.flatMap((one, i) => {
    const next = placed[i + 1];
    return next && next.start < one.end ? [overlap(one, next)] : [];
  });
}

function overlap({ device, start, end }: Placed, next: Placed): LibvirtFinding {
  const words = `unsupported configuration: memory device address [${hex(start)}:${hex(end)}] overlaps with other memory device (${hex(next.start)})`;
  const message = `${device.alias} begins at ${hex(start)} and has ${formatKib(device.size.value!)}, so that ${next.device.alias} cannot begin before ${hex(end)}.`;
  const step = (next.device.block.value ?? 0n) * KIB || 2n * MIB;
  const free = hex(((end + step - 1n) / step) * step);
  const { span } = next.device.targetAddress!.base;
  return refused('libvirt-device-address', span!, words, message, {
    related: [{ span: device.targetAddress!.base.span!, message: `the address of ${device.alias}` }],
    repairs: [{ title: `Move it to ${free}`, edits: [{ span: span!, newText: free }] }],
  });
}
