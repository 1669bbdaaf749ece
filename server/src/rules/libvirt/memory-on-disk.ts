import { FILE_DIRECTORY } from '../../model/libvirt/backend-options';
import { insertInto, removeElement } from '../../model/libvirt/edit-xml';
import { pathOf } from '../../model/libvirt/xml-values';
import { defineRule, type Fix } from '../define-rule';
import { exampleDomain } from './example-domain';

export const memoryOnDisk = defineRule({
  id: 'libvirt-memory-on-disk',
  severity: 'warning',
  scope: 'domain',
  summary: '<access> alone turns the memory into a file on a disk.',
  why: `As soon as \`<access mode='…'/>\` or \`memAccess\` is written, with **either** value, the memory is a \`memory-backend-file\`; without \`<source>\` and without huge pages its file is in the \`memory_backing_dir\` of qemu.conf, which is \`/var/lib/libvirt/qemu/ram\` and on a disk as a rule. What the guest writes to shared memory is then written to the disk as well, time and again, and there are no transparent huge pages.
For memory that is shared add \`<source type='memfd'/>\`; \`mode='private'\` is what memory has anyway: leave it out.`,
  references: ['src/qemu/qemu_command.c: qemuBuildMemoryBackendProps', 'src/qemu/qemu_conf.c: virQEMUDriverConfigNew'],
  examples: {
    valid: [
      exampleDomain({
        memory:
          "<memory unit='GiB'>2</memory>\n<memoryBacking>\n  <source type='memfd'/>\n  <access mode='shared'/>\n</memoryBacking>",
      }),
    ],
    invalid: [
      exampleDomain({
        memory: "<memory unit='GiB'>2</memory>\n<memoryBacking>\n  <access mode='shared'/>\n</memoryBacking>",
      }),
      exampleDomain({
        memory: "<memory unit='GiB'>2</memory>\n<memoryBacking>\n  <access mode='private'/>\n</memoryBacking>",
      }),
    ],
  },
  check: ({ prepared: { domain, options } }) => {
    const { source, access } = domain.backing;
    if (source.span || !access.span || access.value === undefined) return [];
    const files = options.some(({ entries }) =>
      entries.some(({ key, value }) => key === 'mem-path' && value === FILE_DIRECTORY),
    );
    return files ? [{ span: access.span, isShared: access.value === 'shared' }] : [];
  },
  report: ({ span, isShared }) => ({
    span,
    message: `<access> makes the memory a file, and without <source> it is one in /var/lib/libvirt/qemu/ram: ${isShared ? "what the guest writes goes to that disk. Add <source type='memfd'/>." : 'for nothing, because memory is private without it, too. Leave <access> out.'}`,
  }),
  fixes: ({ isShared }, { prepared: { domain } }) => {
    const { element } = domain.backing;
    const access = pathOf(element, 'access');
    const fixes: Fix[] = [];
    if (!isShared && access) fixes.push({ title: 'Remove <access>', edits: [removeElement(access)], preferred: true });
    if (element)
      fixes.push({
        title: "Add <source type='memfd'/>",
        edits: insertInto(element, ["<source type='memfd'/>"]),
        preferred: isShared,
      });
    return fixes;
  },
});
