import { formatSize } from '../../../model/format';
import { spanOf } from '../../../text/span';
import type { Edit, Fix } from '../../define-rule';
import { groupOf } from '../backend-uses';
import { allOf, entryAt, leaveOut, setTo } from '../fix-values';
import { groupAt, setMemoryOption, setProperty, withSuffix } from '../property-edits';
import type { QemuFacts } from '../qemu-facts';
import type { FoundRefusal, RefusalEntry } from '../refusal-rule';

/** What is wrong with -numa. */
export const NUMA_REFUSALS: readonly RefusalEntry[] = [
  {
    id: 'numa-sum',
    severity: 'error',
    summary: 'The NUMA nodes together do not have the size of the RAM.',
    why: `The nodes divide the RAM among them, to the byte: \`total memory for NUMA nodes (0x80000000) should equal RAM size (0xc0000000)\`. **Without \`-m\` the RAM is 128 MiB**, not the sum of the nodes. A bare \`-numa node\` has no memory at all (from 5.2 on).`,
    references: ['hw/core/numa.c: numa_complete_configuration'],
    valid: [
      'qemu-system-x86_64 -m 3G -object memory-backend-ram,id=a,size=1G -object memory-backend-ram,id=b,size=2G -numa node,memdev=a -numa node,memdev=b\n',
    ],
    invalid: [
      'qemu-system-x86_64 -m 4G -object memory-backend-ram,id=a,size=1G -object memory-backend-ram,id=b,size=2G -numa node,memdev=a -numa node,memdev=b\n',
      'qemu-system-x86_64 -object memory-backend-ram,id=a,size=1G -numa node,memdev=a\n',
    ],
    fixes: makeSum,
  },
  {
    id: 'numa-node-id',
    severity: 'error',
    summary: 'The numbers of the NUMA nodes have a gap, come twice, or are too high.',
    why: `Nodes are numbered 0 to 127, without gaps, each once: \`numa: Node ID missing: 0\`, \`Duplicate NUMA nodeid: 0\`, \`Max number of NUMA nodes reached: 200\`. Without \`nodeid=\` they are numbered as they come.`,
    references: ['hw/core/numa.c: parse_numa_node, numa_complete_configuration'],
    valid: [
      'qemu-system-x86_64 -m 2G -object memory-backend-ram,id=a,size=1G -object memory-backend-ram,id=b,size=1G -numa node,nodeid=0,memdev=a -numa node,nodeid=1,memdev=b\n',
    ],
    invalid: [
      'qemu-system-x86_64 -m 2G -object memory-backend-ram,id=a,size=1G -object memory-backend-ram,id=b,size=1G -numa node,nodeid=0,memdev=a -numa node,nodeid=2,memdev=b\n',
      'qemu-system-x86_64 -m 2G -object memory-backend-ram,id=a,size=1G -object memory-backend-ram,id=b,size=1G -numa node,nodeid=0,memdev=a -numa node,nodeid=0,memdev=b\n',
      'qemu-system-x86_64 -m 1G -object memory-backend-ram,id=a,size=1G -numa node,nodeid=200,memdev=a\n',
    ],
    fixes: ({ span }, facts) => {
      const group = entryAt(facts, span)?.group ?? groupAt(facts, span);
      const taken = new Set(
        facts.started.numa.nodes.filter(({ option }) => option.nodeId.span !== span).map(({ id }) => id),
      );
      let free = 0n;
      while (taken.has(free)) free++;
      return setTo(group, 'nodeid', [`${free}`]);
    },
  },
  {
    id: 'numa-mixed',
    severity: 'error',
    summary: 'Some nodes have mem=, others memdev=.',
    why: `Either all nodes have \`memdev=\` or all have \`mem=\`: \`numa configuration should use either mem= or memdev=,mixing both is not allowed\`. \`mem=\` only works with machine types before 5.1; give every node a backend.`,
    references: ['hw/core/numa.c: parse_numa_node'],
    valid: [
      'qemu-system-x86_64 -m 2G -object memory-backend-ram,id=a,size=1G -object memory-backend-ram,id=b,size=1G -numa node,memdev=a -numa node,memdev=b\n',
    ],
    invalid: [
      'qemu-system-x86_64 -M pc-i440fx-4.2 -m 2G -object memory-backend-ram,id=a,size=1G -numa node,memdev=a -numa node,mem=1G\n',
    ],
    fixes: giveBackends,
  },
  {
    id: 'numa-mem',
    severity: 'error',
    summary: 'A NUMA node has mem= instead of a backend.',
    why: `Machine types from 5.1 on have no \`mem=\`: \`Parameter -numa node,mem is not supported by this machine type\`; older ones warn that it is deprecated. Such nodes were only a promise to the guest: the memory itself was one piece, and could not be bound to nodes of the host. Give every node a backend,
\`-object memory-backend-ram,id=ram0,size=1G -numa node,memdev=ram0\`.`,
    references: ['hw/core/numa.c: parse_numa_node', 'docs/about/removed-features.rst'],
    valid: ['qemu-system-x86_64 -m 1G -object memory-backend-ram,id=a,size=1G -numa node,memdev=a\n'],
    invalid: [
      'qemu-system-x86_64 -m 2G -numa node,mem=1G -numa node,mem=1G\n',
      'qemu-system-x86_64 -M pc-i440fx-4.2 -m 1G -numa node,mem=1G\n',
    ],
    fixes: giveBackends,
  },
  {
    id: 'numa-cpu',
    severity: 'error',
    summary: 'A node is given a CPU that does not exist.',
    why: `CPUs are numbered from 0 to one less than the most there can be (\`-smp maxcpus=\`, or the number itself): \`CPU index (4) should be smaller than maxcpus (4)\`.`,
    references: ['hw/core/numa.c: parse_numa_node'],
    valid: ['qemu-system-x86_64 -smp 4 -m 1G -object memory-backend-ram,id=a,size=1G -numa node,memdev=a,cpus=0-3\n'],
    invalid: ['qemu-system-x86_64 -smp 4 -m 1G -object memory-backend-ram,id=a,size=1G -numa node,memdev=a,cpus=0-4\n'],
    fixes: ({ span }, facts) => {
      const place = entryAt(facts, span);
      const most = facts.started.config.maxCpus.value;
      const cpus = facts.started.numa.nodes.length === 0 ? facts.started.config.numa[0]?.node?.cpus.value : undefined;
      const first = cpus?.[0];
      if (!place || most === undefined || first === undefined || first >= most) return [];
      return setTo(place.group, 'cpus', [first === most - 1n ? `${first}` : `${first}-${most - 1n}`]);
    },
  },
  {
    id: 'numa-memory-backend',
    severity: 'error',
    summary: 'The RAM is to come from the nodes and from one backend.',
    why: `With \`-numa node,memdev=\` the nodes' backends are the RAM, so that \`-machine memory-backend=\` contradicts them: \`'-machine memory-backend' and '-numa memdev' properties are mutually exclusive\`.`,
    references: ['hw/core/numa.c: numa_complete_configuration'],
    valid: ['qemu-system-x86_64 -M q35 -m 1G -object memory-backend-ram,id=a,size=1G -numa node,memdev=a\n'],
    invalid: [
      'qemu-system-x86_64 -M q35,memory-backend=a -m 1G -object memory-backend-ram,id=a,size=1G -numa node,memdev=a\n',
    ],
    fixes: ({ span }, facts) => leaveOut(entryAt(facts, span)?.group, 'memory-backend', true),
  },
  {
    id: 'numa-unsupported',
    severity: 'error',
    summary: 'The machine has no NUMA nodes.',
    why: `Some machines, s390-ccw-virtio among them, have no NUMA: \`NUMA is not supported by this machine-type\`. Use \`-machine memory-backend=\` for a backend.`,
    references: ['hw/core/numa.c: parse_numa_node'],
    valid: ['qemu-system-s390x -m 1G -object memory-backend-ram,id=a,size=1G -machine memory-backend=a\n'],
    invalid: ['qemu-system-s390x -m 1G -object memory-backend-ram,id=a,size=1G -numa node,memdev=a\n'],
  },
];

