import { alignUp, isPowerOfTwo } from '../../../layout/align';
import { KIB, MIB } from '../../../model/qemu/units';
import { groupOf } from '../backend-uses';
import {
  allOf,
  backendNamedAt,
  entryAt,
  leaveOut,
  multiplesAround,
  neededMaxmem,
  plainText,
  resize,
  setTo,
} from '../fix-values';
import { setMachineProperty, setMemoryOption } from '../property-edits';
import type { RefusalEntry } from '../refusal-rule';
import { moveDevice, repairVirtioMem, roundRequestedSize, takeAnother } from './device-repairs';
import { raiseMaxmem } from './machine';

const DIMM = '-object memory-backend-ram,id=d,size=1G -device pc-dimm,memdev=d';

/** What is wrong with a memory device. */
export const DEVICE_REFUSALS: readonly RefusalEntry[] = [
  {
    id: 'unknown-device',
    severity: 'error',
    summary: 'QEMU for this target has no such device.',
    why: `DIMMs need ACPI or its like: QEMU for RISC-V and s390x is built without them, and RISC-V without virtio-mem: \`'pc-dimm' is not a valid device model name\`.`,
    references: ['hw/mem/Kconfig', 'system/qdev-monitor.c: qdev_get_device_class'],
    valid: [`qemu-system-x86_64 -m 1G,slots=1,maxmem=2G ${DIMM}\n`],
    invalid: [`qemu-system-riscv64 -M virt -m 1G,slots=1,maxmem=2G ${DIMM}\n`],
  },
  {
    id: 'no-pci-bus',
    severity: 'error',
    summary: 'A PCI device on a machine without PCI.',
    why: `microvm has a PCI bus only with \`pcie=on\`; isapc and none have none: \`No 'PCI' bus found for device 'virtio-mem-pci'\`.`,
    references: ['system/qdev-monitor.c: qdev_device_add_from_qdict'],
    valid: ['qemu-system-x86_64 -M microvm,pcie=on -m 1G -device virtio-vga\n'],
    invalid: ['qemu-system-x86_64 -M microvm -m 1G -device virtio-vga\n'],
    fixes: (_, facts) =>
      facts.started.config.machine?.family === 'microvm'
        ? allOf('Give the machine PCI (pcie=on)', [setMachineProperty(facts, 'pcie', true)])
        : [],
  },
  {
    id: 'device-memory-full',
    severity: 'error',
    summary: 'The memory devices need more room than maxmem leaves.',
    why: `All memory devices together fit into \`maxmem\` minus the RAM: \`not enough space, currently 0x0 in use of total space for memory devices 0x40000000\`. The backend counts with its whole size, whatever \`requested-size\` says. Raise \`maxmem\`.`,
    references: ['hw/mem/memory-device.c: memory_device_check_addable'],
    valid: [`qemu-system-x86_64 -m 1G,slots=1,maxmem=2G ${DIMM}\n`],
    invalid: [
      'qemu-system-x86_64 -m 1G,slots=1,maxmem=2G -object memory-backend-ram,id=d,size=2G -device pc-dimm,memdev=d\n',
    ],
    fixes: (finding, facts) => {
      const need = neededMaxmem(facts);
      const max =
        need === undefined ? [] : allOf('Raise maxmem', [setMemoryOption(facts, 'maxmem', alignUp(need, MIB))]);
      const { ramSize, config } = facts.started;
      const most = config.options.maxRamSize.value;
      const room = most === undefined || ramSize === undefined ? 0n : most - ramSize;
      return [
        ...max,
        ...resize(facts, backendNamedAt(facts, finding.span), [room]).map((fix) => ({ ...fix, preferred: false })),
      ];
    },
  },
  {
    id: 'dimm-size',
    severity: 'error',
    summary: "A memory device's size is no multiple of its backend's alignment.",
    why: `A memory device is a multiple of the alignment of its backend: 2 MiB for \`memory-backend-ram\`, the page or \`align=\` for a file, 4 KiB for a plain memfd: \`backend memory size must be multiple of 0x200000\`. On pseries it is a multiple of 256 MiB (\`Hotplugged memory size must be a multiple of 256 MB\`).`,
    references: ['hw/mem/memory-device.c: memory_device_pre_plug', 'hw/ppc/spapr.c: spapr_memory_pre_plug'],
    valid: [`qemu-system-x86_64 -m 1G,slots=1,maxmem=2G ${DIMM}\n`],
    invalid: [
      'qemu-system-x86_64 -m 1G,slots=1,maxmem=2G -object memory-backend-ram,id=d,size=513M -device pc-dimm,memdev=d\n',
    ],
    fixes: ({ span }, facts) => {
      const backend = backendNamedAt(facts, span);
      const size = backend?.size.value;
      const pseries = facts.started.config.machine?.family === 'pseries';
      const unit = pseries ? 256n * MIB : backend?.align;
      if (!backend || size === undefined || unit === undefined) return [];
      // Guests on x86 want 128 MiB.
      return resize(facts, backend, [
        ...multiplesAround(size, unit < 128n * MIB ? 128n * MIB : unit),
        ...multiplesAround(size, unit),
      ]);
    },
  },
  {
    id: 'dimm-address',
    severity: 'error',
    summary: 'A memory device cannot lie there.',
    why: `The address of a memory device is a multiple of its backend's alignment (\`address must be aligned to 0x200000 bytes\`), lies in the region behind the RAM (\`can't add memory device [0x80000000:0x40000000], usable range for memory devices [0x100000000:0x2c0000000]\`; both are start and size), and on no other device
(\`address range conflicts with memory device id='a'\`). Without an address QEMU takes the first place that fits; where none does, \`could not find position in guest address space for memory device - memory fragmented due to alignments\`.`,
    references: ['hw/mem/memory-device.c: memory_device_get_free_addr'],
    valid: [`qemu-system-x86_64 -m 1G,slots=1,maxmem=2G ${DIMM},addr=0x100000000\n`],
    invalid: [
      `qemu-system-x86_64 -m 1G,slots=1,maxmem=2G ${DIMM},addr=0x100001000\n`,
      `qemu-system-x86_64 -m 1G,slots=1,maxmem=2G ${DIMM},addr=0x80000000\n`,
      `qemu-system-x86_64 -m 1G,slots=2,maxmem=4G -object memory-backend-ram,id=e,size=1G -device pc-dimm,memdev=e,id=first ${DIMM},addr=0x100000000\n`,
    ],
    fixes: moveDevice,
  },
  {
    id: 'dimm-slot',
    severity: 'error',
    summary: 'There is no memory slot for a DIMM.',
    why: `Every pc-dimm and nvdimm takes one of the \`slots\` of \`-m\`: \`no slots where allocated, please specify the 'slots' option\` where there are none, \`no free slots available\` where all are taken, \`slot 1 is busy\`, \`invalid slot number 4, valid range is [0-3]\`. virtio-mem and virtio-pmem need no slot.`,
    references: ['hw/mem/pc-dimm.c: pc_dimm_get_free_slot'],
    valid: [`qemu-system-x86_64 -m 1G,slots=1,maxmem=2G ${DIMM}\n`],
    invalid: [
      `qemu-system-x86_64 -m 1G ${DIMM}\n`,
      `qemu-system-x86_64 -m 1G,slots=1,maxmem=4G -object memory-backend-ram,id=e,size=1G -device pc-dimm,memdev=e ${DIMM}\n`,
      `qemu-system-x86_64 -m 1G,slots=2,maxmem=4G ${DIMM},slot=2\n`,
    ],
    fixes: ({ span }, facts) => {
      const place = entryAt(facts, span);
      return [...(place?.name === 'slot' ? leaveOut(place.group, 'slot', true) : []), ...raiseMaxmem(facts)];
    },
  },
  {
    id: 'device-node',
    severity: 'error',
    summary: 'A memory device belongs to a NUMA node that does not exist.',
    why: `\`node\` names a NUMA node of the guest. Without \`-numa\` there is node 0 alone: \`'DIMM property node has value 1' which exceeds the number of numa nodes: 1\`, \`'node' property has value '1', which exceedsthe number of numa nodes: 1\`.`,
    references: ['hw/mem/pc-dimm.c: pc_dimm_realize', 'hw/virtio/virtio-mem.c: virtio_mem_device_realize'],
    valid: [`qemu-system-x86_64 -m 1G,slots=1,maxmem=2G ${DIMM},node=0\n`],
    invalid: [`qemu-system-x86_64 -m 1G,slots=1,maxmem=2G ${DIMM},node=1\n`],
    fixes: ({ span }, facts) => {
      const place = entryAt(facts, span);
      const count = facts.started.numa.nodes.length;
      return place
        ? [...setTo(place.group, 'node', [`${Math.max(0, count - 1)}`, '0']), ...leaveOut(place.group, 'node')]
        : [];
    },
  },
  {
    id: 'memory-hotplug',
    severity: 'error',
    summary: 'The machine cannot take memory devices without ACPI.',
    why: `A guest learns of DIMMs by ACPI: \`memory hotplug is not enabled: missing acpi device or acpi disabled\` with \`acpi=off\`. An arm virt machine has the device for it only when firmware is loaded (\`-bios\` or \`-drive if=pflash\`): \`memory hotplug is not enabled: missing acpi-ged device\`.`,
    references: ['hw/i386/pc.c: pc_memory_pre_plug', 'hw/arm/virt.c: virt_memory_pre_plug'],
    valid: [`qemu-system-x86_64 -M q35 -m 1G,slots=1,maxmem=2G ${DIMM}\n`],
    invalid: [
      `qemu-system-x86_64 -M q35,acpi=off -m 1G,slots=1,maxmem=2G ${DIMM}\n`,
      `qemu-system-aarch64 -M virt -cpu cortex-a57 -m 1G,slots=1,maxmem=2G ${DIMM}\n`,
    ],
    fixes: ({ span }, facts) => {
      const place = entryAt(facts, span);
      return place?.name === 'acpi' ? leaveOut(place.group, 'acpi', true) : [];
    },
  },
  {
    id: 'nvdimm-disabled',
    severity: 'error',
    summary: 'The machine has no NVDIMMs turned on.',
    why: `An nvdimm needs \`nvdimm=on\` of the machine: \`nvdimm is not enabled: missing 'nvdimm' in '-M'\`, on arm \`nvdimm is not enabled: add 'nvdimm=on' to '-M'\`.`,
    references: ['hw/i386/pc.c: pc_memory_pre_plug', 'hw/arm/virt.c: virt_memory_pre_plug'],
    valid: [
      'qemu-system-x86_64 -M q35,nvdimm=on -m 1G,slots=1,maxmem=2G -object memory-backend-ram,id=n,size=1G -device nvdimm,memdev=n\n',
    ],
    invalid: [
      'qemu-system-x86_64 -M q35 -m 1G,slots=1,maxmem=2G -object memory-backend-ram,id=n,size=1G -device nvdimm,memdev=n\n',
    ],
    fixes: (_, facts) => allOf('Add nvdimm=on to -machine', [setMachineProperty(facts, 'nvdimm', true)]),
  },
  {
    id: 'nvdimm-size',
    severity: 'error',
    summary: 'Behind the labels nothing is left of an nvdimm.',
    why: `Labels take the end of the backend, and the rest is rounded down to its alignment: \`the size of memdev n (0x200000) is too small to contain nvdimm label (0x20000) and aligned PMEM (0x200000)\`.`,
    references: ['hw/mem/nvdimm.c: nvdimm_prepare_memory_region'],
    valid: [
      'qemu-system-x86_64 -M q35,nvdimm=on -m 1G,slots=1,maxmem=3G -object memory-backend-ram,id=n,size=1G -device nvdimm,memdev=n,label-size=2M\n',
    ],
    invalid: [
      'qemu-system-x86_64 -M q35,nvdimm=on -m 1G,slots=1,maxmem=3G -object memory-backend-ram,id=n,size=2M -device nvdimm,memdev=n,label-size=128K\n',
    ],
    fixes: ({ span }, facts) => {
      const backend = backendNamedAt(facts, span);
      const size = backend?.size.value;
      const align = backend?.align;
      const fixes =
        size === undefined || align === undefined ? [] : resize(facts, backend, [alignUp(size, align) + align]);
      return [...fixes, ...leaveOut(entryAt(facts, span)?.group, 'label-size')];
    },
  },
  {
    id: 'nvdimm-unarmed',
    severity: 'error',
    summary: 'An nvdimm on read-only memory does not say that writes are lost.',
    why: `On a backend that cannot be written the guest has to be told so: \`'unarmed' property must be 'on' since memdev n is read-only\`.`,
    references: ['hw/mem/nvdimm.c: nvdimm_prepare_memory_region'],
    valid: [
      'qemu-system-x86_64 -M q35,nvdimm=on -m 1G,slots=1,maxmem=2G -object memory-backend-file,id=n,size=1G,mem-path=/dev/shm/n,share=on,readonly=on -device nvdimm,memdev=n,unarmed=on\n',
    ],
    invalid: [
      'qemu-system-x86_64 -M q35,nvdimm=on -m 1G,slots=1,maxmem=2G -object memory-backend-file,id=n,size=1G,mem-path=/dev/shm/n,share=on,readonly=on -device nvdimm,memdev=n\n',
    ],
    fixes: ({ span }, facts) => setTo(entryAt(facts, span)?.group, 'unarmed', [true]),
  },
  {
    id: 'label-size',
    severity: 'error',
    summary: 'The labels of an nvdimm are too small, or missing.',
    why: `Labels take 128 KiB at least: \`Property 'nvdimm.label-size' (0x10000) is required at least 0x20000\`. On pseries every nvdimm needs them: \`PAPR requires NVDIMM devices to have label-size set\`.`,
    references: ['hw/mem/nvdimm.c: nvdimm_set_label_size', 'hw/ppc/spapr_nvdimm.c: spapr_nvdimm_validate'],
    valid: [
      'qemu-system-x86_64 -M q35,nvdimm=on -m 1G,slots=1,maxmem=2G -object memory-backend-ram,id=n,size=1G -device nvdimm,memdev=n,label-size=128K\n',
    ],
    invalid: [
      'qemu-system-x86_64 -M q35,nvdimm=on -m 1G,slots=1,maxmem=2G -object memory-backend-ram,id=n,size=1G -device nvdimm,memdev=n,label-size=64K\n',
    ],
    fixes: ({ span }, facts) => setTo(entryAt(facts, span)?.group, 'label-size', [128n * KIB]),
  },
  {
    id: 'pci-address',
    severity: 'error',
    summary: 'A guest-physical address stands where the place on the PCI bus belongs.',
    why: `\`addr\` of a PCI device is its place on the bus. Where the memory of virtio-mem and virtio-pmem lies is \`memaddr\`: \`Property 'virtio-mem-pci.addr' doesn't take value '0x140000000'\`.`,
    references: ['hw/core/qdev-properties-system.c: set_pci_devfn', 'hw/virtio/virtio-mem.c'],
    valid: [
      'qemu-system-x86_64 -m 1G,maxmem=4G -object memory-backend-ram,id=v,size=1G -device virtio-mem-pci,memdev=v,memaddr=0x140000000\n',
    ],
    invalid: [
      'qemu-system-x86_64 -m 1G,slots=1,maxmem=4G -object memory-backend-ram,id=v,size=1G -device virtio-mem-pci,memdev=v,addr=0x140000000\n',
    ],
    fixes: ({ span }, facts) => {
      const place = entryAt(facts, span);
      const text = plainText(span);
      if (place?.group.carrier !== 'command-line' || !/^(0x[0-9a-f]+|\d+)$/i.test(text)) return [];
      const key = place.entry.key.span;
      return [
        { title: 'Write memaddr', edits: [{ span: key, newText: 'memaddr' }], preferred: true },
        ...leaveOut(place.group, 'addr'),
      ];
    },
  },
  {
    id: 'block-size',
    severity: 'error',
    summary: 'The block size of virtio-mem is not one it can have, or a poor one.',
    why: `\`block-size\` is a power of two, 1 MiB at least, and no less than a page of the backend: \`'block-size' property has to be at least 0x100000\`, \`… has to be a power of two\`, \`… has to be at least the page size (0x200000)\`. Less than a transparent huge page gives a warning: every block
that is given back then splits one.`,
    references: ['hw/virtio/virtio-mem.c: virtio_mem_set_block_size, virtio_mem_device_realize'],
    valid: [
      'qemu-system-x86_64 -m 1G,maxmem=4G -object memory-backend-ram,id=v,size=1G -device virtio-mem-pci,memdev=v,block-size=2M\n',
    ],
    invalid: [
      'qemu-system-x86_64 -m 1G,maxmem=4G -object memory-backend-ram,id=v,size=1G -device virtio-mem-pci,memdev=v,block-size=3M\n',
      'qemu-system-x86_64 -m 1G,maxmem=4G -object memory-backend-ram,id=v,size=1G -device virtio-mem-pci,memdev=v,block-size=512K\n',
      'qemu-system-x86_64 -m 1G,maxmem=4G -object memory-backend-ram,id=v,size=1G -device virtio-mem-pci,memdev=v,block-size=1M\n',
    ],
    fixes: ({ span }, facts) => {
      const group = entryAt(facts, span)?.group;
      const page = backendNamedAt(facts, span)?.pageSize ?? 0n;
      const least = page > 2n * MIB ? page : 2n * MIB;
      return [...setTo(group, 'block-size', [least]), ...leaveOut(group, 'block-size')];
    },
  },
  {
    id: 'requested-size',
    severity: 'error',
    summary: 'The requested size is no multiple of the block size.',
    why: `virtio-mem gives memory in blocks: \`'requested-size' property has to be multiples of 'block-size' (0x200000)\`.`,
    references: ['hw/virtio/virtio-mem.c: virtio_mem_device_realize'],
    valid: [
      'qemu-system-x86_64 -m 1G,maxmem=4G -object memory-backend-ram,id=v,size=1G -device virtio-mem-pci,memdev=v,requested-size=512M\n',
    ],
    invalid: [
      'qemu-system-x86_64 -m 1G,maxmem=4G -object memory-backend-ram,id=v,size=1G -device virtio-mem-pci,memdev=v,requested-size=513M\n',
    ],
    fixes: roundRequestedSize,
  },
  {
    id: 'dynamic-memslots',
    severity: 'error',
    summary: 'dynamic-memslots needs memory that cannot be touched while it is unplugged.',
    why: `With \`dynamic-memslots=on\` KVM has memslots only for the parts in use; the guest must not touch the others: \`'dynamic-memslots' property set to 'on' requires 'unplugged-inaccessible' to be 'on'\`. From QEMU 8.2 on.`,
    references: ['hw/virtio/virtio-mem.c: virtio_mem_device_realize'],
    valid: [
      'qemu-system-x86_64 -m 1G,maxmem=4G -object memory-backend-ram,id=v,size=1G -device virtio-mem-pci,memdev=v,dynamic-memslots=on\n',
    ],
    invalid: [
      'qemu-system-x86_64 -m 1G,maxmem=4G -object memory-backend-ram,id=v,size=1G -device virtio-mem-pci,memdev=v,dynamic-memslots=on,unplugged-inaccessible=off\n',
    ],
    fixes: ({ span }, facts) => setTo(entryAt(facts, span)?.group, 'unplugged-inaccessible', [true]),
  },
  {
    id: 'unplugged-inaccessible',
    severity: 'warning',
    summary: 'The guest may read memory that is not plugged, and make the host allocate it.',
    why: `Private anonymous memory that is only read costs nothing, thanks to the shared zero page; files, shared memory and huge pages have none. QEMU warns: \`'unplugged-inaccessible' property set to 'off' with a memdev that does not support the shared zeropage.\` Newer guests can do with \`unplugged-inaccessible=on\`, the default of machine types from 8.1 on.`,
    references: ['hw/virtio/virtio-mem.c: virtio_mem_device_realize'],
    valid: [
      'qemu-system-x86_64 -m 1G,maxmem=4G -object memory-backend-memfd,id=v,size=1G -device virtio-mem-pci,memdev=v\n',
    ],
    invalid: [
      'qemu-system-x86_64 -m 1G,maxmem=4G -object memory-backend-memfd,id=v,size=1G -device virtio-mem-pci,memdev=v,unplugged-inaccessible=off\n',
    ],
    fixes: ({ span }, facts) => setTo(entryAt(facts, span)?.group, 'unplugged-inaccessible', ['on']),
  },
  {
    id: 'virtio-mem-backend',
    severity: 'error',
    summary: 'virtio-mem cannot use that backend.',
    why: `The backend of a virtio-mem device can be written (\`'memdev' property specifies an unsupported memdev\`), is a multiple of \`block-size\` (\`'memdev' property memdev size has to be multiples of'block-size' (0x200000)\`), and from 8.0 on is not allocated at the start: \`'memdev' property specifies a memdev with preallocation enabled: v. Instead, specify 'prealloc=on' for the virtio-mem device. \``,
    references: ['hw/virtio/virtio-mem.c: virtio_mem_device_realize'],
    valid: [
      'qemu-system-x86_64 -m 1G,maxmem=4G -object memory-backend-ram,id=v,size=1G -device virtio-mem-pci,memdev=v,prealloc=on\n',
    ],
    invalid: [
      'qemu-system-x86_64 -m 1G,maxmem=4G -object memory-backend-ram,id=v,size=1G,prealloc=on -device virtio-mem-pci,memdev=v\n',
      'qemu-system-x86_64 -m 1G,maxmem=4G -object memory-backend-memfd,id=v,size=1G -device virtio-mem-pci,memdev=v,block-size=2G\n',
    ],
    fixes: repairVirtioMem,
  },
  {
    id: 'virtio-mem-lock',
    severity: 'error',
    summary: 'virtio-mem with locked memory.',
    why: `virtio-mem gives memory back to the host, which memory that is locked (\`-overcommit mem-lock=on\`) cannot: \`Incompatible with mlock\`.`,
    references: ['hw/virtio/virtio-mem.c: virtio_mem_device_realize'],
    valid: [
      'qemu-system-x86_64 -m 1G,maxmem=4G -object memory-backend-ram,id=v,size=1G -device virtio-mem-pci,memdev=v\n',
    ],
    invalid: [
      'qemu-system-x86_64 -m 1G,maxmem=4G -overcommit mem-lock=on -object memory-backend-ram,id=v,size=1G -device virtio-mem-pci,memdev=v\n',
    ],
    fixes: (_, facts) =>
      setTo(facts.options.filter(({ option }) => option === 'overcommit').at(-1), 'mem-lock', [false]),
  },
  {
    id: 'virtio-mem-private-file',
    severity: 'warning',
    summary: 'virtio-mem punches holes into a file that it maps privately.',
    why: `virtio-mem discards memory by punching holes into the file behind it. In a private mapping the file is another's, or is to be kept: from 8.2 on QEMU warns \`ram_block_discard_range: Discarding RAM in private file mappings is possibly dangerous, because it will modify the underlying file and will affect other users of the file\`.`,
    references: ['system/physmem.c: ram_block_discard_range'],
    valid: [
      'qemu-system-x86_64 -m 1G,maxmem=4G -object memory-backend-file,id=v,size=1G,mem-path=/dev/shm,share=on -device virtio-mem-pci,memdev=v\n',
    ],
    invalid: [
      'qemu-system-x86_64 -m 1G,maxmem=4G -object memory-backend-file,id=v,size=1G,mem-path=/dev/shm -device virtio-mem-pci,memdev=v\n',
    ],
    fixes: ({ span }, facts) => {
      const backend = backendNamedAt(facts, span);
      return backend ? setTo(groupOf(facts, backend), 'share', [true]) : [];
    },
  },
  {
    id: 'backend-busy',
    severity: 'error',
    summary: 'A backend is used twice.',
    why: `A backend is the memory of one thing: \`can't use already busy memdev: d\` (virtio-mem: \`'memdev' property specifies a busy memdev: d\`), \`memory backend m0 can't be used multiple times.\` for two NUMA nodes. Give each a backend of its own.`,
    references: ['hw/mem/pc-dimm.c: pc_dimm_realize', 'hw/core/numa.c: numa_init_memdev_container'],
    valid: [
      'qemu-system-x86_64 -m 1G,slots=2,maxmem=4G -object memory-backend-ram,id=a,size=1G -object memory-backend-ram,id=b,size=1G -device pc-dimm,memdev=a -device pc-dimm,memdev=b\n',
    ],
    invalid: [
      'qemu-system-x86_64 -m 1G,slots=2,maxmem=4G -object memory-backend-ram,id=a,size=1G -object memory-backend-ram,id=b,size=1G -device pc-dimm,memdev=a -device pc-dimm,memdev=a\n',
      'qemu-system-x86_64 -m 2G -object memory-backend-ram,id=a,size=1G -numa node,memdev=a -numa node,memdev=a\n',
    ],
    fixes: takeAnother,
  },
  {
    id: 'ivshmem-size',
    severity: 'error',
    summary: 'The memory of an ivshmem device is no power of two.',
    why: `ivshmem-plain makes its backend a PCI BAR, whose size is a power of two. Otherwise **QEMU crashes**: \`pci_register_bar: Assertion \\\`is_power_of_2(size)' failed\`.`,
    references: ['hw/misc/ivshmem.c: ivshmem_common_realize', 'hw/pci/pci.c: pci_register_bar'],
    valid: [
      'qemu-system-x86_64 -m 1G -object memory-backend-ram,id=s,size=16M,share=on -device ivshmem-plain,memdev=s\n',
    ],
    invalid: [
      'qemu-system-x86_64 -m 1G -object memory-backend-ram,id=s,size=20M,share=on -device ivshmem-plain,memdev=s\n',
    ],
    fixes: ({ span }, facts) => {
      const backend = backendNamedAt(facts, span);
      const size = backend?.size.value;
      if (size === undefined) return [];
      const up = 1n << BigInt(size.toString(2).length);
      return resize(facts, backend, isPowerOfTwo(size) ? [] : [up, up >> 1n]);
    },
  },
];
