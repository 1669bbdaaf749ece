import { alignUp, isAligned } from '../../layout/align';
import type { PlacedDevice } from '../../layout/qemu/plug-state';
import { formatSize, hex } from '../../model/format';
import { MIB } from '../../model/qemu/units';
import { defineRule, type Fix } from '../define-rule';
import { groupOf } from './backend-uses';
import { setProperty } from './property-edits';
import type { QemuFacts } from './qemu-facts';

/** The unit in which a Linux guest on x86 adds memory, at least. (arch/x86/mm/init_64.c: memory_block_size_bytes) */
const BLOCK = 128n * MIB;

/** A DIMM that the guest cannot use, and the device that pushes it off its place, if one does. */
interface OffBlock {
  readonly dimm: PlacedDevice;
  readonly cause: PlacedDevice | undefined;
}

export const dimmBlockSize = defineRule({
  id: 'dimm-block-size',
  severity: 'warning',
  scope: 'qemu',
  summary: "A DIMM does not fit the guest's memory blocks, and a Linux guest refuses it.",
  why: `QEMU takes a DIMM of any multiple of its backend's alignment (2 MiB or 4 KiB). A Linux guest on x86 adds memory in blocks of **128 MiB** (2 GiB on machines with much memory), and refuses a DIMM whose
size or address is no multiple of it; only its log says so: \`Block size [0x8000000] unaligned hotplug range: start 0x…, size 0x…\`. An nvdimm with labels, or a small DIMM, pushes the next DIMM off the
block as well. Make the sizes multiples of 128 MiB, or give the next DIMM an address with \`addr=\`.`,
  references: ['mm/memory_hotplug.c: check_hotplug_memory_range', 'arch/x86/mm/init_64.c: probe_memory_block_size'],
  examples: {
    valid: [
      'qemu-system-x86_64 -m 1G,slots=2,maxmem=4G -object memory-backend-ram,id=d,size=256M -device pc-dimm,memdev=d\n',
    ],
    invalid: [
      'qemu-system-x86_64 -m 1G,slots=2,maxmem=4G -object memory-backend-ram,id=d,size=100M -device pc-dimm,memdev=d\n',
      'qemu-system-x86_64 -M q35,nvdimm=on -m 1G,slots=2,maxmem=4G -object memory-backend-ram,id=n,size=512M -object memory-backend-ram,id=d,size=512M -device nvdimm,memdev=n,label-size=128K -device pc-dimm,memdev=d\n',
    ],
  },
  check: findOffBlocks,
  report({ dimm, cause }) {
    const { device, values, backend, size, gpa } = dimm;
    const related = cause
      ? [{ span: cause.device.driverSpan, message: `ends at ${hex(cause.gpa! + cause.size!)}` }]
      : [];
    const small = !isAligned(size!, BLOCK);
    return {
      span: small ? (backend!.size.span ?? device.driverSpan) : (values.addr.span ?? device.driverSpan),
      message: small
        ? `A DIMM of ${formatSize(size!)} is no multiple of 128 MiB: a Linux guest refuses it ("unaligned hotplug range"), and QEMU says nothing.`
        : `The DIMM lies at ${hex(gpa!)}, which is no multiple of 128 MiB: a Linux guest refuses it ("unaligned hotplug range"), and QEMU says nothing.${cause ? ` The ${cause.device.driver} before it ends there.` : ''}`,
      related,
    };
  },
  fixes({ dimm, cause }, facts) {
    const small = !isAligned(dimm.size!, BLOCK);
    const target = small ? dimm : cause;
    const fixes: Fix[] = [];
    const size = target?.backend?.size.value;
    if (target && size !== undefined && target.device.type.kind === 'pc-dimm') {
      const rounded = alignUp(size, BLOCK);
      for (const value of [rounded, rounded - BLOCK]) {
        const edit = value > 0n && setProperty(groupOf(facts, target.backend!), 'size', value);
        if (edit)
          fixes.push({
            title: `Make ${target.backend!.id} ${formatSize(value)}`,
            edits: [edit],
            preferred: fixes.length === 0,
          });
      }
    }
    const group = facts.options.find((candidate) => candidate.span === dimm.device.list.span);
    const addr = !small && dimm.gpa !== undefined && setProperty(group, 'addr', hex(alignUp(dimm.gpa, BLOCK)));
    if (addr)
      fixes.push({
        title: `Move it to ${hex(alignUp(dimm.gpa!, BLOCK))}`,
        edits: [addr],
        preferred: fixes.length === 0,
      });
    return fixes;
  },
});

function findOffBlocks({ started }: QemuFacts): OffBlock[] {
  const family = started.config.machine?.family;
  if (family !== 'q35' && family !== 'i440fx') return [];
  const found: OffBlock[] = [];
  const placed = started.devices.filter(({ mapped }) => mapped);
  for (const dimm of placed) {
    if (dimm.device.type.kind !== 'pc-dimm' || dimm.size === undefined || !dimm.backend) continue;
    const small = !isAligned(dimm.size, BLOCK);
    if (!small && (dimm.gpa === undefined || isAligned(dimm.gpa, BLOCK))) continue;
    const cause = small
      ? undefined
      : placed.find(
          ({ gpa, size }) =>
            gpa !== undefined &&
            size !== undefined &&
            gpa < dimm.gpa! &&
            dimm.gpa! - (gpa + size) < BLOCK &&
            dimm.gpa! >= gpa + size &&
            !isAligned(gpa + size, BLOCK),
        );
    found.push({ dimm, cause });
  }
  return found;
}
