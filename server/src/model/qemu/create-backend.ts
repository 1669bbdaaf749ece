import type { Span } from '../../text/span';
import { formatSize } from '../format';
import { allocateFile } from './allocate-file';
import { allocateMemfd } from './allocate-memfd';
import { type Allocation, type BackendWorld, type Draft, draftOf, roundUp } from './backend-draft';
import { checkBackendPolicy } from './backend-policy';
import { BACKEND_TYPES, type BackendKind } from './backend-types';
import { byDefault, type Fact } from './fact';
import { type Finding, refusal } from './finding';
import { anonymousAlign, hostPageSize } from './host-memory';
import { isWellFormedId } from './identifier';
import { checkAddressSpace, mapBackend, reserveHugePages } from './map-backend';
import type { MemoryBackend } from './memory-backend';
import { type MemoryObject, malformedId, type ObjectValue } from './memory-object';
import { inPropertyOrder } from './property-order';
import { qemuAtLeast } from './qemu-version';

/** The id and size of a backend that QEMU makes without an -object. */
export interface ImplicitBackend {
  readonly id: string;
  readonly size: Fact<bigint>;
  readonly memPath: Fact<string>;
  readonly span: Span;
}

/**
 * Makes a backend from its -object: the setters in QEMU's order, then the memory. `undefined` for an object of another type.
 * (qom/object_interfaces.c: user_creatable_add_type; backends/hostmem.c: host_memory_backend_memory_complete)
 */
export function createBackend(
  object: MemoryObject,
  world: BackendWorld,
): { backend: MemoryBackend | undefined; findings: Finding[] } {
  const kind = BACKEND_TYPES.find(({ name }) => name === object.typeName)?.kind;
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
  // What is added to copied properties stands in front of them: behind them V8 takes microseconds for each.
  const backend: MemoryBackend = {
    name: `${draft.canonicalName.value === true ? '/objects/' : ''}${draft.id ?? ''}`,
    rom,
    pageSize: allocation.pageSize,
    align: allocation.align,
    hva: mapBackend(draft, allocation, world),
    made: draft.sound && findings.every((finding) => finding.severity !== 'error'),
    ...draft,
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

/** backends/hostmem.c: host_memory_backend_memory_complete, from QEMU 9.1 on. */
export function checkPageMultiple(draft: Draft, allocation: Allocation, world: BackendWorld): Finding | undefined {
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