function makeSum(_: FoundRefusal, facts: QemuFacts): readonly Fix[] {
  const { numa, ramSize } = facts.started;
  let total = 0n;
  for (const { size } of numa.nodes) {
    if (size === undefined) return [];
    total += size;
  }
  const fixes: Fix[] = [];
  if (total > 0n)
    fixes.push(
      ...allOf(`Make -m ${formatSize(total)}, the sum of the nodes`, [
        setMemoryOption(facts, 'size', total, groupAt(facts, numa.nodes[0]?.option.span)),
      ]),
    );
  const last = numa.nodes.at(-1);
  const backend = last?.memdev;
  if (ramSize !== undefined && backend?.size.value !== undefined && facts.started.config.memory.size.span) {
    const rest = ramSize - (total - backend.size.value);
    if (rest > 0n)
      fixes.push(
        ...allOf(`Make ${backend.id} ${formatSize(rest)}`, [setProperty(groupOf(facts, backend), 'size', rest)], false),
      );
  }
  return fixes;
}

/** A backend for every node that has mem=. */
function giveBackends(_: FoundRefusal, facts: QemuFacts): readonly Fix[] {
  const edits: (Edit | undefined)[] = [];
  const taken = new Set(facts.started.config.objects.map(({ id }) => id));
  let number = 0;
  for (const { node } of facts.started.config.numa) {
    if (!node?.mem.span) continue;
    const group = groupAt(facts, node.span);
    const { value } = node.mem;
    if (!group || value === undefined || group.carrier !== 'command-line') return [];
    while (taken.has(`ram${number}`)) number++;
    const id = `ram${number++}`;
    const { block, start, end } = node.mem.span;
    const key = /mem=$/.exec(block.text.slice(Math.max(0, start - 4), start));
    if (!key) return [];
    edits.push({ span: spanOf(block, start - key[0].length, end), newText: `memdev=${id}` });
    const whole = group.span;
    edits.push({
      span: spanOf(whole.block, whole.end, whole.end),
      newText: ` -object memory-backend-ram,id=${id},size=${withSuffix(value)}`,
    });
  }
  return edits.length === 0 ? [] : allOf('Give every node a backend', edits);
}
