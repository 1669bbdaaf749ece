import { BACKEND_TYPES, findObjectType } from '../../../model/qemu/backend-types';
import { findDeviceType } from '../../../model/qemu/device-types';
import { nearestWord } from '../../../text/nearest-word';
import { type Span, spanOf, spanText } from '../../../text/span';
import { trimEndOf } from '../../../text/trim-end';
import { wordText } from '../../../text/word';
import { wordTable } from '../../../text/word-table';
import type { Fix } from '../../define-rule';
import { allOf, entryAt, leaveOut, setTo, textOf } from '../fix-values';
import { addOption, groupAt, setProperty, withSuffix } from '../property-edits';
import type { QemuFacts } from '../qemu-facts';
import type { FoundRefusal, RefusalEntry } from '../refusal-rule';
import { repairValue } from './repair-value';

/** Ids, keys and values of objects and devices. */
export const OBJECT_REFUSALS: readonly RefusalEntry[] = [
  {
    id: 'missing-property',
    severity: 'error',
    summary: 'An option lacks a key that it needs.',
    why: `An object needs its type and an \`id\`, every memory backend a \`size\`, \`memory-backend-file\` a \`mem-path\`, a memory device a \`memdev\`, and \`-numa\` a type: \`Parameter 'size' is missing\`, \`'memdev' property must be set\`.
The type comes first on a command line (\`-object memory-backend-ram,…\`, \`-numa node,…\`), or is named with \`qom-type=\`.

In QMP the properties stand beside \`qom-type\` and \`id\`: a nested \`"props": {…}\` was removed in QEMU 6.0, and is why \`size\` is said to be missing.`,
    references: ['qapi/qom.json: ObjectOptions, MemoryBackendProperties', 'hw/mem/pc-dimm.c: pc_dimm_realize'],
    valid: [
      'qemu-system-x86_64 -m 1G,slots=1,maxmem=2G -object memory-backend-ram,id=d,size=1G -device pc-dimm,memdev=d\n',
    ],
    invalid: [
      'qemu-system-x86_64 -m 1G -object memory-backend-ram,id=m -machine memory-backend=m\n',
      'qemu-system-x86_64 -m 1G -object memory-backend-ram,size=1G\n',
      'qemu-system-x86_64 -m 1G,slots=1,maxmem=2G -object memory-backend-ram,id=d,size=1G -device pc-dimm\n',
      'qemu-system-x86_64 -m 1G -object memory-backend-ram,id=m,size=1G -numa memdev=m\n',
    ],
    fixes: addMissing,
  },
  {
    id: 'duplicate-id',
    severity: 'error',
    summary: 'Two objects, or two devices, have the same id.',
    why: `Every object has an id of its own, and so has every device: \`Duplicate ID 'm' for object\` on a command line, \`attempt to add duplicate property 'm' to object (type 'container')\` where one of the two comes from JSON or a \`-readconfig\` file.`,
    references: ['util/qemu-option.c: qemu_opts_create', 'qom/object.c: object_property_try_add'],
    valid: [
      'qemu-system-x86_64 -m 2G -object memory-backend-ram,id=a,size=1G -object memory-backend-ram,id=b,size=1G -numa node,memdev=a -numa node,memdev=b\n',
    ],
    invalid: [
      'qemu-system-x86_64 -m 2G -object memory-backend-ram,id=a,size=1G -object memory-backend-ram,id=a,size=1G\n',
    ],
    fixes: renameDuplicate,
  },
  {
    id: 'malformed-id',
    severity: 'error',
    summary: 'An id has a character that ids cannot have.',
    why: `Identifiers consist of letters, digits, \`-\`, \`.\` and \`_\`, starting with a letter: \`Parameter 'id' expects an identifier\`.`,
    references: ['util/id.c: id_wellformed'],
    valid: ['qemu-system-x86_64 -m 1G -object memory-backend-ram,id=mem0,size=1G -machine memory-backend=mem0\n'],
    invalid: ['qemu-system-x86_64 -m 1G -object memory-backend-ram,id=0mem,size=1G -machine memory-backend=0mem\n'],
    fixes: repairId,
  },
  {
    id: 'malformed-value',
    severity: 'error',
    summary: 'A value is not of the form that its key needs.',
    why: `Each carrier has a grammar of its own.

* A **size** is a number with at most one suffix letter, a power of 1024: \`4G\`, \`512M\`, \`1.5G\`, \`0x40000000\`. \`4GB\`, \`4GiB\`, \`4 G\` and, from 8.0 on, \`0x4M\` are refused: \`Parameter 'size' expects a size value\`. JSON takes bytes alone.
* A **boolean** is \`on\`, \`yes\`, \`true\`, \`y\` or \`off\`, \`no\`, \`false\`, \`n\`, in lower case; \`1\` is none: \`Parameter 'share' expects 'on' or 'off'\`. JSON takes \`true\` and \`false\`.
* A **guest-physical address** (\`addr\` of a DIMM, \`memaddr\`) takes no suffix: \`Parameter 'addr' expects integer\`.
* **host-nodes** is \`0-3\`, or comes several times, on a command line, \`host-nodes.0 = "0"\` in a \`-readconfig\` file, and \`[0,1]\` in JSON.`,
    references: ['util/cutils.c: do_strtosz', 'qapi/qapi-util.c: qapi_bool_parse', 'qapi/opts-visitor.c'],
    valid: ['qemu-system-x86_64 -m 4G -object memory-backend-ram,id=m,size=4G,share=on -machine memory-backend=m\n'],
    invalid: [
      'qemu-system-x86_64 -m 4G -object memory-backend-ram,id=m,size=4GB -machine memory-backend=m\n',
      'qemu-system-x86_64 -m 4G -object memory-backend-ram,id=m,size=4G,share=1 -machine memory-backend=m\n',
      'qemu-system-x86_64 -m 4GiB\n',
      `qemu-system-x86_64 -m 1G -object '{"qom-type":"memory-backend-ram","id":"m","size":"1G"}' -machine memory-backend=m\n`,
      'qemu-system-x86_64 -m 1G,slots=1,maxmem=8G -object memory-backend-ram,id=d,size=1G -device pc-dimm,memdev=d,addr=5G\n',
      'qemu-system-x86_64 -m 1G -object memory-backend-ram,id=m,size=1G,policy=Bind,host-nodes=0 -machine memory-backend=m\n',
    ],
    fixes: repairValue,
  },
  {
    id: 'unknown-property',
    severity: 'error',
    summary: 'An option has a key that its type does not have, or not in this QEMU.',
    why: `QEMU refuses a key that it does not know: \`Invalid parameter 'shared'\` on a command line, \`Parameter 'shared' is unexpected\` in JSON, \`Property 'pc-dimm.size' not found\` for a device. Names are spelt with dashes. Some came late: \`offset\` of
\`memory-backend-file\` with 8.1, \`rom\` and \`dynamic-memslots\` with 8.2.

A single comma in a path ends the path, and what follows is taken for a key: double it (\`mem-path=/srv/a,,b\`).`,
    references: ['qapi/opts-visitor.c: opts_check_struct', 'qapi/qom.json', 'qom/object.c: object_property_find_err'],
    valid: [
      'qemu-system-x86_64 -m 4G -object memory-backend-file,id=m,size=4G,mem-path=/srv/a,,b,share=on -machine memory-backend=m\n',
    ],
    invalid: [
      'qemu-system-x86_64 -m 4G -object memory-backend-ram,id=m,size=4G,shared=on -machine memory-backend=m\n',
      'qemu-system-x86_64 -m 4G -object memory-backend-file,id=m,size=4G,mem-path=/srv/a,b -machine memory-backend=m\n',
      'qemu-system-x86_64 -m 4G,slot=2,maxmem=8G\n',
    ],
    fixes: repairKey,
  },
  {
    id: 'unknown-object-type',
    severity: 'error',
    summary: 'QEMU has no such memory backend, or this QEMU has it not.',
    why: `The memory backends are \`memory-backend-ram\`, \`-file\`, \`-memfd\`, \`-shm\` (from 9.1 on) and \`-epc\`. Anything else: \`Parameter 'qom-type' does not accept value 'memory-backend-foo'\`.`,
    references: ['qapi/qom.json: ObjectType'],
    valid: ['qemu-system-x86_64 -m 4G -object memory-backend-memfd,id=m,size=4G -machine memory-backend=m\n'],
    invalid: ['qemu-system-x86_64 -m 4G -object memory-backend-memdf,id=m,size=4G -machine memory-backend=m\n'],
    fixes: ({ span }, facts) => {
      const place = entryAt(facts, span);
      const names = BACKEND_TYPES.map(({ name }) => name);
      return place ? setTo(place.group, 'qom-type', [nearestWord(spanText(span), names)]) : [];
    },
  },
  {
    id: 'unknown-object',
    severity: 'error',
    summary: 'An object is named that does not exist.',
    why: `\`prealloc-context\` names a \`thread-context\` object, on whose CPUs the pages are allocated: \`Device 'tc' not found\` where there is none. The order of the options does not matter.`,
    references: ['backends/hostmem.c: host_memory_backend_class_init'],
    valid: [
      'qemu-system-x86_64 -m 1G -object thread-context,id=tc,node-affinity=0 -object memory-backend-ram,id=m,size=1G,prealloc=on,prealloc-context=tc -machine memory-backend=m\n',
    ],
    invalid: [
      'qemu-system-x86_64 -m 1G -object thread-context,id=tc,node-affinity=0 -object memory-backend-ram,id=m,size=1G,prealloc=on,prealloc-context=ctx -machine memory-backend=m\n',
    ],
    fixes: ({ span }, facts) => {
      const place = entryAt(facts, span);
      const contexts = facts.started.config.objects.filter(({ typeName }) => typeName === 'thread-context');
      return place
        ? [
            ...setTo(
              place.group,
              place.name,
              contexts.map(({ id }) => id),
            ),
            ...leaveOut(place.group, place.name),
          ]
        : [];
    },
  },
  {
    id: 'unknown-backend',
    severity: 'error',
    summary: 'A memory backend is named that does not exist.',
    why: `\`memory-backend=\` and \`memdev=\` name the id of an \`-object memory-backend-…\`. Where there is none QEMU says \`Memory backend 'm' not found\`, \`Device 'm' not found\` for a device, and for a NUMA node \`memdev=m is ambiguous\`, which means the same. The order of the options does not matter.`,
    references: [
      'system/vl.c: qemu_resolve_machine_memdev',
      'hw/core/numa.c: parse_numa_node',
      'hw/core/qdev-properties.c',
    ],
    valid: ['qemu-system-x86_64 -m 4G -object memory-backend-ram,id=mem0,size=4G -machine memory-backend=mem0\n'],
    invalid: [
      'qemu-system-x86_64 -m 4G -object memory-backend-ram,id=mem0,size=4G -machine memory-backend=mem\n',
      'qemu-system-x86_64 -m 4G -machine q35,memory-backend=mem\n',
    ],
    fixes: nameBackend,
  },
  {
    id: 'reserved-id',
    severity: 'error',
    summary: 'A backend has the name of the RAM that QEMU makes itself.',
    why: `Where no backend is the RAM, QEMU makes one, called \`pc.ram\`, \`mach-virt.ram\` and so on. A backend of that name is only allowed if it *is* the RAM: \`-machine memory-backend=pc.ram\`. Else: \`object's id 'pc.ram' is reserved for the default RAM backend, it can't be used for any other purposes\`.`,
    references: ['hw/core/machine.c: machine_run_board_init'],
    valid: ['qemu-system-x86_64 -m 4G -object memory-backend-ram,id=pc.ram,size=4G -machine memory-backend=pc.ram\n'],
    invalid: ['qemu-system-x86_64 -m 4G -object memory-backend-ram,id=pc.ram,size=4G\n'],
    fixes: ({ span }, facts) => {
      const place = entryAt(facts, span);
      const id = facts.started.config.machine?.defaultRamId;
      const machine = facts.options.filter(({ option }) => option === 'machine').at(-1);
      const edit =
        id &&
        (machine ? setProperty(machine, 'memory-backend', id) : addOption(facts, `-machine memory-backend=${id}`));
      return [
        ...(edit ? allOf('Make it the RAM (memory-backend=)', [edit]) : []),
        ...(place ? setTo(place.group, 'id', ['mem0']) : []),
      ];
    },
  },
];

