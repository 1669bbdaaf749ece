import { alignUp } from '../../layout/align';
import { formatSize } from '../../model/format';
import { GIB } from '../../model/qemu/units';
import { defineRule, type Fix } from '../define-rule';
import { neededMaxmem } from './fix-values';
import { setMemoryOption } from './property-edits';

export const maxmemIgnored = defineRule({
  id: 'maxmem-ignored',
  severity: 'warning',
  scope: 'qemu',
  summary: 'maxmem is no more than the memory backend, and nothing can be plugged in.',
  why: `Where \`-m\` gives no size, \`maxmem\` is compared with the machine's *default* RAM (128 MiB), not with the memory backend. A \`maxmem\` below the backend's size is then taken without a word, the region for memory devices does not exist, and nothing can ever be plugged in. Write the size with it, or a larger \`maxmem\`.`,
  references: ['system/vl.c: qemu_resolve_machine_memdev', 'hw/core/machine.c: machine_set_mem'],
  examples: {
    valid: [
      'qemu-system-x86_64 -m slots=2,maxmem=8G -object memory-backend-ram,id=m,size=4G -machine memory-backend=m\n',
    ],
    invalid: [
      'qemu-system-x86_64 -m slots=2,maxmem=2G -object memory-backend-ram,id=m,size=4G -machine memory-backend=m\n',
    ],
  },
  check({ started: { config, ramSize } }) {
    const { value, span } = config.options.maxRamSize;
    if (!config.memory.maxmem.span || !span || config.options.ramSize.span || !config.options.memoryBackend.span)
      return [];
    return value !== undefined && ramSize !== undefined && value <= ramSize ? [{ value, span, ramSize }] : [];
  },
  report: ({ value, span, ramSize }) => ({
    span,
    message: `maxmem is ${formatSize(value)}, and the memory backend has ${formatSize(ramSize)}: there is no room for memory devices, and QEMU says nothing, because -m gives no size to compare with.`,
  }),
  fixes({ ramSize }, facts): readonly Fix[] {
    const need = neededMaxmem(facts);
    const size = alignUp(need !== undefined && need > ramSize ? need : ramSize + GIB, GIB);
    const edit = setMemoryOption(facts, 'maxmem', size);
    return edit ? [{ title: `Make maxmem ${formatSize(size)}`, edits: [edit], preferred: true }] : [];
  },
});
