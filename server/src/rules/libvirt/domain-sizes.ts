import type { LibvirtDomain, SizeFact } from '../../model/libvirt/libvirt-domain';

/** A size that is written in a domain, and what it is called in a message. */
export interface NamedSize {
  readonly name: string;
  readonly size: SizeFact;
}

/** Every size in a domain that has a number. */
export function domainSizes(domain: LibvirtDomain): readonly NamedSize[] {
  const { memory, currentMemory, maxMemory, hardLimit, limits, cells, backing, devices, shmems } = domain;
  const plain = [memory, currentMemory, maxMemory, hardLimit, ...limits];
  return [
    ...plain.map((size) => ({ name: `<${size.element?.name}>`, size })),
    ...cells.map(({ id, memory: size }) => ({ name: `The memory of cell ${id ?? '?'}`, size })),
    ...backing.pages.map(({ size }) => ({ name: '<page>', size })),
    ...devices.flatMap(({ alias, size, block, requested, label, pageSize, alignSize }) =>
      [size, block, requested, label, pageSize, alignSize].map((one) => ({
        name: `<${one.element?.name}> of ${alias}`,
        size: one,
      })),
    ),
    ...shmems.map(({ size }) => ({ name: '<size> of a shmem', size })),
  ].filter(({ size }) => size.span !== undefined);
}
