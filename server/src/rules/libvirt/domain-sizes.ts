import type { LibvirtDomain, SizeFact } from '../../model/libvirt/libvirt-domain';

/** A size that is written in a domain, and what it is called in a message. */
export interface NamedSize {
  readonly name: string;
  readonly size: SizeFact;
}

/** Every size in a domain that has a number and is wanted. */
export function domainSizes(domain: LibvirtDomain, isWanted: (size: SizeFact) => unknown): readonly NamedSize[] {
  const { memory, currentMemory, maxMemory, hardLimit, limits, cells, backing, devices, shmems } = domain;
  const found: NamedSize[] = [];
  const wanted = (size: SizeFact): boolean => size.span !== undefined && Boolean(isWanted(size));
  for (const size of [memory, currentMemory, maxMemory, hardLimit, ...limits])
    if (wanted(size)) found.push({ name: `<${size.element?.name}>`, size });
  for (const { id, memory: size } of cells)
    if (wanted(size)) found.push({ name: `The memory of cell ${id ?? '?'}`, size });
  for (const { size } of backing.pages) if (wanted(size)) found.push({ name: '<page>', size });
  for (const { alias, size, block, requested, label, pageSize, alignSize } of devices)
    for (const one of [size, block, requested, label, pageSize, alignSize])
      if (wanted(one)) found.push({ name: `<${one.element?.name}> of ${alias}`, size: one });
  for (const { size } of shmems) if (wanted(size)) found.push({ name: '<size> of a shmem', size });
  return found;
}
