import type { Field } from '../vmm/json-fields';

type Fields = { readonly [name: string]: Field };

/** The structures of a Firecracker configuration that are about memory. */
export const FIRECRACKER_FIELDS: {
  readonly [S in 'machine-config' | 'balloon' | 'memory-hotplug']: Fields;
} = {
  // src/vmm/src/vmm_config/machine_config.rs: MachineConfig
  'machine-config': {
    vcpu_count: { type: 'u8', need: 'required', help: '1 to 32; with smt 1 or an even number' },
    mem_size_mib: {
      type: 'usize',
      need: 'required',
      unit: 'MiB',
      help: 'in MiB; with huge pages a multiple of 2',
    },
    smt: { type: 'bool', help: 'two vCPUs are threads of one core; not on arm64' },
    cpu_template: { type: 'string', need: 'optional', help: 'what the guest sees of the CPU' },
    track_dirty_pages: {
      type: 'bool',
      help: 'KVM then maps 4 KiB, whatever huge_pages says',
    },
    huge_pages: {
      type: ['None', '2M', 'Transparent'],
      help: '`None`, `2M` (hugetlbfs) or `Transparent`; there are none of 1 GiB. They are not reserved: a guest that finds none is killed by SIGBUS. On `2M`, a snapshot is restored through userfaultfd only',
    },
  },
  // src/vmm/src/vmm_config/balloon.rs: BalloonDeviceConfig
  balloon: {
    amount_mib: { type: 'u32', need: 'required', unit: 'MiB', help: 'what it takes of the guest, in MiB' },
    deflate_on_oom: { type: 'bool', need: 'required', help: 'gives it back when the guest has none left' },
    stats_polling_interval_s: { type: 'u16', help: 'seconds between statistics; 0: none' },
    free_page_hinting: { type: 'bool', help: 'the guest tells of free pages when it is asked' },
    free_page_reporting: { type: 'bool', help: 'the guest tells of free pages' },
  },
  // src/vmm/src/vmm_config/memory_hotplug.rs: MemoryHotplugConfig
  'memory-hotplug': {
    total_size_mib: {
      type: 'usize',
      need: 'required',
      unit: 'MiB',
      help: 'the most that can be plugged, in MiB',
    },
    block_size_mib: {
      type: 'usize',
      unit: 'MiB',
      help: 'what the guest plugs at once, in MiB: a power of two, 2 unless given',
    },
    slot_size_mib: {
      type: 'usize',
      unit: 'MiB',
      help: 'what the host plugs at once, a memslot, in MiB: a multiple of block_size_mib, 128 unless given',
    },
  },
};
