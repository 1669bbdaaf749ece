import type { Span } from '../../text/span';
import type { HostAddress } from '../host-address';
import { checkBackendPolicy } from './backend-policy';
import type { BackendKind } from './backend-types';
import { byDefault, type Fact } from './fact';
import { type Finding, refusal } from './finding';
import {
  anonymousAlign,
  defaultHugePage,
  freeHugePages,
  hostPageSize,
  hugePageSizes,
  isMissing,
  pathMemory,
} from './host-memory';
import { isWellFormedId } from './identifier';
import type { MemoryBackend } from './memory-backend';
import { type MemoryObject, malformedId, type ObjectValue } from './memory-object';
import { inPropertyOrder } from './property-order';
import type { QemuSetting } from './qemu-setting';
import { qemuAtLeast } from './qemu-version';
import { formatSize, hex, MIB } from './units';

/** What a backend needs to know of the rest, and what making it uses up. Changed by createBackend(). */
export interface BackendWorld {
  readonly setting: QemuSetting;
  /** Whether memfd and file backends have their path for a name. */
  readonly canonicalNames: boolean;
  /** -mem-prealloc. */
  readonly memPrealloc: Fact<boolean>;
  /** Whether an object of that id exists; true also when that cannot be known. */
  readonly hasObject: (id: string) => boolean;
  /** Ids of the objects that exist by now. */
  readonly taken: Map<string, Span>;
  /** Huge pages that earlier backends reserved, by page size. */
  readonly reserved: Map<bigint, bigint>;
  /** Where the latest mapping begins, modulo 2 MiB: the next one goes right below it. */
  mapped: bigint;
}

/** The id and size of a backend that QEMU makes without an -object. */
export interface ImplicitBackend {
  readonly id: string;
  readonly size: Fact<bigint>;
  readonly memPath: Fact<string>;
  readonly span: Span;
}

/** User space has 47 bits of addresses on x86-64: no mapping is that large. */
const ADDRESS_SPACE = 1n << 47n;

/** Mappings smaller than this fall into gaps that others left. */
const SMALL_MAPPING = 16n * MIB;

/** File sizes are signed 64-bit numbers. */
const LARGEST_FILE = 1n << 63n;

const KINDS: Readonly<Record<string, BackendKind>> = {
  'memory-backend-ram': 'ram',
  'memory-backend-file': 'file',
  'memory-backend-memfd': 'memfd',
  'memory-backend-shm': 'shm',
  'memory-backend-epc': 'epc',
};

/**
 * Makes a backend from its -object: the setters in QEMU's order, then the memory. `undefined` for an object of another type.
 * (qom/object_interfaces.c: user_creatable_add_type; backends/hostmem.c: host_memory_backend_memory_complete)
 */
export function createBackend(
  object: MemoryObject,
  world: BackendWorld,
): { backend: MemoryBackend | undefined; findings: Finding[] } {
  const kind = object.typeName === undefined ? undefined : KINDS[object.typeName];
  if (!kind) return { backend: undefined, findings: [] };
  const findings: Finding[] = [];
  const { id } = object;
  if (object.list.carrier !== 'command-line' && id !== undefined && !isWellFormedId(id))
    findings.push(malformedId(id, object.idSpan));
  for (const value of inPropertyOrder(object.values)) {
    const finding = checkSetter(value, object, world);
    if (finding) findings.push(finding);
  }
  // Two words of one command line with one id were named when they were read.
  if (id !== undefined) {
    const other = world.taken.get(id);
    if (!other) world.taken.set(id, object.idSpan);
    else if (findings.length === 0 && object.accepted) {
      const words = `attempt to add duplicate property '${id}' to object (type 'container')`;
      const related = [{ span: other, message: `the first object called ${id}` }];
      findings.push(
        refusal(
          'duplicate-id',
          object.idSpan,
          words,
          `Another object is called ${id} already; every id must be used once.`,
          related,
        ),
      );
    }
  }
  const draft = draftOf(object, kind, world, findings.length === 0 && object.accepted);
  return complete(draft, world, findings);
}

