import type { DomainRefusal } from './domain-refusal-rule';
import { exampleDomain } from './example-domain';

const ROOM =
  "<maxMemory slots='4' unit='GiB'>8</maxMemory>\n<memory unit='GiB'>2</memory>\n<cpu><numa><cell id='0' cpus='0-1' memory='2' unit='GiB'/></numa></cpu>";

const dimm = (target: string, rest = ''): string =>
  `<memory model='dimm'>\n  <target>\n    <size unit='MiB'>512</size>\n    ${target}\n  </target>${rest}\n</memory>`;

const nvdimm = (source: string, label: string): string =>
  `<memory model='nvdimm'>\n  ${source}\n  <target>\n    <size unit='MiB'>512</size>\n    <node>0</node>${label}\n  </target>\n</memory>`;

const virtioMem = (block: string, requested: string): string =>
  `<memory model='virtio-mem'>\n  <target>\n    <size unit='GiB'>1</size>\n    <node>0</node>\n    ${block}\n    <requested unit='MiB'>${requested}</requested>\n  </target>\n</memory>`;

const pmem = (attributes: string, source: string): string =>
  `<memory model='virtio-pmem'${attributes}>\n  ${source}\n  <target>\n    <size unit='MiB'>512</size>\n  </target>\n</memory>`;

const backed = (inner: string): string =>
  `<memory unit='GiB'>2</memory>\n<memoryBacking>\n  ${inner}\n</memoryBacking>`;

const cells = (...attributes: string[]): string =>
  `<memory unit='GiB'>2</memory>\n<cpu>\n  <numa>\n${attributes.map((one) => `    <cell ${one}/>`).join('\n')}\n  </numa>\n</cpu>`;

