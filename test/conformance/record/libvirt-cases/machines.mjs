import { backed, hugepages, numa } from './domain.mjs';

/** One guest memory on many machines: the ids, the granules and the words that each of them has. */
const cells = numa("id='0' cpus='0' memory='512' unit='MiB'", "id='1' cpus='1' memory='512' unit='MiB'");
const huge = backed(hugepages("size='2' unit='M'"));
const memfd = backed("<source type='memfd'/>", "<access mode='shared'/>");
const node = '<node>0</node>';
const dimm = (mib, more = node) =>
  `<memory model='dimm'><target><size unit='MiB'>${mib}</size>${more}</target></memory>`;
const nvdimm = (mib, more = '') =>
  `<memory model='nvdimm'><source><path>/var/lib/nvdimm/1G.img</path></source>` +
  `<target><size unit='MiB'>${mib}</size>${node}${more}</target></memory>`;
const virtioMem =
  `<memory model='virtio-mem'><target><size unit='MiB'>1024</size>${node}<block unit='MiB'>2</block>` +
  "<requested unit='MiB'>512</requested></target></memory>";
const room = (mib) => `<maxMemory slots='4' unit='MiB'>${mib}</maxMemory><memory unit='MiB'>1024</memory>`;
const label = (kib) => `<label><size unit='KiB'>${kib}</size></label>`;

const bare = ["<controller type='usb' model='none'/>", "<memballoon model='none'/>"];

const x86 = (machine) => ({ machine });
const arm = { type: 'qemu', arch: 'aarch64' };
const power = { type: 'qemu', arch: 'ppc64' };
const zed = { type: 'qemu', arch: 's390x' };
const risc = { type: 'qemu', arch: 'riscv64' };
const thousand = "<memory unit='MiB'>1000</memory>";