/** Makes the backend that QEMU makes itself for -m, from a file where there is a -mem-path. (hw/core/machine.c: create_default_memdev) */
export function createImplicitBackend(
  implicit: ImplicitBackend,
  world: BackendWorld,
): { backend: MemoryBackend; findings: Finding[] } {
  const kind: BackendKind = implicit.memPath.span ? 'file' : 'ram';
  const draft: Draft = {
    id: implicit.id,
    canonicalName: byDefault(false),
    idSpan: implicit.span,
    kind,
    object: undefined,
    span: implicit.span,
    size: implicit.size,
    share: byDefault(false),
    prealloc: world.memPrealloc,
    reserve: byDefault(true),
    readonly: byDefault(false),
    romMode: byDefault('auto'),
    hugetlb: byDefault(false),
    hugetlbSize: byDefault(0n),
    seal: byDefault(true),
    memPath: implicit.memPath,
    fileOffset: byDefault(0n),
    fileAlign: byDefault(0n),
    policy: byDefault('default'),
    hostNodes: byDefault([]),
    sound: true,
  };
  const { backend, findings } = complete(draft, world, []);
  return { backend, findings };
}

function checkSetter(value: ObjectValue, object: MemoryObject, world: BackendWorld): Finding | undefined {
  const type = object.typeName ?? '';
  const { span } = value;
  if (value.value === 0n && (value.name === 'size' || value.name === 'prealloc-threads')) {
    return refusal(
      'zero-value',
      span,
      `property '${value.name}' of ${type} doesn't take value '0'`,
      `${value.name} must be at least 1.`,
    );
  }
  if (value.value === 0n && value.name === 'hugetlbsize') {
    const words = `Property '${type}.hugetlbsize' doesn't take value '0'`;
    return refusal(
      'zero-value',
      span,
      words,
      "hugetlbsize cannot be 0: leave it out for the host's default huge page.",
    );
  }
  if (value.name === 'host-nodes' && Array.isArray(value.value)) {
    const wrong = (value.value as readonly bigint[]).find((node) => node >= 128n);
    if (wrong !== undefined)
      return refusal(
        'host-node-range',
        span,
        `Invalid host-nodes value: ${wrong}`,
        `Host nodes are numbered 0 to 127; ${wrong} is none.`,
      );
  }
  if (value.name === 'prealloc-context' && typeof value.value === 'string' && !world.hasObject(value.value)) {
    return refusal(
      'unknown-object',
      span,
      `Device '${value.value}' not found`,
      `No -object thread-context has the id ${value.value}.`,
    );
  }
  return checkPreallocReserve(value, object, world);
}

/** Whichever of the two is set last is refused. (backends/hostmem.c: …_set_prealloc, …_set_reserve) */
function checkPreallocReserve(value: ObjectValue, object: MemoryObject, world: BackendWorld): Finding | undefined {
  if (value.name !== 'prealloc' && value.name !== 'reserve') return undefined;
  const of = (name: string): ObjectValue['value'] => object.values.find((other) => other.name === name)?.value;
  const forced = world.memPrealloc.value === true && !object.values.some((other) => other.name === 'prealloc');
  const both = of('reserve') === false && (of('prealloc') === true || forced);
  if (!both) return undefined;
  const order = inPropertyOrder(object.values).filter((other) => other.name === 'prealloc' || other.name === 'reserve');
  if (order[order.length - 1] !== value) return undefined;
  const message = 'prealloc=on allocates all pages at the start, reserve=off promises none: choose one.';
  return refusal('prealloc-reserve', value.span, "'prealloc=on' and 'reserve=off' are incompatible", message);
}

/** A backend before its memory is made. */
interface Draft {
  readonly id: string | undefined;
  readonly canonicalName: Fact<boolean>;
  readonly idSpan: Span;
  readonly kind: BackendKind;
  readonly object: MemoryObject | undefined;
  readonly span: Span;
  readonly size: Fact<bigint>;
  readonly share: Fact<boolean>;
  readonly prealloc: Fact<boolean>;
  readonly reserve: Fact<boolean>;
  readonly readonly: Fact<boolean>;
  readonly romMode: Fact<string>;
  readonly hugetlb: Fact<boolean>;
  readonly hugetlbSize: Fact<bigint>;
  readonly seal: Fact<boolean>;
  readonly memPath: Fact<string>;
  readonly fileOffset: Fact<bigint>;
  readonly fileAlign: Fact<bigint>;
  readonly policy: Fact<string>;
  readonly hostNodes: Fact<readonly bigint[]>;
  /** Whether QEMU comes as far as making the memory. */
  readonly sound: boolean;
}

