import { formatSize, hex } from '../../model/format';
import type { QemuConfiguration } from '../../model/qemu/configuration';
import { caution, type Finding, refusal } from '../../model/qemu/finding';
import type { MemoryBackend } from '../../model/qemu/memory-backend';
import type { NumaNodeOption } from '../../model/qemu/numa-option';
import { writeQemuSize } from '../../model/qemu/units';
import type { Span } from '../../text/span';

/** A guest NUMA node. */
export interface NumaNode {
  readonly id: bigint;
  /** Bytes of RAM; `undefined` when not known. */
  readonly size: bigint | undefined;
  /** `undefined`: its memory is a part of the machine's one backend. */
  readonly memdev: MemoryBackend | undefined;
  readonly option: NumaNodeOption;
}

/** The nodes that -numa defines. */
export interface NumaNodes {
  /** In the order of the options. */
  readonly nodes: readonly NumaNode[];
  /** Whether any takes its memory from a backend (memdev=); `undefined` when that is not known. */
  readonly haveMemdevs: boolean | undefined;
  /** False: there may be other nodes, or others with these numbers. */
  readonly sure: boolean;
  readonly findings: readonly Finding[];
}

/** include/sysemu/numa.h: MAX_NODES. */
const MOST_NODES = 128n;

/** hw/core/numa.c: parse_numa_node, for each -numa in its order. */
export function defineNumaNodes(
  config: QemuConfiguration,
  findBackend: (id: string) => MemoryBackend | undefined,
  hasObject: (id: string) => boolean,
): NumaNodes {
  const findings: Finding[] = [];
  const nodes: NumaNode[] = [];
  const { machine } = config;
  let sure = config.complete;
  let mem: Span | undefined;
  let memdev: Span | undefined;
  for (const { node, findings: found } of config.numa) {
    findings.push(...found);
    if (found.length > 0) sure = false;
    if (!node) continue;
    if (!node.complete) sure = false;
    if (machine && !machine.numa) {
      findings.push(
        refusal(
          'numa-unsupported',
          node.span,
          'NUMA is not supported by this machine-type',
          `The machine ${machine.name} has no NUMA nodes.`,
        ),
      );
      sure = false;
      continue;
    }
    const id = node.nodeId.span ? node.nodeId.value : node.complete ? BigInt(nodes.length) : undefined;
    if (id === undefined) {
      sure = false;
      continue;
    }
    const fault = checkNode(id, node, nodes, config);
    if (fault) {
      findings.push(fault);
      sure = false;
      continue;
    }
    if (node.memdev.span) memdev ??= node.memdev.span;
    if (node.mem.span) mem ??= node.mem.span;
    if ((node.mem.span && memdev) || (node.memdev.span && mem)) {
      const words = 'numa configuration should use either mem= or memdev=,mixing both is not allowed';
      const other = node.mem.span ? memdev : mem;
      const related = other ? [{ span: other, message: 'the other kind' }] : [];
      findings.push(
        refusal(
          'numa-mixed',
          (node.mem.span ?? node.memdev.span)!,
          words,
          'Either all nodes have mem= or all have memdev=: give this one a backend with memdev=.',
          related,
        ),
      );
      sure = false;
      continue;
    }
    const memFault = checkMem(node, config);
    if (memFault) findings.push(memFault);
    if (memFault?.severity === 'error') {
      sure = false;
      continue;
    }
    const backendId = node.memdev.value;
    const backend = backendId === undefined ? undefined : findBackend(backendId);
    if (backendId !== undefined && !backend) {
      if (!hasObject(backendId)) {
        const message = `No -object memory-backend-* has the id ${backendId}: define one, or name one that exists.`;
        findings.push(refusal('unknown-backend', node.memdev.span!, `memdev=${backendId} is ambiguous`, message));
      }
      sure = false;
    }
    const size = node.memdev.span
      ? backend?.size.value
      : node.mem.span
        ? node.mem.value
        : node.complete
          ? 0n
          : undefined;
    nodes.push({ id, size, memdev: backend, option: node });
  }
  return { nodes, haveMemdevs: memdev ? true : sure ? false : undefined, sure, findings };
}

