import type { Field, FieldType } from '../vmm/json-fields';

type Fields = { readonly [name: string]: Field };

const size = (help: string, need?: Field['need']): Field => ({
  type: 'u64',
  unit: 'bytes',
  help,
  ...(need && { need }),
});
const other = (type: FieldType, help: string, need?: Field['need']): Field => ({ type, help, ...(need && { need }) });

const SHARED: Fields = {
  mergeable: other('bool', 'lets the kernel merge equal pages (KSM); not together with shared'),
  shared: other('bool', 'maps the memory shared, as vhost-user needs it; huge pages always are'),
  hugepages: other('bool', 'takes huge pages of the host (hugetlbfs)'),
  hugepage_size: size('the size of the huge pages; without it the default one of the host', 'optional'),
  hotplug_size: size('how much can be plugged later; of virtio-mem a multiple of 128 MiB', 'optional'),
  hotplugged_size: size('how much of hotplug_size is plugged at once (virtio-mem)', 'optional'),
  prefault: other('bool', 'takes the pages when the guest starts'),
  reserve: other(
    'bool',
    'reserves huge pages when the guest starts: where the host has too few, it does not start. Otherwise it is killed by SIGBUS later',
  ),
};

/** `--memory` and `memory` of a VmConfig. (vmm/src/vm_config.rs: MemoryConfig) */
export const MEMORY_FIELDS: Fields = {
  size: size('the memory of the guest; 0 where zones have it', 'required'),
  hotplug_method: other(['Acpi', 'VirtioMem'], 'how memory is plugged: by ACPI in steps of 128 MiB, or by virtio-mem'),
  ...SHARED,
  thp: other('bool', 'asks for transparent huge pages; on unless it is turned off'),
  zones: other('list', 'the pieces that the memory is made of', 'optional'),
};

/** `--memory-zone` and an element of `zones`. (vmm/src/vm_config.rs: MemoryZoneConfig) */
export const ZONE_FIELDS: Fields = {
  id: other('string', 'its name, which `--numa` refers to', 'required'),
  size: size('its memory', 'required'),
  file: other('string', 'the file that is mapped', 'optional'),
  ...SHARED,
  host_numa_node: other('u32', 'the node of the host that it comes from', 'optional'),
};
