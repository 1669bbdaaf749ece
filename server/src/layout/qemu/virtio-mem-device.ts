import { formatSize, hex } from '../../model/format';
import { caution, type Finding, refusal } from '../../model/qemu/finding';
import { hostPageSize, transparentHugePage } from '../../model/qemu/host-memory';
import type { MemoryBackend } from '../../model/qemu/memory-backend';
import { qemuAtLeast } from '../../model/qemu/qemu-version';
import { MIB, writeQemuSize } from '../../model/qemu/units';
import { alignDown, alignUp, isAligned, larger } from '../align';

import { isX86, nodeMessage, type Plug, type PlugState, sizeOf } from './plug-state';

/** hw/virtio/virtio-mem.c: virtio_mem_device_realize. */
export function checkVirtioMem(
  { device, values, backend }: Plug,
  blockSize: bigint | undefined,
  state: PlugState,
): Finding | undefined {
  const memdevSpan = values.memdev.span ?? device.driverSpan;
  if (backend?.rom) {
    const words = "'memdev' property specifies an unsupported memdev";
    return refusal(
      'virtio-mem-backend',
      memdevSpan,
      words,
      `${backend.id} is read-only; virtio-mem needs memory that can be written.`,
    );
  }
  if (backend?.prealloc.value === true && qemuAtLeast(state.config.setting.version, '8.0')) {
    const words = `'memdev' property specifies a memdev with preallocation enabled: ${backend.id}. Instead, specify 'prealloc=on' for the virtio-mem device. `;
    const message = `Preallocated memory would be thrown away at once: turn prealloc off for ${backend.id} and write prealloc=on for the device.`;
    const related = backend.prealloc.span ? [{ span: backend.prealloc.span, message: 'prealloc' }] : [];
    return refusal('virtio-mem-backend', memdevSpan, words, message, related);
  }
  const count = state.nodeCount;
  const node = values.node.value;
  if (count !== undefined && node !== undefined && (count > 0n ? node >= count : node > 0n)) {
    const words = `'node' property has value '${node}', which exceedsthe number of numa nodes: ${larger(count, 1n)}`;
    return refusal('device-node', values.node.span ?? device.driverSpan, words, nodeMessage(node, larger(count, 1n)));
  }
  if (state.config.memLock.value === true) {
    const related = state.config.memLock.span
      ? [{ span: state.config.memLock.span, message: 'memory is locked here' }]
      : [];
    return refusal(
      'virtio-mem-lock',
      device.driverSpan,
      'Incompatible with mlock',
      'virtio-mem gives memory back, which locked memory cannot: leave out -overcommit mem-lock=on.',
      related,
    );
  }
  const inaccessible = unpluggedInaccessible({ device, values, backend }, state);
  if (values.dynamicMemslots.value === true && inaccessible === 'off') {
    const words = "'dynamic-memslots' property set to 'on' requires 'unplugged-inaccessible' to be 'on'";
    return refusal(
      'dynamic-memslots',
      values.dynamicMemslots.span ?? device.driverSpan,
      words,
      'Memory without a memslot cannot be touched: write unplugged-inaccessible=on.',
    );
  }
  if (blockSize === undefined) return undefined;
  const page = backend?.pageSize;
  if (page !== undefined && blockSize < page) {
    const words = `'block-size' property has to be at least the page size (${hex(page)})`;
    return refusal(
      'block-size',
      values.blockSize.span ?? device.driverSpan,
      words,
      `block-size is ${formatSize(blockSize)}, less than a page of ${backend!.id}, ${formatSize(page)}.`,
    );
  }
  const requested = values.requestedSize.value;
  if (requested !== undefined && !isAligned(requested, blockSize)) {
    const words = `'requested-size' property has to be multiples of 'block-size' (${hex(blockSize)})`;
    const message = `requested-size is ${formatSize(requested)}, which is no multiple of the block size, ${formatSize(blockSize)}: make it ${writeQemuSize(alignDown(requested, blockSize))} or ${writeQemuSize(alignUp(requested, blockSize))}.`;
    return refusal('requested-size', values.requestedSize.span ?? device.driverSpan, words, message);
  }
  const size = backend?.size.value;
  if (size !== undefined && !isAligned(size, blockSize)) {
    const words = `'memdev' property memdev size has to be multiples of'block-size' (${hex(blockSize)})`;
    const message = `${backend!.id} has ${formatSize(size)}, which is no multiple of the block size, ${formatSize(blockSize)}: make it ${writeQemuSize(alignUp(size, blockSize))}.`;
    return refusal('virtio-mem-backend', memdevSpan, words, message, sizeOf(backend!));
  }
  return undefined;
}

