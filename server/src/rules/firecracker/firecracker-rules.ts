import type { Rule } from '../define-rule';
import { vmmRulesOf } from '../vmm/vmm-rules-of';

const define = vmmRulesOf('firecracker', 'Firecracker');

/** What Firecracker refuses, and what costs more than one sees. */
export const FIRECRACKER_RULES: readonly Rule<'vmm'>[] = [
  define(
    'memory-size',
    'The memory is 0, or no whole number of the huge pages that are asked for.',
    'Firecracker does not start: the memory has to be a multiple of the page size.',
    'src/vmm/src/vmm_config/machine_config.rs: MachineConfig::update',
    [config('"mem_size_mib": 1024, "huge_pages": "2M"'), config('"mem_size_mib": 1025')],
    [config('"mem_size_mib": 1025, "huge_pages": "2M"'), config('"mem_size_mib": 0')],
  ),
  define(
    'field',
    'A field is not known, is not there, or has a value of another type.',
    'Firecracker reads the whole file or nothing. Only at the top of the file it ignores what it does not know.',
    'src/vmm/src/resources.rs: VmResources::from_json',
    [config('"mem_size_mib": 1024, "huge_pages": "None"')],
    [
      config('"mem_size_mib": 1024, "hugepages": "2M"'),
      config('"mem_size_mib": "1024"'),
      config('"mem_size_mib": 1024, "huge_pages": "2m"'),
      config('"mem_size_mib": 1024', '"balloon": { "amount_mib": 8 }'),
    ],
  ),
  define(
    'vcpu-count',
    'The number of vCPUs is none that a guest can have.',
    'A guest has 1 to 32 vCPUs; with `smt`, which arm64 has not, 1 or an even number.',
    'src/vmm/src/vmm_config/machine_config.rs: MachineConfig::update',
    [config('"mem_size_mib": 1024, "smt": true')],
    [
      '{\n  "machine-config": { "vcpu_count": 33, "mem_size_mib": 1024 }\n}\n',
      '{\n  "machine-config": { "vcpu_count": 3, "smt": true, "mem_size_mib": 1024 }\n}\n',
    ],
  ),
  define(
    'balloon-size',
    'The balloon takes more memory than the guest has.',
    'The balloon is refused after the memory is set.',
    'src/vmm/src/resources.rs: VmResources::set_balloon_device',
    [config('"mem_size_mib": 1024', '"balloon": { "amount_mib": 1024, "deflate_on_oom": true }')],
    [config('"mem_size_mib": 1024', '"balloon": { "amount_mib": 2048, "deflate_on_oom": true }')],
  ),
  define(
    'hotplug',
    'The sizes of the memory that can be plugged do not fit one another.',
    'A block is a power of two from 2 MiB on, a slot a multiple of the block from 128 MiB on, the total a multiple of the slot.',
    'src/vmm/src/vmm_config/memory_hotplug.rs: MemoryHotplugConfig::validate',
    [config('"mem_size_mib": 1024', '"memory-hotplug": { "total_size_mib": 1024 }')],
    [config('"mem_size_mib": 1024', '"memory-hotplug": { "total_size_mib": 1000 }')],
  ),
  define(
    'huge-pages',
    'Huge pages do not do what they are for.',
    'KVM maps memory whose written pages are logged by 4 KiB. A balloon gives 4 KiB back, and the host cannot free a part of a huge page.',
    'docs/hugepages.md',
    [
      config(
        '"mem_size_mib": 1024, "track_dirty_pages": true',
        '"balloon": { "amount_mib": 0, "deflate_on_oom": true }',
      ),
    ],
    [
      config('"mem_size_mib": 1024, "huge_pages": "2M", "track_dirty_pages": true'),
      config('"mem_size_mib": 1024, "huge_pages": "2M"', '"balloon": { "amount_mib": 0, "deflate_on_oom": true }'),
    ],
    'hint',
  ),
];

function config(memory: string, more = ''): string {
  return `{\n  "machine-config": { "vcpu_count": 2, ${memory} }${more && `,\n  ${more}`}\n}\n`;
}
