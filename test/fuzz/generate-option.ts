import fc from 'fast-check';

/** An option of QEMU about its memory, as every one of its dialects can write it: `-object memory-backend-ram,id=m,size=1G`. */
export interface GeneratedOption {
  readonly name: string;
  readonly values: readonly (readonly [key: string, value: string])[];
}

const size = fc.constantFrom(
  '0',
  '1',
  '4K',
  '2M',
  '512M',
  '1G',
  '4G',
  '1.5G',
  '3000000',
  '1073741825',
  '16E',
  '',
  '8Z',
);
const id = fc.constantFrom('m0', 'm1', 'ram', 'pc.ram', 'd0', '1x', '');
const flag = fc.constantFrom('on', 'off', 'yes', '');
const nodes = fc.constantFrom('0', '1', '0-1', '3-1', '129', 'x');

type Values = { readonly [key: string]: fc.Arbitrary<string> };

function option(name: string, first: Values, others: Values = {}): fc.Arbitrary<GeneratedOption> {
  const keys = Object.keys(others);
  const more = fc.subarray(keys, { maxLength: Math.min(keys.length, 5) });
  return fc.record({ first: fc.record(first), others: fc.record(others), more }).map(({ first, others, more }) => ({
    name,
    values: [...Object.entries(first), ...more.map((key): [string, string] => [key, others[key]!])],
  }));
}

/** Options about memory, right ones and wrong ones. The type of an object and the driver of a device come first. */
export const generateOption: fc.Arbitrary<GeneratedOption> = fc.oneof(
  option(
    'object',
    {
      'qom-type': fc.constantFrom(
        'memory-backend-ram',
        'memory-backend-file',
        'memory-backend-memfd',
        'memory-backend-epc',
        'x',
      ),
      id,
    },
    {
      size,
      share: flag,
      prealloc: flag,
      merge: flag,
      hugetlb: flag,
      hugetlbsize: fc.constantFrom('2M', '1G', '3M'),
      'mem-path': fc.constantFrom('/dev/hugepages', '/dev/shm', ''),
      align: size,
      offset: size,
      pmem: flag,
      'host-nodes': nodes,
      policy: fc.constantFrom('bind', 'default', 'prefered'),
      nosuch: size,
    },
  ),
  option('memory', { size }, { slots: fc.constantFrom('0', '2', '257'), maxmem: size }),
  option(
    'machine',
    { type: fc.constantFrom('q35', 'pc', 'virt', 'none', '') },
    { 'memory-backend': id, accel: fc.constantFrom('kvm', 'tcg'), hmat: flag, nvdimm: flag, 'max-ram-below-4g': size },
  ),
  option(
    'numa',
    { type: fc.constantFrom('node', 'cpu', 'dist', 'hmat-lb') },
    {
      nodeid: nodes,
      memdev: id,
      mem: size,
      cpus: nodes,
      src: nodes,
      dst: nodes,
      val: fc.constantFrom('10', '20', '256'),
    },
  ),
  option(
    'device',
    {
      driver: fc.constantFrom(
        'pc-dimm',
        'nvdimm',
        'virtio-mem-pci',
        'virtio-pmem-pci',
        'ivshmem-plain',
        'vhost-user-fs-pci',
      ),
    },
    {
      id,
      memdev: id,
      addr: fc.constantFrom('0x100000000', '0x1', ''),
      slot: nodes,
      node: nodes,
      'requested-size': size,
      'block-size': size,
    },
  ),
  option('smp-opts', { cpus: fc.constantFrom('1', '4', '0') }),
);
