import type { Rule } from '../define-rule';
import { type VmmRuleEntry, vmmRule } from '../vmm/vmm-rule';

/** What Firecracker refuses, and what costs more than one sees. */
export const FIRECRACKER_RULES: readonly Rule<'vmm'>[] = [
  refused(
    'memory-size',
    'The memory is 0, or no whole number of the huge pages that are asked for.',
    'Firecracker does not start: the memory has to be a multiple of the page size.',
    'src/vmm/src/vmm_config/machine_config.rs: MachineConfig::update',
    [config('"mem_size_mib": 1024, "huge_pages": "2M"'), config('"mem_size_mib": 1025')],
    [config('"mem_size_mib": 1025, "huge_pages": "2M"'), config('"mem_size_mib": 0')],
  ),
  refused(
    'unknown-field',
    'A structure has a field that Firecracker does not know.',
    'Firecracker ignores what it does not know at the top of the file, but not in `machine-config`, `balloon` and `memory-hotplug`: it does not start.',
    'src/vmm/src/vmm_config/machine_config.rs: MachineConfig',
    [config('"mem_size_mib": 1024')],
    [config('"mem_size_mib": 1024, "hugepages": "2M"')],
  ),
  refused(
    'missing-field',
    'A structure lacks a field that it must have.',
    'Only some fields have a value where none is written; without the others Firecracker does not start.',
    'src/vmm/src/vmm_config/machine_config.rs: MachineConfig',
    [config('"mem_size_mib": 1024')],
    ['{\n  "boot-source": { "kernel_image_path": "vmlinux" },\n  "machine-config": { "vcpu_count": 2 }\n}\n'],
  ),
  refused(
    'value',
    'A field has a value of another type than it takes.',
    'Firecracker reads the whole file or nothing: numbers and booleans have no quotes, and words are told apart by their case.',
    'src/vmm/src/resources.rs: VmResources::from_json',
    [config('"mem_size_mib": 1024, "huge_pages": "None"')],
    [config('"mem_size_mib": "1024"'), config('"mem_size_mib": 1024, "huge_pages": "2m"')],
  ),
  refused(
    'vcpu-count',
    'The number of vCPUs is none that a guest can have.',
    'A guest has 1 to 32 vCPUs; where two are the threads of one core, 1 or an even number of them. arm64 has no such threads.',
    'src/vmm/src/vmm_config/machine_config.rs: MachineConfig::update',
    [config('"mem_size_mib": 1024, "smt": true')],
    [
      '{\n  "machine-config": { "vcpu_count": 33, "mem_size_mib": 1024 }\n}\n',
      '{\n  "machine-config": { "vcpu_count": 3, "smt": true, "mem_size_mib": 1024 }\n}\n',
    ],
  ),
  refused(
    'balloon-size',
    'The balloon takes more memory than the guest has.',
    'The configuration sets the memory first and then refuses a balloon that is larger.',
    'src/vmm/src/resources.rs: VmResources::set_balloon_device',
    [config('"mem_size_mib": 1024', '"balloon": { "amount_mib": 1024, "deflate_on_oom": true }')],
    [config('"mem_size_mib": 1024', '"balloon": { "amount_mib": 2048, "deflate_on_oom": true }')],
  ),
  refused(
    'hotplug',
    'The sizes of the memory that can be plugged do not fit one another.',
    'A block is a power of two from 2 MiB on, a slot a multiple of the block from 128 MiB on, and the total a multiple of the slot. Each slot that is plugged is one memslot of KVM.',
    'src/vmm/src/vmm_config/memory_hotplug.rs: MemoryHotplugConfig::validate',
    [config('"mem_size_mib": 1024', '"memory-hotplug": { "total_size_mib": 1024 }')],
    [config('"mem_size_mib": 1024', '"memory-hotplug": { "total_size_mib": 1000 }')],
  ),
  cost(
    'dirty-tracking',
    'Huge pages whose written parts are logged are mapped by pages of 4 KiB.',
    'KVM logs 4 KiB at a time and maps nothing larger while it does, so that the huge pages save the host some memory but do not make the guest faster.',
    'docs/hugepages.md',
    [config('"mem_size_mib": 1024, "track_dirty_pages": true')],
    [config('"mem_size_mib": 1024, "huge_pages": "2M", "track_dirty_pages": true')],
  ),
  cost(
    'balloon-pages',
    'A balloon gets nothing back of memory on huge pages.',
    'The guest gives pages of 4 KiB back, and the host cannot free a part of a page of hugetlbfs.',
    'docs/hugepages.md',
    [config('"mem_size_mib": 1024', '"balloon": { "amount_mib": 0, "deflate_on_oom": true }')],
    [config('"mem_size_mib": 1024, "huge_pages": "2M"', '"balloon": { "amount_mib": 0, "deflate_on_oom": true }')],
  ),
];

function refused(
  name: string,
  summary: string,
  why: string,
  reference: string,
  valid: readonly string[],
  invalid: readonly string[],
  severity: VmmRuleEntry['severity'] = 'error',
): Rule<'vmm'> {
  return vmmRule({
    id: `firecracker-${name}`,
    program: 'Firecracker',
    severity,
    summary,
    why,
    references: [`Firecracker, ${reference}`],
    examples: { valid, invalid },
  });
}

function cost(...[name, summary, why, reference, valid, invalid]: Parameters<typeof refused>): Rule<'vmm'> {
  return refused(name, summary, why, reference, valid, invalid, 'hint');
}

function config(memory: string, more = ''): string {
  return `{\n  "machine-config": { "vcpu_count": 2, ${memory} }${more && `,\n  ${more}`}\n}\n`;
}
