import { seedExamples, seedVmm } from './seeds';
import { textGenerator } from './text-generator';

/** Bodies of requests to Cloud Hypervisor. */
export const generateCloudHypervisor = textGenerator({
  kind: 'cloud-hypervisor',
  seeds: [...seedVmm('cloud-hypervisor'), ...seedExamples('vmm')],
  atoms: [
    ...['{', '}', '[', ']', ':', ',', '"', '"memory": {', '"zones": [', '"id": "a"', '"size": 1073741824', '"size": 0'],
    ...[
      '"hugepages": true',
      '"hugepage_size": 1073741824',
      '"hotplug_size": 134217728',
      '"hotplug_method": "VirtioMem"',
    ],
    ...[
      '"cpus": {"boot_vcpus": 1}',
      '"numa": [{"memory_zones": ["a"]}]',
      '18446744073709551615',
      '1e9',
      'null',
      'true',
    ],
  ],
});