/** What libvirt refuses. */
export const DOMAIN_REFUSALS: readonly DomainRefusal[] = [
  {
    id: 'libvirt-size',
    severity: 'error',
    summary: 'A size is not written as libvirt reads sizes.',
    why: `A size is a whole decimal number, its unit stands in the attribute \`unit\`, and without one it counts **KiB**. \`1.5\`, \`0x10\`, \`1G\` and a number with blanks or a line break around it are refused
(\`XML error: Invalid value ' 1 ' for element or attribute './memory[1]'\`), and so is a unit that does not exist (\`invalid argument: unknown suffix 'X'\`) and more than 8 EiB. \`KB\`, \`MB\` and \`GB\` are powers of 1000.`,
    references: [
      'src/conf/domain_conf.c: virDomainParseMemory, virParseScaledValue',
      'src/util/virutil.c: virScaleInteger',
    ],
    valid: [exampleDomain({ memory: "<memory unit='GiB'>1</memory>" })],
    invalid: [
      exampleDomain({ memory: '<memory>1G</memory>' }),
      exampleDomain({ memory: "<memory unit='GiB'> 1 </memory>" }),
      exampleDomain({ memory: "<memory unit='X'>1024</memory>" }),
    ],
  },
  {
    id: 'libvirt-value',
    severity: 'error',
    summary: 'A value is none of those that libvirt takes there, or one is missing.',
    why: "libvirt knows a few words for each of these attributes and refuses all others: `unknown memoryBacking/access/mode 'rw'`, `Invalid value for attribute 'discard' in element 'cell': 'on'.`, `Missing required attribute 'model' in element 'memory'`.",
    references: ['src/util/virxml.c: virXMLPropEnum', 'src/conf/domain_conf.c: virDomainDefParseMemory'],
    valid: [exampleDomain({ memory: backed("<source type='memfd'/>\n  <access mode='shared'/>") })],
    invalid: [
      exampleDomain({ memory: backed("<access mode='rw'/>") }),
      exampleDomain({ memory: cells("id='0' cpus='0-1' memory='2' unit='GiB' discard='on'") }),
    ],
  },
  {
    id: 'libvirt-nodeset',
    severity: 'error',
    summary: 'A list of nodes or CPUs is malformed, or leaves nothing.',
    why: "Lists are written `0`, `0-3` or `0-3,^2,8`. Anything else is refused (`invalid argument: Failed to parse bitmap 'a'`), and so is a list of nodes from which everything was taken out again (`Invalid value of 'nodeset': 0,^0`).",
    references: ['src/util/virbitmap.c: virBitmapParse'],
    valid: [
      exampleDomain({
        memory: "<memory unit='GiB'>2</memory>\n<numatune><memory mode='strict' nodeset='0'/></numatune>",
      }),
    ],
    invalid: [
      exampleDomain({
        memory: "<memory unit='GiB'>2</memory>\n<numatune><memory mode='strict' nodeset='a'/></numatune>",
      }),
      exampleDomain({
        memory: "<memory unit='GiB'>2</memory>\n<numatune><memory mode='strict' nodeset='0,^0'/></numatune>",
      }),
    ],
  },
  {
    id: 'libvirt-memory-missing',
    severity: 'error',
    summary: 'The domain has no memory to boot with.',
    why: `\`<memory>\` is the memory at boot **together with** the memory devices that are there from the start; without guest NUMA cells libvirt subtracts them. What is left must not be nothing:
\`Memory size must be specified via <memory> or in the <numa> configuration\`, \`Total size of memory devices exceeds the total memory size\`.`,
    references: ['src/conf/domain_postparse.c: virDomainDefPostParseMemory'],
    valid: [exampleDomain({})],
    invalid: [exampleDomain({ memory: "<memory unit='GiB'>0</memory>" })],
  },
  {
    id: 'libvirt-max-memory',
    severity: 'error',
    summary: 'maxMemory is missing where memory devices are, or too small.',
    why: `Memory devices are plugged into the room that \`<maxMemory slots='N'>\` leaves beyond the memory at boot. Without it: \`cannot use/hotplug a memory device when domain 'maxMemory' is not defined\`. It has to hold all memory, the devices included:
\`maximum memory size must be equal or greater than the actual memory size\`.`,
    references: [
      'src/conf/domain_postparse.c: virDomainDefPostParseMemory',
      'src/qemu/qemu_domain.c: qemuDomainDefValidateMemoryHotplug',
    ],
    valid: [exampleDomain({ memory: ROOM, devices: dimm('<node>0</node>') })],
    invalid: [
      exampleDomain({ memory: cells("id='0' cpus='0-1' memory='2' unit='GiB'"), devices: dimm('<node>0</node>') }),
      exampleDomain({ memory: "<maxMemory slots='4' unit='GiB'>1</maxMemory>\n<memory unit='GiB'>2</memory>" }),
    ],
  },
  {
    id: 'libvirt-device-slots',
    severity: 'error',
    summary: 'A memory device has no memory slot.',
    why: `Every DIMM and NVDIMM sits in one of the slots of \`<maxMemory slots='N'>\`, numbered from 0: \`failed to find an empty memory slot\`, \`memory device slot '9' exceeds slots count '4'\`. libvirt before 9.4 wants one for every virtio-mem device as well.`,
    references: ['src/qemu/qemu_domain_address.c: qemuDomainAssignMemoryDeviceSlot'],
    valid: [exampleDomain({ memory: ROOM, devices: dimm('<node>0</node>', "\n  <address type='dimm' slot='3'/>") })],
    invalid: [exampleDomain({ memory: ROOM, devices: dimm('<node>0</node>', "\n  <address type='dimm' slot='9'/>") })],
  },
  {
    id: 'libvirt-device-node',
    severity: 'error',
    summary: 'A memory device belongs to no NUMA cell, or to one that is not there.',
    why: `In a guest with NUMA cells every memory device belongs to one: \`target NUMA node needs to be specified for memory device\`, \`can't add memory backend for guest node '3' as the guest has only '1' NUMA nodes configured\`.`,
    references: [
      'src/qemu/qemu_domain.c: qemuDomainDefValidateMemoryHotplugDevice',
      'src/qemu/qemu_command.c: qemuBuildMemoryBackendProps',
    ],
    valid: [exampleDomain({ memory: ROOM, devices: dimm('<node>0</node>') })],
    invalid: [
      exampleDomain({ memory: ROOM, devices: dimm('<node>3</node>') }),
      exampleDomain({
        memory: ROOM,
        devices: "<memory model='dimm'>\n  <target>\n    <size unit='MiB'>512</size>\n  </target>\n</memory>",
      }),
    ],
  },
  {
    id: 'libvirt-device-address',
    severity: 'error',
    summary: 'The address of a memory device is of the wrong kind, or taken.',
    why: `A DIMM or NVDIMM has an address of type \`dimm\` (slot and base; \`Missing required attribute 'slot' in element 'address'\`); virtio-mem and virtio-pmem are PCI devices, and their place in guest-physical memory is \`<target><address base='…'/></target>\`. \`only 'pci' addresses are supported for the virtio-mem device\`. What another address of a DIMM says is taken for a slot and a base.`,
    references: ['src/qemu/qemu_domain.c: qemuDomainDefValidateMemoryHotplugDevice'],
    valid: [exampleDomain({ memory: ROOM, devices: dimm('<node>0</node>', "\n  <address type='dimm' slot='0'/>") })],
    invalid: [exampleDomain({ memory: ROOM, devices: dimm('<node>0</node>', "\n  <address type='pci'/>") })],
  },
  {
    id: 'libvirt-nvdimm',
    severity: 'error',
    summary: 'An NVDIMM without a file, or with a label area that does not fit.',
    why: "The memory of an NVDIMM is a file (`path is required for model 'nvdimm'`). Its label area, where there is one, has at least 128 KiB and is smaller than the device; on pseries it is required, and 256 MiB must be left.",
    references: [
      'src/conf/domain_conf.c: virDomainMemoryTargetDefParseXML',
      'src/conf/domain_validate.c: virDomainMemoryDefValidate',
    ],
    valid: [
      exampleDomain({ memory: ROOM, devices: nvdimm('<source><path>/var/lib/nvdimm/0.img</path></source>', '') }),
    ],
    invalid: [
      exampleDomain({ memory: ROOM, devices: nvdimm('', '') }),
      exampleDomain({
        memory: ROOM,
        devices: nvdimm(
          '<source><path>/var/lib/nvdimm/0.img</path></source>',
          "\n    <label><size unit='KiB'>64</size></label>",
        ),
      }),
    ],
  },
  {
    id: 'libvirt-virtio-pmem',
    severity: 'error',
    summary: 'A virtio-pmem device without a file, or with private memory.',
    why: "The memory of a virtio-pmem device is a file, and what the guest flushes has to reach it: `path is required for model 'virtio-pmem'`, `shared access mode required for virtio-pmem device`. It belongs to no NUMA cell.",
    references: ['src/conf/domain_validate.c: virDomainMemoryDefValidate'],
    valid: [exampleDomain({ memory: ROOM, devices: pmem('', '<source><path>/var/lib/pmem/0.img</path></source>') })],
    invalid: [
      exampleDomain({ memory: ROOM, devices: pmem('', '') }),
      exampleDomain({
        memory: ROOM,
        devices: pmem(" access='private'", '<source><path>/var/lib/pmem/0.img</path></source>'),
      }),
    ],
  },
  {
    id: 'libvirt-virtio-mem',
    severity: 'error',
    summary: 'The block or the requested size of a virtio-mem device does not fit.',
    why: `Memory of a virtio-mem device comes and goes in blocks: a power of two, at least a transparent huge page of the host (2 MiB). The requested size is a multiple of it and no more than the device has. A missing \`<block>\` counts as 0: \`block size must be a power of two\`.`,
    references: ['src/conf/domain_validate.c: virDomainMemoryDefValidate'],
    valid: [exampleDomain({ memory: ROOM, devices: virtioMem("<block unit='MiB'>2</block>", '512') })],
    invalid: [
      exampleDomain({ memory: ROOM, devices: virtioMem("<block unit='KiB'>3072</block>", '0') }),
      exampleDomain({ memory: ROOM, devices: virtioMem('', '0') }),
      exampleDomain({ memory: ROOM, devices: virtioMem("<block unit='MiB'>2</block>", '2048') }),
      exampleDomain({ memory: ROOM, devices: virtioMem("<block unit='MiB'>4</block>", '513') }),
    ],
  },
  {
    id: 'libvirt-hugepages',
    severity: 'error',
    summary: 'Huge pages that contradict each other, or of a size that there is not.',
    why: `Every cell has pages of one size: entries with a nodeset for some, one without for the rest (\`two master hugepages detected\`, \`hugepages: node 1 not found\`). Huge pages are never anonymous and always allocated at the start. And **\`<page size='2'/>\` means 2 KiB**, because sizes without a unit count KiB:
\`Unable to find any usable hugetlbfs mount for 2 KiB\`.`,
    references: [
      'src/conf/domain_validate.c: virDomainDefMemtuneValidate',
      'src/qemu/qemu_conf.c: qemuGetDomainHupageMemPath',
    ],
    valid: [exampleDomain({ memory: backed("<hugepages><page size='2' unit='MiB'/></hugepages>") })],
    invalid: [
      exampleDomain({ memory: backed("<hugepages><page size='2'/></hugepages>") }),
      exampleDomain({ memory: backed("<hugepages/>\n  <source type='anonymous'/>") }),
      exampleDomain({ memory: backed("<hugepages><page size='2' unit='M'/><page size='1' unit='G'/></hugepages>") }),
    ],
  },
  {
    id: 'libvirt-cells',
    severity: 'error',
    summary: 'The cells of the guest are misnumbered, or share CPUs.',
    why: "Cells are numbered 0, 1, … without gaps, and every vCPU is in one cell: `Exactly one 'cell' element per guest NUMA cell allowed, non-contiguous ranges or ranges not starting from 0 are not allowed`, `NUMA cells 1 and 0 have overlapping vCPU ids`. vCPUs that are in none are added to cell 0 without a word.",
    references: ['src/conf/numa_conf.c: virDomainNumaDefParseXML'],
    valid: [
      exampleDomain({
        memory: cells("id='0' cpus='0' memory='1' unit='GiB'", "id='1' cpus='1' memory='1' unit='GiB'"),
      }),
    ],
    invalid: [
      exampleDomain({
        memory: cells("id='0' cpus='0' memory='1' unit='GiB'", "id='2' cpus='1' memory='1' unit='GiB'"),
      }),
      exampleDomain({
        memory: cells("id='0' cpus='0-1' memory='1' unit='GiB'", "id='1' cpus='1' memory='1' unit='GiB'"),
      }),
    ],
  },
  {
    id: 'libvirt-numatune',
    severity: 'error',
    summary: 'Memory is bound to host nodes in a way that libvirt does not take.',
    why: `\`mode\` is strict, preferred, interleave or restrictive (QEMU's word \`bind\` is strict here), and static placement needs a nodeset. A \`<memnode>\` is about one of the guest's cells: \`Argument 'cellid' in memnode element must correspond to existing guest's NUMA cell\`.`,
    references: ['src/conf/numa_conf.c: virDomainNumatuneParseXML, virDomainNumatuneNodeParseXML'],
    valid: [
      exampleDomain({
        memory: "<memory unit='GiB'>2</memory>\n<numatune><memory mode='strict' nodeset='0'/></numatune>",
      }),
    ],
    invalid: [
      exampleDomain({
        memory: "<memory unit='GiB'>2</memory>\n<numatune><memory mode='bind' nodeset='0'/></numatune>",
      }),
      exampleDomain({ memory: "<memory unit='GiB'>2</memory>\n<numatune><memory mode='interleave'/></numatune>" }),
    ],
  },
  {
    id: 'libvirt-launch-security',
    severity: 'error',
    summary: 'The launch security is of no type that libvirt knows, or lacks its policy.',
    why: 'libvirt knows `sev` and `s390-pv`, `sev-snp` since 10.5 and `tdx` since 11.6. SEV needs a policy: `failed to get launch security policy`.',
    references: ['src/conf/domain_conf.c: virDomainSecDefParseXML'],
    valid: [
      exampleDomain({}).replace(
        '</domain>',
        "  <launchSecurity type='sev'>\n    <policy>0x0003</policy>\n  </launchSecurity>\n</domain>",
      ),
    ],
    invalid: [exampleDomain({}).replace('</domain>', "  <launchSecurity type='sev'/>\n</domain>")],
  },
  {
    id: 'libvirt-shmem',
    severity: 'error',
    summary: 'The size of a shared memory device is no power of two, or under 1 MiB.',
    why: 'The memory of a `<shmem>` is a window of a PCI device, which is a power of two and at least 1 MiB: `shmem size must be a power of 2 and at least 1 MiB (1024 KiB)`. Without a unit its size counts **bytes**, unlike all other sizes of a domain.',
    references: ['src/qemu/qemu_validate.c: qemuValidateDomainDeviceDefShmem'],
    valid: [
      exampleDomain({
        devices:
          "<shmem name='looking-glass'>\n  <model type='ivshmem-plain'/>\n  <size unit='MiB'>32</size>\n</shmem>",
      }),
    ],
    invalid: [
      exampleDomain({
        devices:
          "<shmem name='looking-glass'>\n  <model type='ivshmem-plain'/>\n  <size unit='MiB'>33</size>\n</shmem>",
      }),
    ],
  },
  {
    id: 'libvirt-shared-memory',
    severity: 'error',
    summary: 'A device is served by another process, and the memory is private to QEMU.',
    why: `virtiofs and vhost-user devices hand the guest's memory to another process, which can see it only where it is shared: \`'virtiofs' requires shared memory\`. \`<access mode='shared'/>\` in \`<memoryBacking>\`, best together with \`<source type='memfd'/>\`, or \`memAccess='shared'\` of every cell.`,
    references: ['src/qemu/qemu_validate.c: qemuValidateDomainDefVhostUserRequireSharedMemory'],
    valid: [
      exampleDomain({
        memory: backed("<source type='memfd'/>\n  <access mode='shared'/>"),
        devices:
          "<filesystem type='mount' accessmode='passthrough'>\n  <driver type='virtiofs'/>\n  <source dir='/srv/share'/>\n  <target dir='share'/>\n</filesystem>",
      }),
    ],
    invalid: [
      exampleDomain({
        devices:
          "<filesystem type='mount' accessmode='passthrough'>\n  <driver type='virtiofs'/>\n  <source dir='/srv/share'/>\n  <target dir='share'/>\n</filesystem>",
      }),
    ],
  },
];
