import { defineRule } from '../define-rule';
import { devicesOn, groupOf } from './backend-uses';
import { removeProperty, setProperty } from './property-edits';
import { propertyValue } from './property-value';

export const preallocThreadsUnused = defineRule({
  id: 'prealloc-threads-unused',
  severity: 'information',
  scope: 'qemu',
  summary: 'Threads for the allocation are configured, but nothing is allocated at the start.',
  why: `\`prealloc-threads\` and \`prealloc-context\` say how the pages are allocated at the start. That happens only with \`prealloc=on\` (or \`-mem-prealloc\`); otherwise they have no effect, and QEMU says nothing.`,
  references: ['backends/hostmem.c: host_memory_backend_memory_complete'],
  examples: {
    valid: [
      'qemu-system-x86_64 -m 4G -object memory-backend-ram,id=m,size=4G,prealloc=on,prealloc-threads=4 -machine memory-backend=m\n',
    ],
    invalid: [
      'qemu-system-x86_64 -m 4G -object memory-backend-ram,id=m,size=4G,prealloc-threads=4 -machine memory-backend=m\n',
    ],
  },
  check: (facts) =>
    facts.started.backends.flatMap((backend) => {
      if (!backend.made || backend.prealloc.value !== false) return [];
      if (devicesOn(facts, backend).some(({ device }) => device.type.kind === 'virtio-mem')) return [];
      return ['prealloc-threads', 'prealloc-context'].flatMap((name) => {
        const value = propertyValue(backend, name);
        return value ? [{ backend, name, value }] : [];
      });
    }),
  report: ({ backend, name, value }) => ({
    span: value.span,
    message: `${name} has no effect, because ${backend.id} is not allocated at the start: add prealloc=on.`,
  }),
  fixes({ backend, name }, facts) {
    const group = groupOf(facts, backend);
    const add = setProperty(group, 'prealloc', true);
    const remove = removeProperty(group, name);
    return [
      ...(add ? [{ title: 'Add prealloc=on', edits: [add], preferred: true }] : []),
      ...(remove ? [{ title: `Remove ${name}`, edits: [remove] }] : []),
    ];
  },
});
