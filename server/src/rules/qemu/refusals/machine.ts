import { alignDown, alignUp } from '../../../layout/align';
import { formatSize } from '../../../model/format';
import { GIB, MIB } from '../../../model/qemu/units';
import type { Fix } from '../../define-rule';
import { allOf, entryAt, leaveOut, multiplesAround, neededMaxmem, resize, setTo, textOf } from '../fix-values';
import {
  addOption,
  lastGroup,
  removeOption,
  setMachineProperty,
  setMemoryOption,
  setProperty,
  withSuffix,
} from '../property-edits';
import type { QemuFacts } from '../qemu-facts';
import type { FoundRefusal, RefusalEntry } from '../refusal-rule';

/** What is wrong with -m and -machine, and with where the board would put the RAM. */
export const MACHINE_REFUSALS: readonly RefusalEntry[] = [
  {
    id: 'backend-size-mismatch',
    severity: 'error',
    summary: 'The machine and its memory backend have different sizes.',
    why: `With \`-machine memory-backend=ID\` that backend is the whole RAM, so \`-m\` has to say the same size, or nothing at all: \`Machine memory size does not match the size of the memory backend\`. QEMU rounds \`-m\` up to 8 KiB before it compares.`,
    references: ['hw/core/machine.c: machine_run_board_init'],
    valid: ['qemu-system-x86_64 -M q35,memory-backend=m -object memory-backend-memfd,id=m,size=4G -m 4G\n'],
    invalid: ['qemu-system-x86_64 -M q35,memory-backend=m -object memory-backend-memfd,id=m,size=4G -m 2G\n'],
    fixes: makeEqual,
  },
  {
    id: 'slots-without-maxmem',
    severity: 'error',
    summary: 'There are memory slots, but no room for what is plugged into them.',
    why: `\`slots\` says how many DIMMs there can be, \`maxmem\` how much memory with them: the RAM plus everything that may be plugged in. One without the other: \`slots specified but no max-size\`.`,
    references: ['hw/core/machine.c: machine_set_mem'],
    valid: ['qemu-system-x86_64 -m 4G,slots=2,maxmem=8G\n'],
    invalid: ['qemu-system-x86_64 -m 4G,slots=2\n'],
    fixes: (_, facts) => [...raiseMaxmem(facts), ...leaveOut(lastGroup(facts, 'm'), 'slots')],
  },
  {
    id: 'maxmem-below-size',
    severity: 'error',
    summary: 'maxmem is less than the RAM.',
    why: `\`maxmem\` counts the RAM and what may be plugged in: \`invalid value of maxmem: maximum memory size (0x800) must be at least the initial memory size (0x40000000)\`. **Without a suffix \`maxmem\` is bytes**, while \`size\` is MiB: \`-m 1024,maxmem=2048\` gives 2048 bytes.`,
    references: ['hw/core/machine.c: machine_set_mem', 'system/vl.c: parse_memory_options'],
    valid: ['qemu-system-x86_64 -m 1024,slots=2,maxmem=2048M\n'],
    invalid: ['qemu-system-x86_64 -m 1024,slots=2,maxmem=2048\n', 'qemu-system-x86_64 -m 4G,slots=2,maxmem=2G\n'],
    fixes: raiseOverRam,
  },
  {
    id: 'maxmem-equals-size',
    severity: 'error',
    summary: 'There are memory slots, and maxmem leaves nothing for them.',
    why: `With \`slots\`, \`maxmem\` has to be larger than the RAM: \`invalid value of maxmem: memory slots were specified but maximum memory size (0x…) is equal to the initial memory size (0x…)\`.`,
    references: ['hw/core/machine.c: machine_set_mem'],
    valid: ['qemu-system-x86_64 -m 4G,slots=2,maxmem=8G\n', 'qemu-system-x86_64 -m 4G,maxmem=4G\n'],
    invalid: ['qemu-system-x86_64 -m 4G,slots=2,maxmem=4G\n'],
    fixes: (_, facts) => [...raiseMaxmem(facts), ...leaveOut(lastGroup(facts, 'm'), 'slots')],
  },
  {
    id: 'maxmem-alignment',
    severity: 'error',
    summary: 'maxmem is not aligned as the machine needs it.',
    why: `\`maxmem\` is a multiple of 4 KiB on x86 and LoongArch (\`maximum memory size must by aligned to multiple of 4096 bytes\`), of 256 MiB on pseries (\`Maximum memory size 0x… is not aligned to 256 MiB\`, with the RAM in place of the maximum).`,
    references: ['hw/i386/pc.c: pc_memory_init', 'hw/ppc/spapr.c: spapr_validate_node_memory, spapr_machine_init'],
    valid: ['qemu-system-x86_64 -m 1G,slots=1,maxmem=2G\n'],
    invalid: ['qemu-system-x86_64 -m 1G,slots=1,maxmem=2000000001\n', 'qemu-system-ppc64 -m 1G,slots=1,maxmem=2100M\n'],
    fixes: (_, facts) => {
      const { value } = facts.started.config.options.maxRamSize;
      if (value === undefined) return [];
      const unit = facts.started.config.machine?.family === 'pseries' ? 256n * MIB : 4096n;
      return multiplesAround(value, unit).flatMap((size, i) => maxmemFix(facts, size, i === 0));
    },
  },
  {
    id: 'too-many-slots',
    severity: 'error',
    summary: 'More memory slots than the machine can have.',
    why: `A machine has at most 256 memory slots (pseries without KVM: 32): \`unsupported amount of memory slots: 257\`. A negative number counts as a huge one.`,
    references: [
      'hw/i386/pc.c: pc_memory_init',
      'hw/arm/virt.c: virt_set_memmap',
      'hw/ppc/spapr.c: spapr_machine_init',
    ],
    valid: ['qemu-system-x86_64 -m 1G,slots=256,maxmem=16G\n'],
    invalid: ['qemu-system-x86_64 -m 1G,slots=257,maxmem=16G\n'],
    fixes: (_, facts) => {
      const most = facts.started.config.machine?.family === 'pseries' ? 32n : 256n;
      return allOf(`Make it ${most} slots`, [setMemoryOption(facts, 'slots', most)]);
    },
  },
  {
    id: 'low-ram-limit',
    severity: 'error',
    summary: 'max-ram-below-4g is out of range, or splits the RAM badly.',
    why: `\`max-ram-below-4g\` is at most 4 GiB (\`Machine option 'max-ram-below-4g=5368709120' expects size less than or equal to 4G\`). QEMU warns when it is no multiple of 1 GiB on a large machine, because the RAM above 4 GiB then begins within a 1 GiB page, and
when less than 1 MiB is left for the firmware.`,
    references: [
      'hw/i386/pc.c: pc_machine_set_max_ram_below_4g',
      'hw/i386/pc_piix.c: pc_init1',
      'hw/i386/pc_q35.c: pc_q35_init',
    ],
    valid: ['qemu-system-x86_64 -M q35,max-ram-below-4g=1G -m 4G\n'],
    invalid: [
      'qemu-system-x86_64 -M q35,max-ram-below-4g=5G -m 4G\n',
      'qemu-system-x86_64 -M q35,max-ram-below-4g=1500M -m 4G\n',
      'qemu-system-x86_64 -M pc,max-ram-below-4g=1500M -m 4G\n',
    ],
    fixes: ({ span }, facts) => {
      const place = entryAt(facts, span);
      const value = facts.started.config.options.maxRamBelow4g.value ?? 4n * GIB;
      const below = value - (value % GIB);
      const sizes = [below, below + GIB].filter((size) => size > 0n && size <= 4n * GIB);
      return place ? setTo(place.group, place.name, sizes) : [];
    },
  },
  {
    id: 'ram-alignment',
    severity: 'error',
    summary: 'The RAM is no multiple of what the machine needs.',
    why: `RAM of s390-ccw-virtio is a multiple of 1 MiB (\`ram size must be multiples of 1 MiB\`), that of pseries of 256 MiB (\`Memory size 0x3e800000 is not aligned to 256 MiB\`).`,
    references: ['hw/s390x/s390-virtio-ccw.c: s390_memory_init', 'hw/ppc/spapr.c: spapr_validate_node_memory'],
    valid: ['qemu-system-ppc64 -m 1G\n'],
    invalid: ['qemu-system-ppc64 -m 1000M\n', 'qemu-system-s390x -m 1000001K\n'],
    fixes: (_, facts) => {
      const unit = facts.started.config.machine?.family === 'pseries' ? 256n * MIB : MIB;
      return ramTo(facts, (size) => multiplesAround(size, unit));
    },
  },
  {
    id: 'ram-too-small',
    severity: 'error',
    summary: 'The machine needs more RAM.',
    why: `Until QEMU 7.2 LoongArch's virt needs 1 GiB of RAM at least: \`ram_size must be greater than 1G.\``,
    references: ['hw/loongarch/virt.c: loongarch_init'],
    valid: ['qemu-system-loongarch64 -M virt -m 2G\n'],
    invalid: ['qemu-system-loongarch64 -M virt -m 512M\n'],
    fixes: (_, facts) => ramTo(facts, () => [GIB]),
  },
  {
    id: 'ram-too-large',
    severity: 'error',
    summary: 'The machine cannot have that much RAM.',
    why: `A 32-bit RISC-V machine has 10 GiB of RAM at most: \`Limiting RAM size to 10 GiB\`.`,
    references: ['hw/riscv/virt.c: virt_machine_init'],
    valid: ['qemu-system-riscv32 -M virt -m 8G\n'],
    invalid: ['qemu-system-riscv32 -M virt -m 16G\n'],
    fixes: (_, facts) => ramTo(facts, () => [10n * GIB]),
  },
  {
    id: 'phys-bits',
    severity: 'error',
    summary: "Memory reaches beyond the guest CPU's physical addresses.",
    why: `RAM, the region for memory devices and the hole for PCI devices behind them have to lie below 2^phys-bits of the guest's CPU: \`Address space limit 0xffffffffff < 0x2083fffffff phys-bits too low (40)\`. The default CPU has 40 bits, 1 TiB in all. On AMD the memory moves above 1 TiB
when it would reach the 12 GiB below it. Lower \`maxmem\`, use \`-cpu host\`, or give the CPU \`phys-bits=\`.`,
    references: ['hw/i386/pc.c: pc_memory_init'],
    valid: ['qemu-system-x86_64 -M q35 -m 4G,slots=4,maxmem=512G\n'],
    invalid: ['qemu-system-x86_64 -M q35 -m 4G,slots=4,maxmem=2T\n'],
    fixes: widenAddresses,
  },
  {
    id: 'no-device-memory',
    severity: 'error',
    summary: 'The machine has no room for memory devices.',
    why: `Memory devices lie in a region behind the RAM, which exists only with \`maxmem\` larger than the RAM: \`the configuration is not prepared for memory devices (e.g., for memory hotplug), consider specifying the maxmem option\` (until 8.0 \`memory devices (e.g. for memory hotplug) are not enabled, please specify the maxmem option\`). isapc has none at all:
\`"-memory 'slots|maxmem'" is not supported by: isapc\`.`,
    references: ['hw/mem/memory-device.c: memory_device_check_addable', 'hw/i386/pc.c: pc_memory_init'],
    valid: [
      'qemu-system-x86_64 -m 4G,maxmem=8G -object memory-backend-ram,id=v,size=4G -device virtio-mem-pci,memdev=v,requested-size=1G\n',
    ],
    invalid: [
      'qemu-system-x86_64 -m 4G -object memory-backend-ram,id=v,size=4G -device virtio-mem-pci,memdev=v,requested-size=1G\n',
    ],
    fixes: (_, facts) => raiseMaxmem(facts),
  },
  {
    id: 'no-machine',
    severity: 'error',
    summary: 'There is no machine type, and this QEMU has no default.',
    why: `QEMU for Arm has no default machine: \`No machine specified, and there is no default\`. Most guests want \`-machine virt\`.`,
    references: ['system/vl.c: select_machine'],
    valid: ['qemu-system-aarch64 -M virt -cpu cortex-a57 -m 1G\n'],
    invalid: ['qemu-system-aarch64 -cpu cortex-a57 -m 1G\n'],
    fixes: (_, facts) => allOf('Add -machine virt', [addOption(facts, '-machine virt')]),
  },
  {
    id: 'mem-path-and-backend',
    severity: 'error',
    summary: '-mem-path stands beside a memory backend.',
    why: `\`-mem-path\` says where the RAM comes from that QEMU makes for \`-m\`; with \`memory-backend=\` it makes none: \`'-mem-path' can't be used together with'-machine memory-backend'\`. Give the path to the backend: \`memory-backend-file,mem-path=\`.`,
    references: ['system/vl.c: qemu_apply_legacy_machine_options'],
    valid: [
      'qemu-system-x86_64 -m 1G -object memory-backend-file,id=m,size=1G,mem-path=/dev/hugepages -machine memory-backend=m\n',
    ],
    invalid: [
      'qemu-system-x86_64 -m 1G -mem-path /dev/hugepages -object memory-backend-ram,id=m,size=1G -machine q35,memory-backend=m\n',
    ],
    fixes: (_, facts) => allOf('Leave out -mem-path', [removeOption(lastGroup(facts, 'mem-path'))]),
  },
  {
    id: 'highmem',
    severity: 'error',
    summary: 'Everything is to lie below 4 GiB, and does not fit.',
    why: `With \`highmem=off\` an arm virt machine keeps all of its memory below 4 GiB, of which RAM has the upper 3 GiB: \`Addressing limited to 32 bits, but memory exceeds it by 1073741824 bytes\`.`,
    references: ['hw/arm/virt.c: virt_set_memmap'],
    valid: ['qemu-system-aarch64 -M virt,highmem=off -m 2G\n'],
    invalid: ['qemu-system-aarch64 -M virt,highmem=off -m 4G\n'],
    fixes: (_, facts) => [
      ...allOf('Turn highmem on', [setMachineProperty(facts, 'highmem', true)]),
      ...ramTo(facts, () => [3n * GIB]),
    ],
  },
];