function draftOf(object: MemoryObject, kind: BackendKind, world: BackendWorld, sound: boolean): Draft {
  const fact = <T>(name: string, otherwise: T | undefined): Fact<T> => {
    const value = object.values.find((candidate) => candidate.name === name);
    if (value) return { value: value.value as T | undefined, span: value.span };
    const written = object.list.properties.some((property) => property.name === name);
    return { value: written || !object.list.complete ? undefined : otherwise, span: undefined };
  };
  const zeroed = (size: Fact<bigint>): Fact<bigint> =>
    size.value === 0n ? { value: undefined, span: size.span } : size;
  return {
    id: object.id,
    canonicalName: fact<boolean>(
      'x-use-canonical-path-for-ramblock-id',
      world.canonicalNames && (kind === 'file' || kind === 'memfd'),
    ),
    idSpan: object.idSpan,
    kind,
    object,
    span: object.list.span,
    size: zeroed(fact<bigint>('size', undefined)),
    share: fact<boolean>('share', kind !== 'ram' && kind !== 'file'),
    prealloc: fact<boolean>('prealloc', world.memPrealloc.value),
    reserve: fact<boolean>('reserve', true),
    readonly: fact<boolean>('readonly', false),
    romMode: fact<string>('rom', 'auto'),
    hugetlb: fact<boolean>('hugetlb', false),
    hugetlbSize: fact<bigint>('hugetlbsize', 0n),
    seal: fact<boolean>('seal', true),
    memPath: fact<string>('mem-path', undefined),
    fileOffset: fact<bigint>('offset', 0n),
    fileAlign: fact<bigint>('align', 0n),
    policy: fact<string>('policy', 'default'),
    hostNodes: fact<readonly bigint[]>('host-nodes', []),
    sound,
  };
}

/** What the memory of a backend is, and the first thing that is wrong with making it. */
interface Allocation {
  readonly finding: Finding | undefined;
  readonly pageSize: bigint | undefined;
  readonly align: bigint | undefined;
}

function complete(
  draft: Draft,
  world: BackendWorld,
  before: readonly Finding[],
): { backend: MemoryBackend; findings: Finding[] } {
  const findings = [...before];
  const allocation = allocate(draft, world);
  if (draft.sound) {
    const finding =
      allocation.finding ??
      checkAddressSpace(draft, allocation) ??
      reserveHugePages(draft, allocation, world) ??
      checkPageMultiple(draft, allocation, world) ??
      checkBackendPolicy(draft, world.setting.host);
    if (finding) findings.push(finding);
  }
  const rom =
    draft.readonly.value === false
      ? false
      : draft.romMode.value === undefined || draft.readonly.value === undefined
        ? undefined
        : draft.romMode.value !== 'off';
  const backend: MemoryBackend = {
    id: draft.id,
    name: `${draft.canonicalName.value === true ? '/objects/' : ''}${draft.id ?? ''}`,
    idSpan: draft.idSpan,
    kind: draft.kind,
    object: draft.object,
    span: draft.span,
    size: draft.size,
    share: draft.share,
    prealloc: draft.prealloc,
    reserve: draft.reserve,
    readonly: draft.readonly,
    rom,
    hugetlb: draft.hugetlb,
    hugetlbSize: draft.hugetlbSize,
    memPath: draft.memPath,
    fileOffset: draft.fileOffset,
    policy: draft.policy,
    hostNodes: draft.hostNodes,
    pageSize: allocation.pageSize,
    align: allocation.align,
    hva: mapBelow(draft, allocation, world),
    made: draft.sound && findings.every((finding) => finding.severity !== 'error'),
  };
  return { backend, findings };
}

function allocate(draft: Draft, world: BackendWorld): Allocation {
  const page = hostPageSize(world.setting.host);
  switch (draft.kind) {
    case 'ram':
      return { finding: undefined, pageSize: page, align: anonymousAlign(world.setting.host) };
    case 'file':
      return allocateFile(draft, world);
    case 'memfd':
      return allocateMemfd(draft, world);
    case 'shm':
      return { finding: checkShm(draft), pageSize: page, align: page };
    case 'epc':
      return { finding: undefined, pageSize: page, align: page };
  }
}

/** backends/hostmem-shm.c: shm_backend_memory_alloc. */
function checkShm(draft: Draft): Finding | undefined {
  if (draft.share.value !== false || !draft.share.span) return undefined;
  return refusal(
    'shm-private',
    draft.share.span,
    "can't create shm backend with `share=off`",
    'Memory of this type is always shared: leave out share=off.',
  );
}

