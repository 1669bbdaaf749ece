import { formatSize } from '../../model/format';
import type { QemuTarget } from '../../model/qemu/machine-type';
import { qemuAtLeast } from '../../model/qemu/qemu-version';
import { writeQemuSize } from '../../model/qemu/units';
import type { Position } from '../../text/text-lines';
import type { CompletionItem, CompletionList } from '../completion/completion-item';
import { type CompletionWord, completionWordAt } from './completion-word';
import { fitsTarget } from './fits-target';
import {
  MEMORY_OPTIONS,
  type PropertyText,
  propertiesOfOption,
  propertyText,
  type TypeText,
  typeKeyOf,
  typesOfOption,
} from './property-texts';
import { type IdKind, idKindOf, idsOf } from './qemu-names';
import { type QemuPlace, qemuPlaceAt, rangeAt } from './qemu-place';
import type { QemuMachine, QemuSnapshot } from './qemu-snapshot';
import { valueForm } from './value-form';
import { writtenOption } from './written-option';

/** What could be written at a position. */
export function qemuCompletionsAt(snapshot: QemuSnapshot, position: Position): CompletionList | undefined {
  const place = qemuPlaceAt(snapshot, position);
  const word = place && completionWordAt(snapshot, place);
  if (!word) return undefined;
  const written = writtenOption(word);
  const machine = machineAt(snapshot, place);
  if (!written) {
    if (word.text !== '' && !word.text.startsWith('-')) return undefined;
    return listAt(snapshot, place, word, word.text.length, optionItems(word.text));
  }
  // JSON is completed by nobody here.
  if (word.text.startsWith('{')) return undefined;
  const { option, part, given } = written;
  // A variable: what follows cannot be known.
  if (part.includes('$')) return undefined;
  const context: Context = { snapshot, machine, option, given };
  const equals = part.indexOf('=');
  if (equals >= 0) {
    const items = valueItems(context, part.slice(0, equals));
    return listAt(snapshot, place, word, part.length - equals - 1, items);
  }
  const equalsFollows = word.rest.startsWith('=');
  const items = written.first ? firstItems(context, equalsFollows) : keyItems(context, equalsFollows);
  return listAt(snapshot, place, word, part.length, items);
}

interface Context {
  readonly snapshot: QemuSnapshot;
  readonly machine: QemuMachine | undefined;
  readonly option: string;
  /** The keys that the word has elsewhere, with their values. */
  readonly given: ReadonlyMap<string, string>;
}

/** A list that takes the place of the last `length` characters before the cursor. */
function listAt(
  snapshot: QemuSnapshot,
  { block, offset }: QemuPlace,
  { places, text }: CompletionWord,
  length: number,
  items: readonly CompletionItem[],
): CompletionList | undefined {
  const start = length === 0 ? offset : places[text.length - length];
  const range = start === undefined ? undefined : rangeAt(snapshot, { block, start, end: offset });
  return range && items.length > 0 ? { range, items } : undefined;
}

/** The command that a place belongs to; where that is not clear, the first one. */
function machineAt({ machines }: QemuSnapshot, { block, offset }: QemuPlace): QemuMachine | undefined {
  const holding = machines.filter(
    ({ list }) => list.block === block || list.arguments.some(({ span }) => span.block === block),
  );
  // Of several in one block, such as the arms of an `if`, the last one that begins before the place.
  return (
    holding.findLast(({ list: { program } }) => program.span.block === block && program.span.start <= offset) ??
    holding[0] ??
    machines[0]
  );
}

function optionItems(written: string): CompletionItem[] {
  const dashes = written.startsWith('--') ? '--' : '-';
  return MEMORY_OPTIONS.map(({ name, summary }) => ({ kind: 'keyword', label: `${dashes}${name}`, detail: summary }));
}

/** At the beginning of a value: the types, or sizes, and the keys that can stand there. */
function firstItems(context: Context, equalsFollows: boolean): CompletionItem[] {
  const { option, machine } = context;
  if (option === 'mem-path') return pathItems(machine);
  const types = typesOfOption(option).filter(({ name }) => option !== 'machine' || fitsTarget(name, targetOf(machine)));
  const items = types.map((type) => typeItem(type, context));
  if (option === 'm') items.push(...sizeItems(RAM_SIZES));
  return option === 'object' || option === 'device' || option === 'numa'
    ? items
    : [...items, ...keyItems(context, equalsFollows)];
}

function typeItem({ name, since, summary }: TypeText, { machine }: Context): CompletionItem {
  return { kind: 'value', label: name, detail: sinceText(since, machine), documentation: summary };
}

/** `since QEMU 9.1`, and whether that is later than the one that is assumed. */
function sinceText(since: string | undefined, machine: QemuMachine | undefined): string {
  if (since === undefined) return '';
  const version = machine?.started.config.setting.version;
  return version && !qemuAtLeast(version, since) ? `only since QEMU ${since}` : `since QEMU ${since}`;
}

