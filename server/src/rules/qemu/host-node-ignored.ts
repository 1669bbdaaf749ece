import { defineRule } from '../define-rule';
import { groupOf } from './backend-uses';
import { setProperty } from './property-edits';

export const hostNodeIgnored = defineRule({
  id: 'host-node-ignored',
  severity: 'warning',
  scope: 'qemu',
  summary: 'Memory is bound to host nodes of which some do not exist.',
  why: `The kernel only refuses a policy when **none** of its nodes exists. Of \`host-nodes=0-1\` on a host with one node the second is ignored, and QEMU says nothing: \`interleave\` then interleaves over one node. Which nodes the host has is known from a host profile (\`memslot.host\`).`,
  references: ['backends/hostmem.c: host_memory_backend_memory_complete', 'mm/mempolicy.c: mpol_set_nodemask'],
  examples: {
    valid: [
      'qemu-system-x86_64 -m 1G -object memory-backend-ram,id=m,size=1G,policy=bind,host-nodes=0 -machine memory-backend=m\n',
    ],
    invalid: [
      'qemu-system-x86_64 -m 1G -object memory-backend-ram,id=m,size=1G,policy=interleave,host-nodes=0-1 -machine memory-backend=m\n',
    ],
  },
  check({ started }) {
    const existing = started.config.setting.host.numaNodes;
    if (!existing || existing.length === 0) return [];
    return started.backends.flatMap((backend) => {
      const nodes = backend.hostNodes.value ?? [];
      const missing = nodes.filter((node) => !existing.some(({ id }) => BigInt(id) === node));
      if (!backend.made || !backend.hostNodes.span || missing.length === 0 || missing.length === nodes.length)
        return [];
      return [{ backend, missing, left: nodes.filter((node) => !missing.includes(node)) }];
    });
  },
  report: ({ backend, missing, left }) => ({
    span: backend.hostNodes.span!,
    message: `The host has no node ${missing.join(', ')}: the kernel takes node ${left.join(', ')} alone, and neither it nor QEMU says so.`,
  }),
  fixes({ backend, left }, facts) {
    const group = groupOf(facts, backend);
    const entries = group?.entries.filter(({ key }) => key.pieces.map(({ text }) => text).join('') === 'host-nodes');
    if (group?.carrier !== 'command-line' || entries?.length !== 1) return [];
    const first = left[0]!;
    const last = left.at(-1)!;
    if (last - first !== BigInt(left.length - 1)) return [];
    const edit = setProperty(group, 'host-nodes', first === last ? `${first}` : `${first}-${last}`);
    return edit ? [{ title: `Name the nodes that exist`, edits: [edit], preferred: true }] : [];
  },
});