/** backends/hostmem-file.c: file_backend_memory_alloc; system/physmem.c: file_ram_open, file_ram_alloc. */
function allocateFile(draft: Draft, world: BackendWorld): Allocation {
  const path = draft.memPath.value;
  const memory = path === undefined ? undefined : pathMemory(path, world.setting.host);
  const pageSize = memory?.pageSize;
  const align = fileAlignment(draft.fileAlign.value, pageSize);
  const finding =
    checkRom(draft) ??
    checkOpen(draft, world) ??
    checkFileAlign(draft, pageSize) ??
    checkFileOffset(draft, pageSize) ??
    checkLeastSize(draft, pageSize);
  return { finding, pageSize, align: finding ? undefined : align };
}

function fileAlignment(align: bigint | undefined, pageSize: bigint | undefined): bigint | undefined {
  if (align === undefined || pageSize === undefined) return undefined;
  return align > pageSize ? align : pageSize;
}

function checkRom(draft: Draft): Finding | undefined {
  const { romMode: rom, readonly } = draft;
  if (rom.value === 'on' && readonly.value === false && rom.span) {
    const words = "property 'rom' = 'on' is not supported with 'readonly' = 'off'";
    return refusal(
      'rom-writable',
      rom.span,
      words,
      'rom=on needs readonly=on: memory that the guest cannot write comes from a file opened for reading.',
    );
  }
  if (rom.value === 'off' && readonly.value === true && draft.share.value === true && rom.span) {
    const words = "property 'rom' = 'off' is incompatible with 'readonly' = 'on' and 'share' = 'on'";
    return refusal(
      'rom-writable',
      rom.span,
      words,
      'Writable memory from a file opened for reading must be private: share=off.',
    );
  }
  return undefined;
}

/** Whether the file can be opened: a missing directory, and a directory for reading only. */
function checkOpen(draft: Draft, world: BackendWorld): Finding | undefined {
  const { memPath, readonly } = draft;
  const path = memPath.value;
  const span = memPath.span ?? draft.span;
  if (path === undefined) return undefined;
  const { host, version } = world.setting;
  const missing = `can't open backing store ${path} for guest RAM: No such file or directory`;
  if (path === '') return refusal('mem-path', span, missing, 'mem-path is empty: name a file or a directory.');
  const memory = pathMemory(path, host);
  if (memory.parentMissing)
    return refusal(
      'mem-path',
      span,
      missing,
      `The directory of ${path} does not exist on the host, so that QEMU can make no file there.`,
    );
  if (readonly.value !== true || !qemuAtLeast(version, '8.2')) return undefined;
  if (memory.directory) {
    const words = `can't open backing store ${path} for guest RAM: Is a directory`;
    return refusal(
      'mem-path',
      span,
      words,
      `${path} is a directory, and with readonly=on QEMU makes no file in it: name a file that exists.`,
    );
  }
  return isMissing(path, host)
    ? refusal(
        'mem-path',
        span,
        missing,
        `${path} does not exist on the host, and with readonly=on QEMU does not make it.`,
      )
    : undefined;
}

function checkFileAlign(draft: Draft, pageSize: bigint | undefined): Finding | undefined {
  const { value, span } = draft.fileAlign;
  if (value === undefined || value === 0n || !span) return undefined;
  const broken = notWholePages('alignment', 'align', 'backend-align', value, span, pageSize);
  if (broken || (value & (value - 1n)) === 0n) return broken;
  const message = `align is ${formatSize(value)}, which is not a power of two.`;
  return refusal('backend-align', span, `alignment ${hex(value)} must be a power of two`, message);
}

function checkFileOffset(draft: Draft, pageSize: bigint | undefined): Finding | undefined {
  const { value, span } = draft.fileOffset;
  return value === undefined || !span
    ? undefined
    : notWholePages('offset', 'offset', 'backend-offset', value, span, pageSize);
}

/** Whatever the file system, its pages have 4 KiB at least. */
const LEAST_PAGE = 4096n;

function notWholePages(
  what: string,
  key: string,
  code: string,
  value: bigint,
  span: Span,
  pageSize: bigint | undefined,
): Finding | undefined {
  if (value % (pageSize ?? LEAST_PAGE) === 0n) return undefined;
  const words = `${what} ${hex(value)} must be multiples of page size${pageSize === undefined ? '' : ` ${hex(pageSize)}`}`;
  const pages = `${formatSize(pageSize ?? LEAST_PAGE)} pages`;
  const where =
    pageSize === undefined ? `the ${pages} that every file system has at least` : `the ${pages} of that file system`;
  return refusal(code, span, words, `${key} is ${formatSize(value)}, which is no multiple of ${where}.`);
}

