import type { Span } from '../../text/span';
import type { BackendKind } from './backend-types';
import type { Fact } from './fact';
import type { Finding } from './finding';
import type { MemoryObject } from './memory-object';
import type { QemuSetting } from './qemu-setting';

/** What a backend is told to be, before its memory is made. */
export interface Draft {
  readonly id: string | undefined;
  readonly canonicalName: Fact<boolean>;
  readonly idSpan: Span;
  readonly kind: BackendKind;
  /** The -object; `undefined` for the backend that QEMU makes itself for -m. */
  readonly object: MemoryObject | undefined;
  /** Of the -object's value, or of the option that made QEMU make it. */
  readonly span: Span;
  /** Bytes, as the guest sees them. */
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
  /** Where in the file it begins. */
  readonly fileOffset: Fact<bigint>;
  readonly fileAlign: Fact<bigint>;
  readonly policy: Fact<string>;
  readonly hostNodes: Fact<readonly bigint[]>;
  /** Whether QEMU comes as far as making the memory. */
  readonly sound: boolean;
}

/** What the memory of a backend is, and the first thing that is wrong with making it. */
export interface Allocation {
  readonly finding: Finding | undefined;
  readonly pageSize: bigint | undefined;
  readonly align: bigint | undefined;
}

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

export function draftOf(object: MemoryObject, kind: BackendKind, world: BackendWorld, sound: boolean): Draft {
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

/** The least multiple of `align` that is not below `value`, also for negative ones. */
export function roundUp(value: bigint, align: bigint): bigint {
  const rest = ((value % align) + align) % align;
  return rest === 0n ? value : value + align - rest;
}
