import { seedVmm } from './seeds';
import { textGenerator } from './text-generator';

/** Programs in C that set memslots. */
export const generateC = textGenerator({
  kind: 'c',
  seeds: seedVmm('c'),
  atoms: [
    ...['{', '}', '(', ')', ';', ',', '=', '.slot = 0,', '.memory_size = 0x200001,', '.guest_phys_addr = 1 << 30'],
    ...['#if X\n', '#else\n', '#endif\n', '#define N (N + 1)\n', '\\\n', '/*', '*/', '//', 'R"x(', "'", '"', 'case 1:'],
    ...['if (x)', 'for (;;)', 'else', 'do', 'region.slot = 1;', '&region', 'struct kvm_userspace_memory_region r = {'],
    ...[
      'ioctl(vm, KVM_SET_USER_MEMORY_REGION, &region);',
      '(__u64)',
      '0777',
      '1UL << 63',
      '~0',
      '&&',
      '// memslot: ignore x',
    ],
    ...['{{'.repeat(30), '(('.repeat(30), '[['.repeat(30), 'if (x) '.repeat(30)],
  ],
});
