import type { PlacedDevice } from '../../layout/qemu/plug-state';
import { formatSize } from '../../model/format';
import { qemuAtLeast } from '../../model/qemu/qemu-version';
import { GIB } from '../../model/qemu/units';
import { defineRule } from '../define-rule';
import type { QemuFacts } from './qemu-facts';
import { kernelVhost, type VhostTaker } from './vhost-takers';

/** With fewer slots than these, no device takes more than one. (include/hw/mem/memory-device.h: MEMORY_DEVICES_SAFE_MAX_MEMSLOTS) */
const SAFE_SLOTS = 509;

/** What all memory devices share. (MEMORY_DEVICES_SOFT_MEMSLOT_LIMIT) */
const SHARED_SLOTS = 256n;

interface Undivided {
  readonly placed: PlacedDevice;
  readonly size: bigint;
  readonly taker: VhostTaker;
  /** The taker comes when the memory is divided already. */
  readonly tooLate: boolean;
}

export const memslotsUndivided = defineRule({
  id: 'memslots-undivided',
  severity: 'information',
  scope: 'qemu',
  summary: 'A vhost device keeps virtio-mem from dividing its memory into memslots.',
  why: `With \`dynamic-memslots=on\` virtio-mem divides its memory into memslots of 1 GiB or more, and KVM has only those that are in use. QEMU does so only where every vhost device that is there takes at least **509** pieces of memory; \`vhost.ko\` takes 64 unless it was loaded with another \`max_mem_regions\`.

- A vhost device that is there first (\`-netdev tap,vhost=on\` always is) makes it **one memslot**, and QEMU says nothing.
- One that comes later is refused: \`some memory device (like virtio-mem) decided how many memory slots to use based on the overall number of memory slots; this vhost backend would further restricts the overall number of memory slots\`.

Load \`vhost.ko\` with \`max_mem_regions=509\` or more, and tell it to the host profile (\`vhostMaxMemRegions\`).`,
  references: [
    'hw/mem/memory-device.c: memory_device_memslot_decision_limit',
    'hw/virtio/virtio-mem.c: virtio_mem_decide_memslots',
    'hw/virtio/vhost.c: vhost_dev_init',
  ],
  examples: {
    valid: [
      virtioMem('on', '', '-netdev user,id=n'),
      virtioMem('off', '-netdev tap,id=n,vhost=on', '-device vhost-vsock-pci,guest-cid=3'),
    ],
    invalid: [
      virtioMem('on', '-netdev tap,id=n,vhost=on', ''),
      virtioMem('on', '', '-device vhost-vsock-pci,guest-cid=3'),
    ],
  },
  check: findUndivided,
  report({ placed, size, taker, tooLate }) {
    const { name, limit, kernel } = taker;
    const certain = kernel === 'from the host';
    const takes = `vhost.ko takes ${limit} pieces of memory for ${name}${certain ? '' : ' unless it was loaded with another max_mem_regions'}, and QEMU wants ${SAFE_SLOTS} to divide memory`;
    const help = `Load vhost.ko with max_mem_regions=${SAFE_SLOTS}`;
    const related = [
      { span: tooLate ? placed.device.driverSpan : taker.span, message: tooLate ? 'divided already' : name },
    ];
    if (tooLate) {
      const words = 'some memory device (like virtio-mem) decided how many memory slots to use …';
      const message = `${takes}; the ${formatSize(size)} of ${placed.device.driver} are divided already when it comes: QEMU refuses ${name}, "${words}". ${help}, or put ${name} first and do without dynamic-memslots.`;
      return { span: taker.span, severity: certain ? 'error' : 'warning', message, related };
    }
    const message = `dynamic-memslots=on does nothing: ${takes}. All ${formatSize(size)} are one memslot. ${help}.`;
    return {
      span: placed.values.dynamicMemslots.span ?? placed.device.driverSpan,
      ...(certain && { severity: 'warning' }),
      message,
      related,
    };
  },
});

function findUndivided(facts: QemuFacts): Undivided[] {
  const { config, devices } = facts.started;
  if (!qemuAtLeast(config.setting.version, '8.2')) return [];
  const takers = kernelVhost(config).filter(({ limit }) => limit < SAFE_SLOTS);
  if (takers.length === 0) return [];
  return devices.flatMap((placed): Undivided[] => {
    const { mapped, size, values, device } = placed;
    if (!mapped || values.dynamicMemslots.value !== true || size === undefined || size <= GIB) return [];
    const order = config.devices.indexOf(device);
    const earlier = takers.find((taker) => taker.order < order);
    if (earlier) return [{ placed, size, taker: earlier, tooLate: false }];
    const later = takers[0];
    return later && isDivided(placed, size, facts) ? [{ placed, size, taker: later, tooLate: true }] : [];
  });
}

/** Whether a device gets more than one of the slots that all memory devices share, each by its part of the room that is left. */
function isDivided(placed: PlacedDevice, size: bigint, { started }: QemuFacts): boolean {
  const { devices, ramSize, config } = started;
  const maxRam = config.options.maxRamSize.value;
  if (ramSize === undefined || maxRam === undefined || !config.complete) return false;
  const before = devices.slice(0, devices.indexOf(placed)).filter(({ mapped }) => mapped);
  // Whatever an earlier one of this kind takes is not known here.
  if (before.some(({ values }) => values.dynamicMemslots.value !== false)) return false;
  const used = before.reduce((sum, other) => sum + (other.size ?? 0n), 0n);
  const room = maxRam - ramSize;
  const slots = SHARED_SLOTS - BigInt(before.length);
  return slots >= 2n && (size === room || slots * size >= 2n * (room - used));
}

function virtioMem(dynamic: string, before: string, after: string): string {
  return `qemu-system-x86_64 -m 4G,maxmem=20G ${before} -object memory-backend-ram,id=v,size=16G,reserve=off -device virtio-mem-pci,memdev=v,unplugged-inaccessible=on,dynamic-memslots=${dynamic} ${after}\n`;
}