function makeEqual(_: FoundRefusal, facts: QemuFacts): readonly Fix[] {
  const { config, backends, ramSize } = facts.started;
  const backend = backends.find(({ id, object }) => object && id === config.options.memoryBackend.value);
  const size = backend?.size.value;
  if (!backend || size === undefined) return [];
  const memory = allOf(`Make -m ${formatSize(size)}, as ${backend.id} has`, [setMemoryOption(facts, 'size', size)]);
  const place = backend.size.span && entryAt(facts, backend.size.span);
  const own =
    place && ramSize !== undefined
      ? allOf(
          `Make ${backend.id} ${formatSize(ramSize)}, as -m says`,
          [setProperty(place.group, 'size', ramSize)],
          false,
        )
      : [];
  return [...memory, ...own];
}

function maxmemFix(facts: QemuFacts, size: bigint, preferred: boolean): readonly Fix[] {
  return allOf(`Make maxmem ${formatSize(size)}`, [setMemoryOption(facts, 'maxmem', size)], preferred);
}

/** A maxmem with room for the devices there are, or for a few to come; and a slot for each DIMM, where there are too few. */
export function raiseMaxmem(facts: QemuFacts): readonly Fix[] {
  const { ramSize, config } = facts.started;
  const need = neededMaxmem(facts);
  if (need === undefined || ramSize === undefined) return [];
  const dimms = BigInt(config.devices.filter(({ type }) => type.kind === 'pc-dimm' || type.kind === 'nvdimm').length);
  const slots = config.memory.slots.value ?? 0n;
  const size = alignUp(need > ramSize ? need : ramSize + (slots > 0n ? slots : 1n) * GIB, MIB);
  if (slots >= dimms) return maxmemFix(facts, size, true);
  const group = lastGroup(facts, 'm');
  const old = config.memory.maxmem.value ?? 0n;
  const most = old > size ? old : size;
  const title = `Give -m slots=${dimms} and maxmem=${withSuffix(most)}`;
  // Two keys at the end of one option go in together.
  if (!config.memory.slots.span && !config.memory.maxmem.span && group)
    return allOf(title, [setProperty(group, 'slots', `${dimms}`), setProperty(group, 'maxmem', withSuffix(most))]);
  return allOf(title, [setMemoryOption(facts, 'slots', dimms), setMemoryOption(facts, 'maxmem', most)]);
}

