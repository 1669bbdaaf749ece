import { formatSize } from '../../model/format';
import type { MemoryBackend } from '../../model/qemu/memory-backend';
import type { JsonValue } from '../../syntax/json/json-value';
import type { OptionGroup } from '../../syntax/qemu/argument-list';
import { wordText } from '../../text/word';
import { defineRule, type Fix } from '../define-rule';
import { groupOf } from './backend-uses';
import { addOption, removeOption, setMachineProperty, setMemoryOption } from './property-edits';
import type { QemuFacts } from './qemu-facts';

export const unusedBackend = defineRule({
  id: 'unused-backend',
  severity: 'warning',
  scope: 'qemu',
  summary: 'A memory backend is defined, but nothing uses it.',
  why: `\`-object memory-backend-…\` only makes memory. It becomes RAM of the guest by \`-machine memory-backend=ID\`, by \`-numa node,memdev=ID\`, or as \`memdev=ID\` of
a device. Without that QEMU maps the backend (with \`prealloc=on\` it even fills it) and makes the RAM for \`-m\` a second time, as private anonymous memory: the huge pages,
the sharing and the NUMA policy of the backend are without effect. QEMU says nothing.`,
  references: ['hw/core/machine.c: machine_run_board_init', 'hw/core/numa.c: numa_init_memdev_container'],
  examples: {
    valid: [
      'qemu-system-x86_64 -m 4G -object memory-backend-ram,id=m,size=4G -machine q35,memory-backend=m\n',
      'qemu-system-x86_64 -m 4G -object memory-backend-ram,id=m,size=4G -numa node,memdev=m\n',
    ],
    invalid: ['qemu-system-x86_64 -machine q35 -m 4G -object memory-backend-ram,id=m,size=4G,prealloc=on\n'],
  },
  check: findUnused,
  report(backend, { started }) {
    const { ramSize } = started;
    const own = started.backends.find(({ object }) => !object);
    const twice =
      own && ramSize !== undefined ? ` The ${formatSize(ramSize)} of RAM are memory that QEMU makes besides it.` : '';
    const plug = mayBePlugged(started.config);
    const help = own
      ? `Make it the RAM with -machine memory-backend=${backend.id}, or name it as memdev= of a -numa node or a device.`
      : 'Name it as memdev= of a -numa node or a device, or leave it out.';
    return {
      span: backend.idSpan,
      message: `Nothing uses the memory backend ${backend.id}.${twice} ${help}`,
      // It may be meant for a device that is plugged in later.
      ...(plug ? { severity: 'hint' as const } : {}),
    };
  },
  fixes: makeUsed,
});

function findUnused(facts: QemuFacts): MemoryBackend[] {
  const { started, options, problems } = facts;
  const { config } = started;
  if (!config.complete || config.machine?.family === 'none') return [];
  if (problems.some(({ severity }) => severity === 'error')) return [];
  const names = new Set<string>();
  for (const group of options) if (!collectTexts(group, names)) return [];
  return started.backends.filter(
    (backend) => backend.object && backend.id !== undefined && backend.kind !== 'epc' && !names.has(backend.id),
  );
}

/** Keys that name a backend: memdev, volatile-memdev, sgx-epc.0.memdev, memory-backend, lsa. */
const REFERENCE = /mem|lsa|backend/;

/** Every value that may be the id of a backend; false when some cannot be known. */
function collectTexts(group: OptionGroup, names: Set<string>): boolean {
  if (!['machine', 'numa', 'device', 'object', 'global'].includes(group.option)) return true;
  if (!group.complete) return false;
  for (const entry of group.entries) {
    const key = wordText(entry.key);
    if (key === undefined) return false;
    if (group.option === 'object' && (key === 'id' || key === 'qom-type')) continue;
    if (entry.value.kind === 'json') {
      if (!collectJson(entry.value.value, names)) return false;
      continue;
    }
    if (!REFERENCE.test(key)) continue;
    const text = wordText(entry.value.word);
    if (text === undefined) return false;
    names.add(text);
  }
  return true;
}

function collectJson(value: JsonValue, names: Set<string>): boolean {
  const rest: JsonValue[] = [value];
  for (let next = rest.pop(); next; next = rest.pop()) {
    if (next.kind === 'unknown') return false;
    if (next.kind === 'string') {
      const text = wordText(next.word);
      if (text === undefined) return false;
      names.add(text);
    } else if (next.kind === 'array') rest.push(...next.items);
    else if (next.kind === 'object') rest.push(...next.members.map((member) => member.value));
  }
  return true;
}

function mayBePlugged({ memory }: QemuFacts['started']['config']): boolean {
  return memory.maxmem.span !== undefined || memory.slots.span !== undefined;
}

function makeUsed(backend: MemoryBackend, facts: QemuFacts): Fix[] {
  const { started } = facts;
  const size = backend.size.value;
  const fixes: Fix[] = [];
  const { config } = started;
  const remove = removeOption(groupOf(facts, backend));
  const removal = remove ? [{ title: `Leave out ${backend.id}`, edits: [remove] }] : [];
  if (size === undefined || config.options.memoryBackend.span || started.numa.haveMemdevs) return removal;
  const machine = setMachineProperty(facts, 'memory-backend', backend.id!);
  const fits = started.ramSize === size;
  const memory = fits || !config.options.ramSize.span ? [] : [setMemoryOption(facts, 'size', size)];
  if (machine && !memory.includes(undefined))
    fixes.push({
      title: `Make it the RAM: memory-backend=${backend.id}${memory.length > 0 ? `, -m ${formatSize(size)}` : ''}`,
      edits: [machine, ...memory.flatMap((edit) => edit ?? [])],
      preferred: true,
    });
  const numa =
    fits &&
    started.numa.nodes.length === 0 &&
    addOption(facts, `-numa node,memdev=${backend.id}`, groupOf(facts, backend));
  if (numa) fixes.push({ title: `Make it the RAM of a NUMA node: -numa node,memdev=${backend.id}`, edits: [numa] });
  return [...fixes, ...removal];
}