function checkLeastSize(draft: Draft, pageSize: bigint | undefined): Finding | undefined {
  const { value, span } = draft.size;
  if (value === undefined || pageSize === undefined || value >= pageSize || roundUp(value, 4096n) >= pageSize)
    return undefined;
  const words = `memory size ${hex(roundUp(value, 4096n))} must be equal to or larger than page size ${hex(pageSize)}`;
  return refusal(
    'backend-page-size',
    span ?? draft.span,
    words,
    `size is ${formatSize(value)}, less than one page of ${formatSize(pageSize)}.`,
  );
}

/** util/memfd.c: qemu_memfd_create. */
function allocateMemfd(draft: Draft, world: BackendWorld): Allocation {
  const { host } = world.setting;
  const { hugetlb, hugetlbSize, size } = draft;
  const page = hostPageSize(host);
  const written = hugetlbSize.value;
  if (written !== undefined && (written & (written - 1n)) !== 0n && hugetlbSize.span) {
    const finding = refusal(
      'huge-page-size',
      hugetlbSize.span,
      'Hugepage size must be a power of 2',
      `hugetlbsize is ${formatSize(written)}, which is not a power of two.`,
    );
    return { finding, pageSize: undefined, align: undefined };
  }
  if (hugetlb.value === undefined) return { finding: undefined, pageSize: undefined, align: undefined };
  if (!hugetlb.value)
    return { finding: checkLargestFile(draft) ?? checkWholePages(draft, page, world), pageSize: page, align: page };
  if (written === undefined) return { finding: undefined, pageSize: undefined, align: undefined };
  // hugetlbsize=1 has no bits behind it and means the default, too.
  const chosen = written > 1n;
  const pageSize = chosen ? written : defaultHugePage(host);
  const supported = hugePageSizes(host);
  if (chosen && supported && !supported.includes(written) && hugetlbSize.span) {
    const flags = (BigInt(written.toString(2).length - 1) << 26n) | (draft.seal.value === false ? 5n : 7n);
    const words = `failed to create memfd with flags ${hex(flags)}: No such device`;
    const message = `This host has no huge pages of ${formatSize(written)}: they are ${supported.map(formatSize).join(' or ')}.`;
    return {
      finding: refusal('huge-page-size', hugetlbSize.span, words, message),
      pageSize: undefined,
      align: undefined,
    };
  }
  const tooLarge = checkLargestFile(draft);
  if (tooLarge) return { finding: tooLarge, pageSize, align: pageSize };
  if (pageSize !== undefined && size.value !== undefined && size.value % pageSize !== 0n) {
    const words = `failed to resize memfd to ${size.value}: Invalid argument`;
    const message = `size is ${formatSize(size.value)}, which is no multiple of the ${formatSize(pageSize)} huge pages: make it ${formatSize(roundUp(size.value, pageSize))}.`;
    return {
      finding: refusal('backend-page-size', size.span ?? draft.span, words, message),
      pageSize,
      align: pageSize,
    };
  }
  return { finding: undefined, pageSize, align: pageSize };
}

/** ftruncate() takes a signed number. */
function checkLargestFile(draft: Draft): Finding | undefined {
  const { value, span } = draft.size;
  if (value === undefined || value < LARGEST_FILE) return undefined;
  const words = `failed to resize memfd to ${value}: Invalid argument`;
  return refusal('memory-too-large', span ?? draft.span, words, `${formatSize(value)} is more than a file can have.`);
}

/** A memfd has the size that is asked for, and the memory block that size rounded up to a page. (system/physmem.c: qemu_ram_alloc_from_fd) */
function checkWholePages(draft: Draft, page: bigint, world: BackendWorld): Finding | undefined {
  const { value, span } = draft.size;
  if (value === undefined || value % page === 0n) return undefined;
  const rounded = roundUp(value, page);
  const words = qemuAtLeast(world.setting.version, '10.0')
    ? `backing store size ${hex(value)} is too small for 'size' option ${hex(rounded)} plus 'offset' option 0x0`
    : `backing store size ${hex(value)} does not match 'size' option ${hex(rounded)}`;
  return refusal(
    'backend-page-size',
    span ?? draft.span,
    words,
    `size is ${formatSize(value)}, which is no multiple of the ${formatSize(page)} pages.`,
  );
}