function addMissing({ span, qemuMessage }: FoundRefusal, facts: QemuFacts): readonly Fix[] {
  const { started, options } = facts;
  const name = /'([a-z-]+)'/.exec(qemuMessage ?? '')?.[1];
  const group = groupAt(facts, span) ?? entryAt(facts, span)?.group;
  if (!group || name === undefined) return [];
  if (name === 'memdev') {
    const used = new Set(options.flatMap(({ option, entries }) => (option === 'object' ? [] : entries)).map(textOf));
    const free = started.backends.filter(({ object, id }) => object && id !== undefined && !used.has(id));
    return setTo(
      group,
      'memdev',
      free.map(({ id }) => id),
    );
  }
  if (name === 'size' && group.option === 'object' && started.config.memory.size.value !== undefined)
    return setTo(group, 'size', [started.config.memory.size.value]);
  if (name === 'type' && group.option === 'numa') {
    const at = spanOf(group.span.block, group.span.start, group.span.start);
    return [{ title: 'Write node first', edits: [{ span: at, newText: 'node,' }], preferred: true }];
  }
  return name === 'id' ? setTo(group, 'id', [freeName('mem', facts)]) : [];
}

function renameDuplicate({ span }: FoundRefusal, facts: QemuFacts): readonly Fix[] {
  const place = entryAt(facts, span);
  const id = place && textOf(place.entry);
  return place && id !== undefined ? setTo(place.group, 'id', [freeName(id, facts)]) : [];
}

