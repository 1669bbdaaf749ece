import type { MemoryBackend } from '../../model/qemu/memory-backend';
import type { DomainFacts } from '../../rules/libvirt/domain-facts';
import type { OptionGroup } from '../../syntax/qemu/argument-list';
import type { Span } from '../../text/span';
import { wordText } from '../../text/word';
import { textOf } from '../qemu/qemu-element';

/** A memory backend of a domain, and what it is the memory of. */
export interface DomainObject {
  readonly group: OptionGroup;
  readonly backend: MemoryBackend;
  /** `cell 0`, `dimm0`, `RAM`; not escaped. */
  readonly owner: string;
}

/** The memory backends that libvirt makes for a domain, in its order. */
export function domainObjects({ prepared, qemu }: DomainFacts): readonly DomainObject[] {
  if (!qemu) return [];
  const { domain, memory } = prepared;
  // The spans of a domain lie in one block.
  const owners = new Map<number, string>([
    ...memory.cells.flatMap(({ id, cell }) => (cell ? [[cell.element.nameSpan.start, `cell ${id}`] as const] : [])),
    ...domain.devices.map(({ element, alias }) => [element.nameSpan.start, alias] as const),
    ...domain.shmems.map(({ element, index }) => [element.nameSpan.start, `shmem${index}`] as const),
  ]);
  const backends = new Map(qemu.started.backends.map((backend) => [backend.id, backend]));
  return qemu.options.flatMap((group) => {
    const id = group.option === 'object' ? textOf(group, 'id') : undefined;
    const backend = id === undefined ? undefined : backends.get(id);
    return backend ? [{ group, backend, owner: owners.get(group.span.start) ?? 'RAM' }] : [];
  });
}

/** Those of which one of the keys comes from one of the places in the domain. */
export function objectsFrom(
  domain: DomainFacts,
  keys: readonly string[],
  places: readonly Span[],
): readonly DomainObject[] {
  return domainObjects(domain).filter(({ group }) =>
    group.entries.some(
      ({ key }) => keys.includes(wordText(key) ?? '') && places.some((span) => isSame(span, key.span)),
    ),
  );
}

/** Whether two spans are the same characters. */
export function isSame(a: Span, b: Span): boolean {
  return a.block === b.block && a.start === b.start && a.end === b.end;
}