function raiseOverRam({ span }: FoundRefusal, facts: QemuFacts): readonly Fix[] {
  const { ramSize, config } = facts.started;
  const ram = config.options.ramSize.value ?? ramSize;
  const place = entryAt(facts, span);
  if (ram === undefined || !place) return [];
  const text = textOf(place.entry);
  if (place.name !== 'maxmem') return allOf(`Add -m ${formatSize(ram)}`, [setMemoryOption(facts, 'size', ram)]);
  const fixes: Fix[] = [];
  // A number without a suffix was meant in MiB, as that of the size.
  if (text !== undefined && /^[1-9]\d*$/.test(text) && BigInt(text) * MIB >= ram)
    fixes.push(...allOf(`Count MiB: maxmem=${text}M`, [setProperty(place.group, 'maxmem', `${text}M`)]));
  const need = neededMaxmem(facts);
  const room = need !== undefined && need > ram ? need : ram + GIB;
  return [...fixes, ...maxmemFix(facts, alignUp(room, MIB), fixes.length === 0)];
}

function ramTo(facts: QemuFacts, sizes: (size: bigint) => readonly bigint[]): readonly Fix[] {
  const { ramSize, ram } = facts.started;
  if (ramSize === undefined) return [];
  const backend = ram?.length === 1 ? ram[0]!.backend : undefined;
  if (backend) return resize(facts, backend, sizes(ramSize));
  return sizes(ramSize).flatMap((size, i) =>
    allOf(`Make the RAM ${formatSize(size)}`, [setMemoryOption(facts, 'size', size)], i === 0),
  );
}

function widenAddresses(_: FoundRefusal, facts: QemuFacts): readonly Fix[] {
  const { config } = facts.started;
  const cpu = lastGroup(facts, 'cpu');
  const fixes: Fix[] = [];
  if (cpu) fixes.push(...allOf('Give the CPU 48 address bits (phys-bits=48)', [setProperty(cpu, 'phys-bits', '48')]));
  else if (config.accelerator.value === 'kvm')
    fixes.push(...allOf("Use the host's CPU (-cpu host)", [addOption(facts, '-cpu host')]));
  const maxmem = config.options.maxRamSize.value;
  const bits = config.cpu.physBits;
  if (maxmem !== undefined && config.memory.maxmem.span && bits !== undefined) {
    // The slots and the PCI hole take some of it, too.
    const slots = (config.options.slots.value ?? 0n) * GIB;
    const most = alignDown((1n << bits) - slots - 64n * GIB, GIB);
    if (most > (config.options.ramSize.value ?? 0n)) fixes.push(...maxmemFix(facts, most, fixes.length === 0));
  }
  return fixes;
}