/** A valid id like the old one, also where it is referred to. */
function repairId({ span }: FoundRefusal, facts: QemuFacts): readonly Fix[] {
  const place = entryAt(facts, span);
  const old = place && textOf(place.entry);
  if (!place || old === undefined || old === '') return [];
  const clean = old.replace(/[^A-Za-z0-9._-]/g, '-');
  const id = /^[A-Za-z]/.test(clean) ? clean : `m${clean}`;
  const users = facts.options.flatMap((group) =>
    group.entries.flatMap((entry) => {
      const name = wordText(entry.key);
      return textOf(entry) === old && name !== undefined && (name !== 'id' || group === place.group)
        ? [{ group, name }]
        : [];
    }),
  );
  return allOf(
    `Call it ${id}`,
    users.map(({ group, name }) => setProperty(group, name, id)),
  );
}

/** Names that people write for others. */
const MISSPELLINGS: Readonly<Record<string, string>> = wordTable({
  shared: 'share',
  path: 'mem-path',
  huge: 'hugetlb',
  hugepages: 'hugetlb',
  hugepage: 'hugetlb',
  'hugepage-size': 'hugetlbsize',
  hugepagesize: 'hugetlbsize',
  preallocate: 'prealloc',
  nodes: 'host-nodes',
  'read-only': 'readonly',
  max: 'maxmem',
  'max-size': 'maxmem',
  mem: 'memdev',
  backend: 'memdev',
});

