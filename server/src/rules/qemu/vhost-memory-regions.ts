import type { PlacedDevice } from '../../layout/qemu/plug-state';
import { qemuAtLeast } from '../../model/qemu/qemu-version';
import { defineRule, type Severity } from '../define-rule';
import type { QemuFacts } from './qemu-facts';
import { kernelVhost, type VhostTaker, vhostUser } from './vhost-takers';

/** Enough for every guest: KVM's slots for the board and for 256 DIMMs. (include/hw/mem/memory-device.h) */
const PLENTY = 509;

export const vhostMemoryRegions = defineRule({
  id: 'vhost-memory-regions',
  severity: 'information',
  scope: 'qemu',
  summary: 'The guest has more pieces of memory than a vhost device takes.',
  why: `A vhost device maps each piece of the guest's memory on its own, and each kind takes only so many:

- The host's kernel (\`-netdev tap,vhost=on\`, vhost-vsock, vhost-scsi) takes **64**, or what \`vhost.ko\` was loaded with as \`max_mem_regions\`; a host profile says it as \`vhostMaxMemRegions\`.
- A vhost-user process without the protocol feature \`CONFIGURE_MEM_SLOTS\` takes **8**; with it, as many as it says.

QEMU refuses a memory device beyond that (\`a used vhost backend has not enough free memory slots left\`), and a vhost device that comes too late (\`vhost backend memory slots limit …\`). RAM is one or two pieces, and every NUMA node and every memory device adds one. Use fewer and larger devices, or virtio-mem.`,
  references: [
    'hw/virtio/vhost-user.c: vhost_user_backend_init',
    'hw/virtio/vhost-backend.c: vhost_kernel_memslots_limit',
    'hw/virtio/vhost.c: vhost_dev_init, vhost_get_free_memslots',
    'hw/mem/memory-device.c: memory_device_check_addable',
    'drivers/vhost/vhost.c: max_mem_regions',
  ],
  examples: {
    valid: [
      'qemu-system-x86_64 -m 4G -object memory-backend-memfd,id=m,size=4G,share=on -machine memory-backend=m -device vhost-user-fs-pci,chardev=c,tag=t\n',
      manyDimms(8, '-device vhost-vsock-pci,guest-cid=3'),
    ],
    invalid: [
      manyDimms(8, '-device vhost-user-fs-pci,chardev=c,tag=t'),
      manyDimms(64, '-netdev tap,id=n,vhost=on -device virtio-net-pci,netdev=n'),
    ],
  },
  check: findCrowded,
  report({ taker, pieces, refused, tooLate }, { started }) {
    const { name, span, limit, kernel } = taker;
    const who = tooLate ? name : nameOfDevice(refused!);
    const words = refusalWords(tooLate, limit, qemuAtLeast(started.config.setting.version, '8.2'));
    const takes = kernel
      ? `vhost.ko takes ${limit} for ${name}${kernel === 'by default' ? ' unless it was loaded with another max_mem_regions' : ''}: QEMU refuses`
      : `a process behind ${name} that cannot CONFIGURE_MEM_SLOTS takes ${limit}: QEMU then refuses`;
    const help = kernel ? `, or load vhost.ko with max_mem_regions=${PLENTY}` : '';
    const severity = severityOf(taker);
    return {
      span,
      message: `The guest's memory consists of ${pieces} pieces, and ${takes} ${who}, "${words}". Use fewer and larger memory devices${help}.`,
      ...(severity && { severity }),
      ...(refused && { related: [{ span: refused.device.driverSpan, message: 'one piece too many' }] }),
    };
  },
});

interface Crowded {
  readonly taker: VhostTaker;
  readonly pieces: number;
  /** The first memory device that does not fit. */
  readonly refused: PlacedDevice | undefined;
  /** The memory is there before the taker, which QEMU refuses then. */
  readonly tooLate: boolean;
}

function findCrowded({ started }: QemuFacts): Crowded[] {
  if (!started.regions) return [];
  const { devices } = started.config;
  // What cannot be written is ROM, which no vhost device is told of. (hw/virtio/vhost.c: vhost_section)
  const counted = started.devices.filter(({ mapped, backend }) => mapped && backend?.readonly.value === false);
  const ram = ramPieces(started);
  const pieces = ram + counted.length;
  return takersIn(started.config).flatMap((taker) => {
    if (pieces <= taker.limit) return [];
    const refused = counted[Math.max(taker.limit - ram, 0)];
    const tooLate = taker.order >= 0 && (!refused || devices.indexOf(refused.device) < taker.order);
    return refused || tooLate ? [{ taker, pieces, refused, tooLate }] : [];
  });
}

/** One that the kernel serves and one that a process serves, where there are any: devices first, as they have to work. */
function takersIn(config: QemuFacts['started']['config']): VhostTaker[] {
  return [kernelVhost(config), vhostUser(config)].flatMap(
    (takers) => takers.find(({ order }) => order >= 0) ?? takers.slice(0, 1),
  );
}

/** Certain where the host says its limit; but without vhost-net a tap is served by QEMU, with a warning. */
function severityOf({ kernel, order }: VhostTaker): Severity | undefined {
  return kernel === 'from the host' ? (order < 0 ? 'warning' : 'error') : undefined;
}

function refusalWords(tooLate: boolean, limit: number, since82: boolean): string {
  if (!tooLate) return `a used vhost backend has ${since82 ? 'not enough' : 'no'} free memory slots left`;
  const rest = since82 ? `(${limit}) is less than current number of used` : 'is less than current number of present';
  return `vhost backend memory slots limit ${rest} …`;
}

function nameOfDevice({ device, backend }: PlacedDevice): string {
  return `${device.driver} ${device.id ?? backend?.id ?? ''}`.trimEnd();
}

/** The pieces of the RAM: those of the board, cut where one backend ends and the next begins. */
function ramPieces({ board, ram }: QemuFacts['started']): number {
  let pieces = board.pieces.length;
  let end = 0n;
  for (const chunk of ram ?? []) {
    end += chunk.size;
    const boundary = end;
    if (board.pieces.some(({ offset, size }) => offset < boundary && boundary < offset + size)) pieces++;
  }
  return pieces;
}

function manyDimms(count: number, device: string): string {
  const dimms = Array.from(
    { length: count },
    (_, i) => ` -object memory-backend-memfd,id=d${i},size=128M -device pc-dimm,memdev=d${i}`,
  );
  return `qemu-system-x86_64 -m 1G,slots=${count},maxmem=16G ${device} -object memory-backend-memfd,id=m,size=1G,share=on -machine memory-backend=m${dimms.join('')}\n`;
}
