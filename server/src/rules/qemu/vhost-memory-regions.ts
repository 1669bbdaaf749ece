import { defineRule } from '../define-rule';
import type { QemuFacts } from './qemu-facts';

/** Regions that every vhost-user back-end takes. (hw/virtio/vhost-user.c: VHOST_MEMORY_BASELINE_NREGIONS) */
const BASELINE = 8;

export const vhostMemoryRegions = defineRule({
  id: 'vhost-memory-regions',
  severity: 'information',
  scope: 'qemu',
  summary: 'The guest has more pieces of memory than every vhost-user process takes.',
  why: `A vhost-user process maps each piece of the guest's memory on its own. Without the protocol feature \`CONFIGURE_MEM_SLOTS\` it takes **8** of them; with it, as many as it says. QEMU refuses a memory device beyond that
(\`a used vhost backend has no free memory slots left\`). RAM is one or two pieces, and every NUMA node and every memory device adds one. Use fewer and larger devices, or virtio-mem.`,
  references: ['hw/virtio/vhost-user.c: vhost_user_backend_init', 'hw/virtio/vhost.c: vhost_get_free_memslots'],
  examples: {
    valid: [
      'qemu-system-x86_64 -m 4G -object memory-backend-memfd,id=m,size=4G,share=on -machine memory-backend=m -device vhost-user-fs-pci,chardev=c,tag=t\n',
    ],
    invalid: [manyDimms(8)],
  },
  check: ({ started }) => {
    if (!started.regions) return [];
    const device = started.config.devices.find(({ driver }) => driver.startsWith('vhost-user-'));
    const pieces = started.devices.filter(({ mapped }) => mapped).length + ramPieces(started);
    return device && pieces > BASELINE ? [{ device, pieces }] : [];
  },
  report: ({ device, pieces }) => ({
    span: device.driverSpan,
    message: `The guest's memory consists of ${pieces} pieces. A process behind ${device.driver} that cannot CONFIGURE_MEM_SLOTS takes ${BASELINE}, and QEMU then refuses the last devices: "a used vhost backend has no free memory slots left".`,
  }),
});

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

function manyDimms(count: number): string {
  const dimms = Array.from(
    { length: count },
    (_, i) => ` -object memory-backend-memfd,id=d${i},size=128M -device pc-dimm,memdev=d${i}`,
  );
  return `qemu-system-x86_64 -m 1G,slots=16,maxmem=8G -object memory-backend-memfd,id=m,size=1G -machine memory-backend=m${dimms.join('')} -device vhost-user-fs-pci,chardev=c,tag=t\n`;
}
