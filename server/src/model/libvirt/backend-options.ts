import type { Span } from '../../text/span';
import { spanOf } from '../../text/span';
import type { Fact } from '../qemu/fact';
import { hostPageSize } from '../qemu/host-memory';
import { qemuAtLeast } from '../qemu/qemu-version';
import { KIB } from '../qemu/units';
import { nodesOf } from './check-hugepages';
import { hugePageMount } from './huge-page-mounts';
import type { Access, LibvirtDomain, MemoryDevice, NumaBinding, NumaMode, SizeFact } from './libvirt-domain';
import type { LibvirtSetting } from './libvirt-setting';
import { libvirtAtLeast } from './libvirt-version';
import type { MemoryOption, MemoryOptionEntry, MemoryOptionValue } from './memory-option';
import type { SettledCell } from './settle-memory';

/** The memory that a backend is made for. */
export interface BackendRequest {
  readonly id: string;
  /** Where the backend as a whole comes from. */
  readonly span: Span;
  /** KiB. */
  readonly size: bigint | undefined;
  readonly sizeSpan: Span;
  /** The cell it belongs to; `undefined`: the RAM of a guest without cells, or a device that is in none. */
  readonly node: number | undefined;
  readonly cell: SettledCell | undefined;
  readonly device: MemoryDevice | undefined;
  /** The RAM of a guest without cells. */
  readonly isSystem: boolean;
}

/** What libvirt makes of one stretch of memory, and the object that fills it from the right host nodes. */
export interface BackendOptions {
  readonly options: readonly MemoryOption[];
  /** Whether it needs more than `-m` or `-numa mem=` can say. */
  readonly needed: boolean;
  readonly prealloc: boolean;
}

const POLICIES: { readonly [mode in NumaMode]: string | undefined } = {
  strict: 'bind',
  preferred: 'preferred',
  interleave: 'interleave',
  restrictive: undefined,
};

/** Where files for memory are, behind the directory of the driver (`/var/lib/libvirt` or the user's own). */
export const FILE_DIRECTORY = '/lib/qemu/ram';

/**
 * Makes the -object of a stretch of memory. (qemu/qemu_command.c: qemuBuildMemoryBackendProps)
 *
 * @param filled whether -mem-prealloc does already what prealloc would
 */
export function backendOptions(
  request: BackendRequest,
  domain: LibvirtDomain,
  setting: LibvirtSetting,
  filled = false,
): BackendOptions {
  const { device, span, id, isSystem } = request;
  const { backing } = domain;
  const entries: MemoryOptionEntry[] = [];
  const add = (key: string, value: MemoryOptionValue, from: Span = span) => entries.push({ key, value, span: from });
  const page = pageOf(request, domain, setting);
  const access = accessOf(request, domain);
  const path = device && (device.model === 'nvdimm' || device.model === 'virtio-pmem') ? device.path : undefined;
  const kind = kindOf(request, domain, page !== undefined, access, path);
  const isVirtioMem = device?.model === 'virtio-mem';

  add('qom-type', `memory-backend-${kind}`);
  add('id', id);
  let prealloc = kind === 'epc' || backing.allocation.value === 'immediate';
  if (kind === 'memfd' && page) {
    const { pageSize } = hugePageMount(page.bytes, setting.host);
    add('hugetlb', true, page.span);
    // The host's default size is not known from the domain.
    add('hugetlbsize', page.bytes ?? pageSize, page.span);
    prealloc = true;
  } else if (kind === 'file') {
    if (path) {
      add('mem-path', path.value, path.span ?? span);
      if (device?.model === 'nvdimm' && !device.pmem) prealloc = true;
    } else if (page) {
      add('mem-path', `${hugePageMount(page.bytes, setting.host).path}/libvirt/qemu`, page.span);
      prealloc = true;
    } else add('mem-path', FILE_DIRECTORY, access.span ?? backing.source.span ?? span);
    const discard = path ? undefined : discardOf(request, domain);
    if (discard) add('discard-data', discard.value, discard.span);
  }
  if (isSystem && kind !== 'ram') add('x-use-canonical-path-for-ramblock-id', false);
  if (access.span || access.value !== undefined)
    if (kind === 'memfd' || kind === 'file')
      add('share', access.value === undefined ? undefined : access.value === 'shared', access.span ?? span);
  if (isVirtioMem) add('reserve', false);
  else {
    if (prealloc && !filled) add('prealloc', true, backing.allocation.span ?? page?.span ?? span);
    if (backing.threads.value) add('prealloc-threads', BigInt(backing.threads.value), backing.threads.span!);
  }
  add('size', request.size === undefined ? undefined : request.size * KIB, request.sizeSpan);
  if (kind === 'file' && device?.alignSize.span && path)
    add(
      'align',
      device.alignSize.value === undefined ? undefined : device.alignSize.value * KIB,
      device.alignSize.span,
    );
  if (kind === 'file' && device?.pmem) add('pmem', true, device.pmem.nameSpan);

  const binding = bindingOf(request, domain);
  const context = bind(binding, prealloc && !isVirtioMem, request, setting, add);
  const object: MemoryOption = { option: 'object', json: true, span, entries };
  return {
    options: context ? [context, object] : [object],
    needed: isNeeded(request, domain, page, access),
    prealloc,
  };
}

