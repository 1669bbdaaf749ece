import { defineRule } from '../define-rule';
import { groupOf } from './backend-uses';
import { setProperty } from './property-edits';
import { propertyValue } from './property-value';

export const pmemPrivate = defineRule({
  id: 'pmem-private',
  severity: 'warning',
  scope: 'qemu',
  summary: 'pmem=on has no effect on private memory.',
  why: `\`pmem=on\` promises that what the guest writes reaches persistent memory: QEMU maps the file with \`MAP_SYNC\`. It does so **only together with \`share=on\`**. A private mapping never reaches the file, so that everything the guest
writes is lost when QEMU ends, and QEMU says nothing.`,
  references: ['util/mmap-alloc.c: mmap_activate', 'docs/nvdimm.txt'],
  examples: {
    valid: [
      'qemu-system-x86_64 -M q35,nvdimm=on -m 4G,slots=2,maxmem=8G -object memory-backend-file,id=n,size=2G,mem-path=/dev/dax0.0,share=on,pmem=on,align=2M -device nvdimm,memdev=n\n',
    ],
    invalid: [
      'qemu-system-x86_64 -M q35,nvdimm=on -m 4G,slots=2,maxmem=8G -object memory-backend-file,id=n,size=2G,mem-path=/dev/dax0.0,pmem=on,align=2M -device nvdimm,memdev=n\n',
    ],
  },
  check: ({ started }) =>
    started.backends.flatMap((backend) => {
      const pmem = propertyValue(backend, 'pmem');
      return backend.made && pmem?.value === true && backend.share.value === false ? [{ backend, pmem }] : [];
    }),
  report: ({ backend, pmem }) => ({
    span: pmem.span,
    message: `pmem=on has no effect while ${backend.id} is private (share=off): what the guest writes never reaches the file. Add share=on.`,
  }),
  fixes({ backend }, facts) {
    const edit = setProperty(groupOf(facts, backend), 'share', true);
    return edit ? [{ title: 'Add share=on', edits: [edit], preferred: true }] : [];
  },
});