const OTHER_KEYS: Readonly<Record<string, readonly string[]>> = wordTable({
  m: ['size', 'slots', 'maxmem'],
  numa: ['nodeid', 'cpus', 'mem', 'memdev', 'initiator'],
});

function repairKey({ span }: FoundRefusal, facts: QemuFacts): readonly Fix[] {
  const place = entryAt(facts, span);
  if (!place) return [];
  const { group, name } = place;
  const dashed = name.replaceAll('_', '-');
  const names = keysOf(
    group.entries.map((entry) => [wordText(entry.key), textOf(entry)] as const),
    group.option,
  ).filter((key) => !group.entries.some((entry) => wordText(entry.key) === key));
  const meant = names.includes(dashed) ? dashed : (MISSPELLINGS[dashed] ?? nearestWord(dashed, names));
  const fixes: Fix[] = [];
  const comma = doubleComma(span, facts);
  if (comma) fixes.push(comma);
  const quoted = /^["']/.test(spanText(span));
  if (meant !== undefined && names.includes(meant) && !quoted && spanText(span) === name)
    fixes.push({ title: `Write ${meant}`, edits: [{ span, newText: meant }], preferred: fixes.length === 0 });
  return [...fixes, ...leaveOut(group, name, fixes.length === 0)];
}

function keysOf(
  entries: readonly (readonly [string | undefined, string | undefined])[],
  option: string,
): readonly string[] {
  const value = (key: string) => entries.find(([name]) => name === key)?.[1];
  if (option === 'object') return findObjectType(value('qom-type') ?? '')?.properties.map(({ name }) => name) ?? [];
  if (option === 'device') return findDeviceType(value('driver') ?? '')?.properties.map(({ name }) => name) ?? [];
  return OTHER_KEYS[option] ?? [];
}

/** A bare word behind a path may be the rest of the path. */
function doubleComma(span: Span, facts: QemuFacts): Fix | undefined {
  const place = entryAt(facts, span);
  if (!place?.entry.shortForm || place.group.carrier !== 'command-line') return undefined;
  const before = place.group.entries[place.group.entries.indexOf(place.entry) - 1];
  const text = before && textOf(before);
  if (!text?.includes('/') || span.block.text[span.start - 1] !== ',') return undefined;
  const at = spanOf(span.block, span.start, span.start);
  return { title: 'Double the comma: it belongs to the path', edits: [{ span: at, newText: ',' }], preferred: true };
}

function nameBackend({ span }: FoundRefusal, facts: QemuFacts): readonly Fix[] {
  const place = entryAt(facts, span);
  const wanted = place && textOf(place.entry);
  if (!place || wanted === undefined) return [];
  const { started } = facts;
  const ids = started.backends.flatMap(({ object, id }) => (object && id !== undefined ? [id] : []));
  const used = new Set(
    facts.options.flatMap(({ option, entries }) => (option === 'object' ? [] : entries)).map(textOf),
  );
  const free = ids.filter((id) => !used.has(id));
  const near = nearestWord(wanted, ids);
  const fixes = [...setTo(place.group, place.name, near === undefined ? free : [near, ...free])];
  const size = started.config.memory.size.value ?? (place.group.option === 'machine' ? started.ramSize : undefined);
  const known = started.config.objects.every(({ id }) => id !== wanted);
  if (size !== undefined && known && /^[A-Za-z][\w.-]*$/.test(wanted) && place.group.option === 'machine') {
    const define = addOption(facts, `-object memory-backend-ram,id=${wanted},size=${withSuffix(size)}`, place.group);
    fixes.push(...allOf(`Define ${wanted} as a memory-backend-ram`, [define], fixes.length === 0));
  }
  return fixes;
}

function freeName(base: string, facts: QemuFacts): string {
  const taken = new Set(facts.options.flatMap(({ entries }) => entries.map(textOf)));
  const stem = trimEndOf(base, /\d/);
  for (let i = 0; ; i++) if (!taken.has(`${stem}${i}`)) return `${stem}${i}`;
}