/** backends/hostmem.c: host_memory_backend_memory_complete, from QEMU 9.1 on. */
function checkPageMultiple(draft: Draft, allocation: Allocation, world: BackendWorld): Finding | undefined {
  const { value, span } = draft.size;
  const { pageSize } = allocation;
  const aligned = draft.kind === 'file' || draft.kind === 'memfd' || draft.kind === 'epc';
  if (
    !aligned ||
    value === undefined ||
    pageSize === undefined ||
    value % pageSize === 0n ||
    !qemuAtLeast(world.setting.version, '9.1')
  )
    return undefined;
  const words = `backend 'memory-backend-${draft.kind}' memory size must be multiple of ${formatSize(pageSize)}`;
  const message = `size is ${formatSize(value)}, which is no multiple of the ${formatSize(pageSize)} pages behind it: make it ${formatSize(roundUp(value, pageSize))}.`;
  return refusal('backend-page-size', span ?? draft.span, words, message);
}

/** Memory larger than the address space of a process. */
function checkAddressSpace(draft: Draft, allocation: Allocation): Finding | undefined {
  const { value, span } = draft.size;
  if (value === undefined || value < ADDRESS_SPACE || allocation.pageSize === undefined) return undefined;
  const words =
    draft.kind === 'ram'
      ? `cannot set up guest memory '${draft.id}': Cannot allocate memory`
      : 'unable to map backing store for guest RAM: Cannot allocate memory';
  return refusal(
    'memory-too-large',
    span ?? draft.span,
    words,
    `${formatSize(value)} is more than the 128 TiB of addresses that a process has. Without a suffix -m counts MiB.`,
  );
}

/** Huge pages are reserved when they are mapped, unless reserve=off. */
function reserveHugePages(draft: Draft, allocation: Allocation, world: BackendWorld): Finding | undefined {
  const { pageSize } = allocation;
  const { host } = world.setting;
  if (
    pageSize === undefined ||
    pageSize === hostPageSize(host) ||
    draft.size.value === undefined ||
    draft.reserve.value !== true
  )
    return undefined;
  const pages = roundUp(draft.size.value, pageSize) / pageSize;
  const before = world.reserved.get(pageSize) ?? 0n;
  world.reserved.set(pageSize, before + pages);
  const free = freeHugePages(host, pageSize);
  if (free === undefined || before + pages <= free) return undefined;
  const left = free > before ? free - before : 0n;
  const message = `It takes ${pages} huge pages of ${formatSize(pageSize)}, and the host has ${left} free. Reserve more: echo N > /sys/kernel/mm/hugepages/hugepages-${pageSize / 1024n}kB/nr_hugepages.`;
  return refusal(
    'huge-pages-short',
    draft.size.span ?? draft.span,
    'unable to map backing store for guest RAM: Cannot allocate memory',
    message,
  );
}

/**
 * Where QEMU maps it, modulo 2 MiB: it reserves the size and the alignment right below the mapping before, and what is
 * aligned to 2 MiB begins a new row. Small ones fall into any gap. (util/mmap-alloc.c: qemu_ram_mmap)
 */
function mapBelow(draft: Draft, allocation: Allocation, world: BackendWorld): HostAddress {
  const huge = 2n * MIB;
  const { align } = allocation;
  if (align === undefined) return { modulus: hostPageSize(world.setting.host), residue: 0n, span: undefined };
  // Shared anonymous memory of QEMU 10.0 on is a memfd, aligned as anonymous memory is.
  if (align >= huge) {
    world.mapped = 0n;
    return { modulus: align, residue: 0n, span: undefined };
  }
  const { value } = draft.size;
  if (value === undefined || value < SMALL_MAPPING) return { modulus: align, residue: 0n, span: undefined };
  const length = roundUp(value, hostPageSize(world.setting.host));
  const lowest = world.mapped - length - align;
  world.mapped = mod(roundUp(lowest, align), huge);
  return {
    modulus: huge,
    residue: world.mapped,
    span: undefined,
    assumption:
      'QEMU maps it, with a guard page behind it, right below memory that is aligned to 2 MiB, as Linux does when nothing else is in the way',
  };
}

function roundUp(value: bigint, align: bigint): bigint {
  const rest = mod(value, align);
  return rest === 0n ? value : value + align - rest;
}

function mod(value: bigint, divisor: bigint): bigint {
  return ((value % divisor) + divisor) % divisor;
}