/** hw/virtio/virtio-mem.c: virtio_mem_default_block_size. */
export function defaultBlockSize(backend: MemoryBackend | undefined, state: PlugState): bigint | undefined {
  const page = backend?.pageSize;
  if (page === undefined) return undefined;
  const { host } = state.config.setting;
  return page === hostPageSize(host) ? larger(page, transparentHugePage(host)) : larger(page, MIB);
}

export function virtioMemWarnings(
  { device, values, backend }: Plug,
  blockSize: bigint | undefined,
  state: PlugState,
): Finding[] {
  const warnings: Finding[] = [];
  const legacy = isX86(state.machine);
  if (
    legacy &&
    backend &&
    unpluggedInaccessible({ device, values, backend }, state) === 'off' &&
    hasSharedZeropage(backend, state) === false
  ) {
    const words =
      "'unplugged-inaccessible' property set to 'off' with a memdev that does not support the shared zeropage.";
    const message = `A guest that reads memory which is not plugged makes the host allocate it, as ${backend.id} has no shared zero page: write unplugged-inaccessible=on.`;
    warnings.push(
      caution('unplugged-inaccessible', values.unpluggedInaccessible.span ?? device.driverSpan, words, message),
    );
  }
  const usual = defaultBlockSize(backend, state);
  if (blockSize !== undefined && usual !== undefined && blockSize < usual && values.blockSize.span) {
    const words = `'block-size' property is smaller than the default block size (${usual / MIB} MiB)`;
    const message = `Blocks of ${formatSize(blockSize)} are smaller than a huge page of the host (${formatSize(usual)}), which every block that is given back splits.`;
    warnings.push(caution('block-size', values.blockSize.span, words, message));
  }
  if (backend?.kind === 'file' && backend.share.value === false && qemuAtLeast(state.config.setting.version, '8.2')) {
    const words =
      'ram_block_discard_range: Discarding RAM in private file mappings is possibly dangerous, because it will modify the underlying file and will affect other users of the file';
    const message = `virtio-mem discards memory of ${backend.id}, a private mapping of a file: that punches holes into the file itself. Use share=on, or a backend without a file.`;
    warnings.push(caution('virtio-mem-private-file', values.memdev.span ?? device.driverSpan, words, message));
  }
  return warnings;
}
/** How the guest must treat memory that is not plugged: `auto` is decided by the backend. (hw/virtio/virtio-mem.c: virtio_mem_device_realize) */
function unpluggedInaccessible({ values, backend }: Plug, state: PlugState): 'on' | 'off' | undefined {
  const said = values.unpluggedInaccessible.span
    ? values.unpluggedInaccessible.value
    : state.machine?.unpluggedInaccessible;
  if (said === 'on' || said === 'off') return said;
  const zeropage = backend && hasSharedZeropage(backend, state);
  return said === undefined || zeropage === undefined ? undefined : zeropage ? 'off' : 'on';
}

/** Only private anonymous memory of base pages reads as zeroes without being allocated. */
function hasSharedZeropage(backend: MemoryBackend, state: PlugState): boolean | undefined {
  if (backend.share.value === undefined || backend.pageSize === undefined) return undefined;
  return backend.kind === 'ram' && !backend.share.value && backend.pageSize === hostPageSize(state.config.setting.host);
}
