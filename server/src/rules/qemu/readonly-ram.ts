import { qemuAtLeast } from '../../model/qemu/qemu-version';
import { defineRule, type Fix } from '../define-rule';
import { groupOf } from './backend-uses';
import { setProperty } from './property-edits';

export const readonlyRam = defineRule({
  id: 'readonly-ram',
  severity: 'warning',
  scope: 'qemu',
  summary: "The guest's RAM cannot be written.",
  why: `With \`readonly=on\` a file is opened for reading only, and \`rom\` follows it unless it is written: the guest sees **ROM**. As RAM of a machine QEMU takes that without a word, and the firmware fails at its first write.
For RAM that begins with the contents of a file and is written privately, as templates of virtual machines are, write \`readonly=on,rom=off\` (from QEMU 8.2 on).`,
  references: ['backends/hostmem-file.c: file_backend_memory_alloc', 'docs/system/vm-templating.rst'],
  examples: {
    valid: [
      'qemu-system-x86_64 -m 4G -object memory-backend-file,id=m,size=4G,mem-path=/srv/template,readonly=on,rom=off -machine memory-backend=m\n',
    ],
    invalid: [
      'qemu-system-x86_64 -m 4G -object memory-backend-file,id=m,size=4G,mem-path=/srv/template,readonly=on -machine memory-backend=m\n',
    ],
  },
  check: ({ started }) =>
    (started.ram ?? []).map(({ backend }) => backend).filter(({ made, rom, readonly }) => made && rom && readonly.span),
  report: ({ id, readonly }) => ({
    span: readonly.span!,
    message: `${id} is RAM of the machine, and with readonly=on the guest cannot write it. For private, writable memory that begins with the contents of the file write readonly=on,rom=off (QEMU 8.2 or newer).`,
  }),
  fixes(backend, facts) {
    const group = groupOf(facts, backend);
    const fixes: Fix[] = [];
    const rom = qemuAtLeast(facts.started.config.setting.version, '8.2') && setProperty(group, 'rom', 'off');
    if (rom && backend.share.value === false)
      fixes.push({ title: 'Keep the file as it is, write privately: rom=off', edits: [rom], preferred: true });
    const writable = setProperty(group, 'readonly', false);
    if (writable) fixes.push({ title: 'Write to the file: readonly=off', edits: [writable] });
    return fixes;
  },
});