/** The keys that are not given yet, those that must be first. */
function keyItems(context: Context, equalsFollows: boolean): CompletionItem[] {
  const { option, machine, given } = context;
  const typeKey = typeKeyOf(option);
  const properties = propertiesOfOption(option, typeKey && given.get(typeKey)).filter(
    ({ name }) => name !== '' && name !== typeKey && (!given.has(name) || REPEATED.has(name)),
  );
  return properties
    .toSorted((a, b) => Number(b.mandatory ?? false) - Number(a.mandatory ?? false))
    .map((property) => ({
      kind: 'field',
      label: property.name,
      detail: keyDetail(property, machine),
      documentation: property.summary,
      insert: equalsFollows ? property.name : `${property.name}=`,
    }));
}

/** Lists, of which every mention adds to the others. */
const REPEATED: ReadonlySet<string> = new Set(['cpus', 'host-nodes']);

function keyDetail(
  { type, since, mandatory, default: otherwise }: PropertyText,
  machine: QemuMachine | undefined,
): string {
  const parts = [
    valueForm(type),
    mandatory ? 'required' : otherwise === undefined ? '' : `default ${otherwise}`,
    sinceText(since, machine),
  ];
  return parts.filter(Boolean).join(', ');
}

function valueItems(context: Context, key: string): CompletionItem[] {
  const { option, machine, given, snapshot } = context;
  const typeKey = typeKeyOf(option);
  if (key === typeKey) return typesOfOption(option).map((type) => typeItem(type, context));
  const kind = key === 'id' ? undefined : idKindOf(option, key);
  if (kind) return idItems(snapshot, machine, key, kind);
  if (key === 'mem-path') return pathItems(machine);
  if (key === 'host-nodes') return nodeItems(machine);
  const property = propertyText(option, typeKey && given.get(typeKey), key);
  if (!property) return [];
  const { type } = property;
  if (type === 'bool') return ['on', 'off'].map((word) => valueItem(word, word === property.default ? 'default' : ''));
  if (typeof type !== 'string') return type.map((word) => valueItem(word, word === property.default ? 'default' : ''));
  return type === 'size' ? sizeItems(PAGE_SIZED.has(key) ? PAGE_SIZES : RAM_SIZES) : [];
}

function valueItem(label: string, detail: string): CompletionItem {
  return { kind: 'value', label, detail };
}

const RAM_SIZES = [1n, 2n, 4n, 8n, 16n, 32n, 64n].map((count) => count << 30n);
const PAGE_SIZES = [2n << 20n, 1n << 30n];
/** Sizes that are those of a page. */
const PAGE_SIZED: ReadonlySet<string> = new Set(['hugetlbsize', 'align', 'block-size']);

function sizeItems(sizes: readonly bigint[]): CompletionItem[] {
  return sizes.map((size) => ({ kind: 'number', label: writeQemuSize(size), detail: formatSize(size) }));
}

/** The ids of a kind, those that nothing uses yet first. */
function idItems(
  { machines }: QemuSnapshot,
  machine: QemuMachine | undefined,
  key: string,
  wanted: IdKind,
): CompletionItem[] {
  const ids = (machine ? [machine] : machines).flatMap(idsOf).filter(({ kind }) => kind === wanted);
  const used = new Set(ids.flatMap(({ defines, text }) => (defines ? [] : [text])));
  const items = new Map<string, CompletionItem & { readonly used: boolean }>();
  const backendsOnly = key.startsWith('mem') && key !== 'memory-encryption';
  for (const { defines, text, group } of ids) {
    if (!defines || items.has(text)) continue;
    const backend = machine?.started.backends.find(({ id }) => id === text);
    const type = backend
      ? `memory-backend-${backend.kind}`
      : machine?.started.config.objects.find(({ id }) => id === text)?.typeName;
    if (backendsOnly && group.option === 'object' && type && !type.startsWith('memory-backend')) continue;
    const size = backend?.size.value;
    const detail = [type, size === undefined ? undefined : formatSize(size), used.has(text) ? 'used' : undefined];
    items.set(text, { kind: 'backing', label: text, detail: detail.filter(Boolean).join(', '), used: used.has(text) });
  }
  const all = [...items.values()].sort((a, b) => Number(a.used) - Number(b.used));
  return all.map(({ used: _, ...item }) => item);
}

/** Directories of huge pages and of shared memory: those of the host where it is known. */
function pathItems(machine: QemuMachine | undefined): CompletionItem[] {
  const mounts = machine?.started.config.setting.host.mounts;
  if (!mounts) {
    return [valueItem('/dev/hugepages', 'where systemd mounts hugetlbfs'), valueItem('/dev/shm', 'tmpfs: base pages')];
  }
  return mounts
    .filter(({ type }) => type === 'hugetlbfs' || type === 'tmpfs')
    .map(({ path, type, pageSize }) =>
      valueItem(path, `${type}${pageSize === undefined ? '' : `, ${formatSize(pageSize)} pages`}`),
    );
}

function nodeItems(machine: QemuMachine | undefined): CompletionItem[] {
  const nodes = machine?.started.config.setting.host.numaNodes ?? [{ id: 0, memory: undefined }];
  return nodes.map(({ id, memory }) => valueItem(`${id}`, memory === undefined ? '' : formatSize(memory)));
}

function targetOf(machine: QemuMachine | undefined): QemuTarget | undefined {
  return machine?.started.config.setting.target;
}