/** Whether `-numa mem=` and -mem-path of older machine types would not do. */
function isNeeded(
  { device, node }: BackendRequest,
  { backing, numatune }: LibvirtDomain,
  page: ChosenPage | undefined,
  access: Fact<Access>,
): boolean {
  return (
    device !== undefined ||
    page?.own === true ||
    (node !== undefined && numatune.cells.has(node)) ||
    access.value !== undefined ||
    backing.source.value === 'file' ||
    backing.source.value === 'memfd'
  );
}

function kindOf(
  { device }: BackendRequest,
  { backing }: LibvirtDomain,
  huge: boolean,
  access: Fact<Access>,
  path: Fact<string> | undefined,
): 'ram' | 'file' | 'memfd' | 'epc' {
  if (device?.model === 'sgx-epc') return 'epc';
  if (path) return 'file';
  if (backing.source.value === 'memfd') return 'memfd';
  return huge || access.span !== undefined || access.value !== undefined || backing.source.value === 'file'
    ? 'file'
    : 'ram';
}

/** The huge page that a backend is to have. `bytes`: `undefined` for the host's default size. */
interface ChosenPage {
  readonly bytes: bigint | undefined;
  readonly span: Span;
  /** Whether an entry names the cell, or the device its page. */
  readonly own: boolean;
}

function pageOf(
  { device, node }: BackendRequest,
  { backing, cells }: LibvirtDomain,
  setting: LibvirtSetting,
): ChosenPage | undefined {
  if (device && (device.model === 'nvdimm' || device.model === 'virtio-pmem')) {
    // Their memory is a file of its own.
    return undefined;
  }
  const own = device?.pageSize;
  if (own?.span && own.value !== undefined && own.value > 0n) return chosen(own, setting, true);
  if (!backing.hugepages) return undefined;
  if (backing.pages.length === 0) return { bytes: undefined, span: backing.hugepages.nameSpan, own: false };
  const entry =
    backing.pages.find((page) => node !== undefined && nodesOf(page, cells.length)?.includes(node)) ??
    backing.pages.find((page) => nodesOf(page, cells.length) === undefined && !isUnknown(page.nodes));
  return entry?.size.value ? chosen(entry.size, setting, nodesOf(entry, cells.length) !== undefined) : undefined;
}

function isUnknown({ value, span }: Fact<unknown>): boolean {
  return span !== undefined && value === undefined;
}

/** Pages of the base size are no huge pages. */
function chosen({ value, span }: SizeFact, { host }: LibvirtSetting, own: boolean): ChosenPage | undefined {
  const bytes = value! * KIB;
  return bytes === hostPageSize(host) ? undefined : { bytes, span: span!, own };
}

function accessOf({ device, cell }: BackendRequest, { backing }: LibvirtDomain): Fact<Access> {
  if (device?.access.span) return device.access;
  if (device?.model === 'virtio-pmem') return { value: 'shared', span: undefined };
  if (cell?.cell?.memAccess.span) return cell.cell.memAccess;
  return backing.access;
}

function discardOf(
  { device, cell }: BackendRequest,
  { backing }: LibvirtDomain,
): { value: boolean; span: Span } | undefined {
  for (const own of [device?.discard, cell?.cell?.discard]) {
    if (own?.value) return { value: own.value === 'yes', span: own.span! };
  }
  return backing.discard && { value: true, span: backing.discard.nameSpan };
}

function bindingOf({ device, node }: BackendRequest, { numatune }: LibvirtDomain): NumaBinding | undefined {
  const general = (node === undefined ? undefined : numatune.cells.get(node)) ?? numatune.memory;
  if (device?.nodeMask.span) {
    return {
      element: device.element,
      mode: general?.mode ?? { value: 'strict', span: undefined },
      nodes: device.nodeMask,
    };
  }
  return general && !('auto' in general && general.auto) ? general : undefined;
}

/** Binds a backend to host nodes, and has it filled by a thread that runs on them. */
function bind(
  binding: NumaBinding | undefined,
  prealloc: boolean,
  { id, span }: BackendRequest,
  setting: LibvirtSetting,
  add: (key: string, value: MemoryOptionValue, from?: Span) => void,
): MemoryOption | undefined {
  if (!binding?.nodes.span) return undefined;
  const nodes = binding.nodes.value?.map(BigInt);
  const from = binding.nodes.span;
  const policy = binding.mode.value === undefined ? undefined : POLICIES[binding.mode.value];
  // Restrictive mode leaves it to control groups; only the thread that fills the memory is bound.
  if (binding.mode.value !== 'restrictive') {
    add('host-nodes', nodes, from);
    add('policy', policy, binding.mode.span ?? from);
  } else if (!libvirtAtLeast(setting.version, '9.4')) return undefined;
  if (!prealloc || !qemuAtLeast(setting.qemu, '7.2')) return undefined;
  add('prealloc-context', `tc-${id}`);
  return {
    option: 'object',
    json: true,
    span: spanOf(span.block, span.start, span.end),
    entries: [
      { key: 'qom-type', value: 'thread-context', span },
      { key: 'id', value: `tc-${id}`, span },
      { key: 'node-affinity', value: nodes, span: from },
    ],
  };
}
