import { formatSize } from '../../model/format';
import { MIB } from '../../model/qemu/units';
import { spanText } from '../../text/span';
import { defineRule } from '../define-rule';
import { setMemoryOption } from './property-edits';

export const tinyRam = defineRule({
  id: 'tiny-ram',
  severity: 'warning',
  scope: 'qemu',
  summary: 'The machine has less than 1 MiB of RAM.',
  why: `\`-m\` counts MiB when its number ends in a **digit**. A letter at the end makes it what it says: \`-m 512K\` is 512 KiB, \`-m 100B\` 100 bytes, and \`-m 0x1F\`, a hexadecimal number that ends in a letter, 31 bytes. QEMU takes that without a word, rounded up to 8 KiB, and no firmware runs in it.`,
  references: ['system/vl.c: parse_memory_options'],
  examples: {
    valid: ['qemu-system-x86_64 -m 512\n'],
    invalid: ['qemu-system-x86_64 -m 512K\n', 'qemu-system-x86_64 -m 0x1F\n'],
  },
  check({ started: { config } }) {
    const { value, span } = config.options.ramSize;
    const small = value !== undefined && value < MIB && config.machine && config.machine.family !== 'none';
    return small && span && config.memory.size.span ? [{ value, span, written: config.memory.size.value }] : [];
  },
  report: ({ value, span }) => ({
    span,
    message: `'${spanText(span)}' gives the machine ${formatSize(value)} of RAM, in which no firmware runs. -m counts MiB only when its number ends in a digit.`,
  }),
  fixes({ written }, facts) {
    if (written === undefined) return [];
    const count = written < 1024n ? written : written / 1024n;
    const edit = setMemoryOption(facts, 'size', count * MIB);
    return edit ? [{ title: `Make it ${formatSize(count * MIB)}`, edits: [edit], preferred: true }] : [];
  },
});