function checkNode(
  id: bigint,
  node: NumaNodeOption,
  before: readonly NumaNode[],
  config: QemuConfiguration,
): Finding | undefined {
  const span = node.nodeId.span ?? node.span;
  if (id >= MOST_NODES) {
    return refusal(
      'numa-node-id',
      span,
      `Max number of NUMA nodes reached: ${id}`,
      `NUMA nodes are numbered 0 to ${MOST_NODES - 1n}; ${id} is none.`,
    );
  }
  const same = before.find((other) => other.id === id);
  if (same) {
    const related = [{ span: same.option.nodeId.span ?? same.option.span, message: `node ${id} is defined here` }];
    return refusal('numa-node-id', span, `Duplicate NUMA nodeid: ${id}`, `Node ${id} is defined twice.`, related);
  }
  const most = config.maxCpus.value;
  const wrong = most === undefined ? undefined : node.cpus.value?.find((cpu) => cpu >= most);
  if (wrong === undefined) return undefined;
  const message = `CPU ${wrong} does not exist: ${most === 1n ? 'the machine has one CPU, number 0' : `the machine has ${most} CPUs, numbered 0 to ${most! - 1n}`}. Raise -smp or leave it out.`;
  return refusal(
    'numa-cpu',
    node.cpus.span ?? node.span,
    `CPU index (${wrong}) should be smaller than maxcpus (${most})`,
    message,
  );
}

function checkMem(node: NumaNodeOption, config: QemuConfiguration): Finding | undefined {
  const { span } = node.mem;
  if (!span || !config.machine) return undefined;
  const message = 'Give the node a backend: -object memory-backend-ram,id=ID,size=SIZE and -numa node,memdev=ID.';
  if (config.machine.numaMem) {
    return caution(
      'numa-mem',
      span,
      'Parameter -numa node,mem is deprecated, use -numa node,memdev instead',
      `mem= is deprecated. ${message}`,
    );
  }
  return refusal(
    'numa-mem',
    span,
    'Parameter -numa node,mem is not supported by this machine type',
    `Machine types from 5.1 on have no mem=. ${message}`,
  );
}

/**
 * Whether the nodes fit together and fill the RAM exactly. `implicit`: QEMU makes one node of its own where there is none.
 * (hw/core/numa.c: numa_complete_configuration, numa_init_memdev_container)
 */
export function completeNumaNodes(
  numa: NumaNodes,
  ram: { readonly value: bigint | undefined; readonly span: Span | undefined },
  memoryBackendSpan: Span | undefined,
): Finding[] {
  const { nodes } = numa;
  if (!numa.sure || nodes.length === 0) return [];
  let highest = 0n;
  for (const node of nodes) if (node.id > highest) highest = node.id;
  for (let id = highest; id >= 0n; id--) {
    if (nodes.some((node) => node.id === id)) continue;
    const last = nodes[nodes.length - 1]!.option;
    return [
      refusal(
        'numa-node-id',
        last.nodeId.span ?? last.span,
        `numa: Node ID missing: ${id}`,
        `Node ids must have no gaps, and there is no node ${id}.`,
      ),
    ];
  }
  let total = 0n;
  for (const node of nodes) {
    if (node.size === undefined) return [];
    total += node.size;
  }
  if (ram.value === undefined) return [];
  if (total !== ram.value) return [sumFault(nodes, total, ram.value, ram.span)];
  if (numa.haveMemdevs && memoryBackendSpan) {
    const words = "'-machine memory-backend' and '-numa memdev' properties are mutually exclusive";
    const message = 'The RAM comes from the backends of the nodes: leave out memory-backend=.';
    return [refusal('numa-memory-backend', memoryBackendSpan, words, message)];
  }
  const sorted = [...nodes].sort((a, b) => (a.id < b.id ? -1 : 1));
  for (const [index, node] of sorted.entries()) {
    const first = sorted.slice(0, index).find((other) => other.memdev && other.memdev === node.memdev);
    if (!first || !node.memdev) continue;
    const words = `memory backend ${node.memdev.id} can't be used multiple times.`;
    const related = [
      { span: first.option.memdev.span ?? first.option.span, message: `node ${first.id} has it already` },
    ];
    return [
      refusal(
        'backend-busy',
        node.option.memdev.span ?? node.option.span,
        words,
        `Every node needs a backend of its own, and ${node.memdev.id} belongs to node ${first.id}.`,
        related,
      ),
    ];
  }
  return [];
}

function sumFault(nodes: readonly NumaNode[], total: bigint, ram: bigint, ramSpan: Span | undefined): Finding {
  const words = `total memory for NUMA nodes (${hex(total)}) should equal RAM size (${hex(ram)})`;
  const sizes = nodes.map((node) => `node ${node.id}: ${formatSize(node.size!)}`).join(', ');
  const origin = ramSpan ? '' : ' (the default, as there is no -m)';
  const message = `The nodes have ${formatSize(total)} together (${sizes}), and the machine ${formatSize(ram)} of RAM${origin}: make it -m ${writeQemuSize(total)}.`;
  const last = nodes[nodes.length - 1]!.option;
  const related = nodes.map((node) => ({
    span: node.option.span,
    message: `node ${node.id}: ${formatSize(node.size!)}`,
  }));
  return refusal('numa-sum', ramSpan ?? last.span, words, message, related);
}
