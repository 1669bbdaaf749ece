import type { Rule } from '../define-rule';
import { vmmRule } from '../vmm/vmm-rule';

/** What Firecracker refuses. */
export const FIRECRACKER_RULES: readonly Rule<'vmm'>[] = [
  vmmRule({
    id: 'firecracker-memory-size',
    program: 'Firecracker',
    severity: 'error',
    summary: 'The memory is 0, or no whole number of the huge pages that are asked for.',
    why: 'Firecracker does not start: the memory has to be a multiple of the page size.',
    references: ['Firecracker, src/vmm/src/vmm_config/machine_config.rs: MachineConfig::update'],
    examples: {
      valid: [example('"mem_size_mib": 1024, "huge_pages": "2M"'), example('"mem_size_mib": 1025')],
      invalid: [example('"mem_size_mib": 1025, "huge_pages": "2M"'), example('"mem_size_mib": 0')],
    },
  }),
  vmmRule({
    id: 'firecracker-unknown-field',
    program: 'Firecracker',
    severity: 'error',
    summary: 'A machine-config has a field that Firecracker does not know.',
    why: 'Firecracker ignores what it does not know at the top of the file, but not in `machine-config`: it does not start.',
    references: ['Firecracker, src/vmm/src/vmm_config/machine_config.rs: MachineConfig'],
    examples: {
      valid: [example('"mem_size_mib": 1024')],
      invalid: [example('"mem_size_mib": 1024, "hugepages": "2M"')],
    },
  }),
];

function example(memory: string): string {
  return `{\n  "machine-config": { "vcpu_count": 2, ${memory} }\n}\n`;
}