export const machines = [
  ['pc', x86('pc')],
  ['pc with a shared memfd', { ...x86('pc'), backing: memfd }],
  ['pc with two cells', { ...x86('pc'), cpu: cells }],
  ['pc with a dimm', { ...x86('pc'), memory: room(8192), cpu: cells, devices: dimm(512) }],
  ['pc-i440fx-7.2', x86('pc-i440fx-7.2')],
  ['pc-i440fx-2.12', x86('pc-i440fx-2.12')],
  ['pc-i440fx-2.12 with huge pages', { ...x86('pc-i440fx-2.12'), backing: huge }],
  ['pc-i440fx-2.12 with a shared memfd', { ...x86('pc-i440fx-2.12'), backing: memfd }],
  ['pc-i440fx-2.12 with two cells', { ...x86('pc-i440fx-2.12'), cpu: cells }],
  ['pc-i440fx-2.12 with two cells of huge pages', { ...x86('pc-i440fx-2.12'), cpu: cells, backing: huge }],
  [
    'pc-i440fx-2.12 with cells on a node',
    {
      ...x86('pc-i440fx-2.12'),
      cpu: cells,
      numatune: "<numatune><memory mode='strict' nodeset='0'/></numatune>",
    },
  ],
  ['pc-i440fx-2.12 with a dimm', { ...x86('pc-i440fx-2.12'), memory: room(8192), cpu: cells, devices: dimm(512) }],
  ['pc-q35-4.2 with huge pages', { ...x86('pc-q35-4.2'), backing: huge }],
  ['pc-q35-4.2 with two cells', { ...x86('pc-q35-4.2'), cpu: cells }],
  ['pc-q35-4.2 with two cells of huge pages', { ...x86('pc-q35-4.2'), cpu: cells, backing: huge }],
  ['pc-q35-5.0 with two cells', { ...x86('pc-q35-5.0'), cpu: cells }],
  ['pc-q35-5.0 with huge pages', { ...x86('pc-q35-5.0'), backing: huge }],
  ['pc-q35-5.0 with allocation at once', { ...x86('pc-q35-5.0'), backing: backed("<allocation mode='immediate'/>") }],
  ['pc-q35-5.0 with a shared memfd', { ...x86('pc-q35-5.0'), backing: memfd }],
  [
    'pc-q35-5.0 with two cells, one shared',
    {
      ...x86('pc-q35-5.0'),
      cpu: numa(
        "id='0' cpus='0' memory='512' unit='MiB' memAccess='shared'",
        "id='1' cpus='1' memory='512' unit='MiB'",
      ),
    },
  ],
  [
    'pc-q35-5.0 with two cells of a memfd',
    { ...x86('pc-q35-5.0'), cpu: cells, backing: backed("<source type='memfd'/>") },
  ],
  [
    'pc-q35-5.0 with two cells of a shared file',
    {
      ...x86('pc-q35-5.0'),
      cpu: cells,
      backing: backed("<access mode='shared'/>"),
    },
  ],
  [
    'pc-q35-5.0 with two cells of shared huge pages',
    {
      ...x86('pc-q35-5.0'),
      cpu: cells,
      backing: backed(hugepages("size='2' unit='M'"), "<access mode='shared'/>"),
    },
  ],
  [
    'pc-q35-5.0 with two cells allocated at once',
    {
      ...x86('pc-q35-5.0'),
      cpu: cells,
      backing: backed("<allocation mode='immediate' threads='2'/>"),
    },
  ],
  [
    'pc-q35-5.0 with huge pages for one of two cells',
    {
      ...x86('pc-q35-5.0'),
      cpu: cells,
      backing: backed(hugepages("size='2' unit='M' nodeset='1'")),
    },
  ],
  [
    'pc-q35-5.0 with huge pages of the default size for two cells',
    {
      ...x86('pc-q35-5.0'),
      cpu: cells,
      backing: backed(hugepages()),
    },
  ],
  [
    'pc-q35-5.0 with a policy for one of two cells',
    {
      ...x86('pc-q35-5.0'),
      cpu: cells,
      numatune: "<numatune><memnode cellid='1' mode='strict' nodeset='0'/></numatune>",
    },
  ],
  [
    'pc-q35-5.0 with two cells of half a MiB',
    {
      ...x86('pc-q35-5.0'),
      cpu: numa("id='0' cpus='0' memory='524800'", "id='1' cpus='1' memory='524800'"),
    },
  ],
  [
    'pc-q35-5.0 with one cell of huge pages and a dimm',
    {
      ...x86('pc-q35-5.0'),
      memory: room(8192),
      cpu: numa("id='0' cpus='0-1' memory='1' unit='GiB'"),
      backing: huge,
      devices: dimm(256),
    },
  ],
  ['pc-q35-5.1 with two cells', { ...x86('pc-q35-5.1'), cpu: cells }],
  ['pc-q35-5.1 with two cells of huge pages', { ...x86('pc-q35-5.1'), cpu: cells, backing: huge }],
  ['pc-q35-7.2', x86('pc-q35-7.2')],
  ['isapc', { ...x86('isapc'), vcpu: '<vcpu>1</vcpu>', features: '', devices: bare }],
  ['microvm', { ...x86('microvm'), features: '', devices: bare }],
  ['a machine that does not exist', x86('pc-q35-99.9')],
  ['a machine of another architecture', { ...x86('virt'), devices: bare }],
  ['type qemu', { ...x86('q35'), type: 'qemu' }],
  ['i686', { arch: 'i686', machine: 'pc', emulator: '/usr/bin/qemu-system-i386' }],
  ['x86_64 in the i386 emulator', { emulator: '/usr/bin/qemu-system-i386' }],
  ['an architecture that does not exist', { arch: 'x86-64', machine: 'q35', emulator: '/usr/bin/qemu-system-x86_64' }],
  ['loongarch64', { arch: 'loongarch64', machine: 'virt', type: 'qemu' }],
  ['armv7l virt', { arch: 'armv7l', machine: 'virt', type: 'qemu', emulator: '/usr/bin/qemu-system-arm' }],

  ['aarch64', arm],
  ['aarch64 of 1025 KiB', { ...arm, memory: '<memory>1025</memory>' }],
  ['aarch64 of 1000 MiB', { ...arm, memory: thousand }],
  ['aarch64 with huge pages', { ...arm, backing: huge }],
  ['aarch64 with a shared memfd', { ...arm, backing: memfd }],
  ['aarch64 with a file', { ...arm, backing: backed("<source type='file'/>", '<discard/>') }],
  ['aarch64 with two cells', { ...arm, cpu: cells }],
  ['aarch64 with two cells of huge pages', { ...arm, cpu: cells, backing: huge }],
  ['aarch64 with a dimm of 257 MiB', { ...arm, memory: room(8193), cpu: cells, devices: dimm(257) }],
  ['aarch64 with an nvdimm', { ...arm, memory: room(8192), cpu: cells, devices: nvdimm(1024) }],
  ['aarch64 with virtio-mem', { ...arm, memory: room(8192), cpu: cells, devices: virtioMem }],
  ['aarch64 virt-4.2 with huge pages', { ...arm, machine: 'virt-4.2', backing: huge }],
  ['aarch64 virt-4.2 with two cells', { ...arm, machine: 'virt-4.2', cpu: cells }],
  ['aarch64 virt-5.1 with two cells', { ...arm, machine: 'virt-5.1', cpu: cells }],
  ['aarch64 with KVM on another processor', { arch: 'aarch64' }],

  ['ppc64', power],
  ['ppc64 of 1000 MiB', { ...power, memory: thousand }],
  ['ppc64 with huge pages', { ...power, backing: huge }],
  ['ppc64 with a shared memfd', { ...power, backing: memfd }],
  ['ppc64 with two cells', { ...power, cpu: cells }],
  [
    'ppc64 with two cells of 300 MiB',
    {
      ...power,
      cpu: numa("id='0' cpus='0' memory='300' unit='MiB'", "id='1' cpus='1' memory='300' unit='MiB'"),
    },
  ],
  ['ppc64 with maximum memory and no cells', { ...power, memory: room(8193) }],
  ['ppc64 with a dimm and no cells', { ...power, memory: room(8192), devices: dimm(257, '') }],
  ['ppc64 with a dimm of 257 MiB', { ...power, memory: room(8193), cpu: cells, devices: dimm(257) }],
  ['ppc64 with an nvdimm without a label', { ...power, memory: room(8192), cpu: cells, devices: nvdimm(600) }],
  ['ppc64 with an nvdimm of 600 MiB', { ...power, memory: room(8192), cpu: cells, devices: nvdimm(600, label(128)) }],
  ['ppc64 with an nvdimm of 200 MiB', { ...power, memory: room(8192), cpu: cells, devices: nvdimm(200, label(128)) }],
  [
    'ppc64 with a UUID of an nvdimm',
    {
      ...power,
      memory: room(8192),
      cpu: cells,
      devices: nvdimm(1024, label(128)).replace(
        '<source>',
        '<uuid>49545eb3-75e1-2d0a-acdd-f0294406c99e</uuid><source>',
      ),
    },
  ],
  ['ppc64 with virtio-mem', { ...power, memory: room(8192), cpu: cells, devices: virtioMem }],
  ['ppc64 pseries-4.2 with two cells', { ...power, machine: 'pseries-4.2', cpu: cells }],
  ['ppc64 pseries-4.2 with huge pages', { ...power, machine: 'pseries-4.2', backing: huge }],
  ['ppc64le', { type: 'qemu', arch: 'ppc64le', machine: 'pseries', emulator: '/usr/bin/qemu-system-ppc64le' }],
  ['ppc64 powernv9', { ...power, machine: 'powernv9' }],

  ['s390x', zed],
  ['s390x of 1000 MiB', { ...zed, memory: thousand }],
  ['s390x with huge pages', { ...zed, backing: backed(hugepages("size='1' unit='M'")) }],
  ['s390x with a shared memfd', { ...zed, backing: memfd }],
  ['s390x with two cells', { ...zed, cpu: cells }],
  ['s390x with a dimm', { ...zed, memory: room(8192), cpu: cells, devices: dimm(512) }],
  ['s390x with maximum memory and no cells', { ...zed, memory: room(8192) }],
  [
    's390x with virtio-mem',
    { ...zed, memory: room(8192).replace('1024', '2048'), devices: virtioMem.replace(node, '') },
  ],
  ['s390x, older, with a memfd', { ...zed, machine: 's390-ccw-virtio-4.2', backing: memfd }],

  ['riscv64', risc],
  ['riscv64 with huge pages', { ...risc, backing: huge }],
  ['riscv64 with a shared memfd', { ...risc, backing: memfd }],
  ['riscv64 with two cells', { ...risc, cpu: cells }],
  ['riscv64 with a dimm', { ...risc, memory: room(8192), cpu: cells, devices: dimm(512) }],
];
