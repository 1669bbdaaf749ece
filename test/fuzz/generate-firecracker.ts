import { seedExamples, seedVmm } from './seeds';
import { textGenerator } from './text-generator';

/** Configurations of Firecracker. */
export const generateFirecracker = textGenerator({
  kind: 'firecracker',
  seeds: [...seedVmm('firecracker'), ...seedExamples('vmm')],
  atoms: [
    ...['{', '}', '[', ']', ':', ',', '"', '"machine-config": {', '"mem_size_mib": 1024', '"huge_pages": "2M"'],
    ...['null', 'true', '1e9', '-0', '"Transparent"', '"vcpu_count": 2', '\\u0000', '[['.repeat(30)],
  ],
});
