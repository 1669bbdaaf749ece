import { formatSize } from '../../model/format';
import type { MemoryBackend } from '../../model/qemu/memory-backend';
import type { OptionEntry, OptionGroup } from '../../syntax/qemu/argument-list';
import { type Span, spanText } from '../../text/span';
import { wordText } from '../../text/word';
import type { Edit, Fix } from '../define-rule';
import { groupOf } from './backend-uses';
import { type NewValue, removeProperty, setMemoryOption, setProperty } from './property-edits';
import type { QemuFacts } from './qemu-facts';

/** An option and one of its keys. */
export interface EntryPlace {
  readonly group: OptionGroup;
  readonly entry: OptionEntry;
  readonly name: string;
}

/** Fixes that set a key to one value or another; the first is the one to take. Values that are not known are left out. */
export function setTo(
  group: OptionGroup | undefined,
  name: string,
  values: readonly (NewValue | undefined)[],
): readonly Fix[] {
  return [...new Set(values)].flatMap((value, i) => {
    const edit = value === undefined ? undefined : setProperty(group, name, value);
    if (!edit) return [];
    const text =
      typeof value === 'bigint' ? formatSize(value) : typeof value === 'boolean' ? (value ? 'on' : 'off') : value;
    return [
      {
        title: typeof value === 'bigint' ? `Make ${name} ${text}` : `Write ${name}=${text}`,
        edits: [edit],
        preferred: i === 0,
      },
    ];
  });
}

/** The fix that leaves a key out. */
export function leaveOut(group: OptionGroup | undefined, name: string, preferred = false): readonly Fix[] {
  const edit = removeProperty(group, name);
  return edit ? [{ title: `Leave out ${name}`, edits: [edit], preferred }] : [];
}

/** One fix of several edits; none when one of them has no place. */
export function allOf(title: string, edits: readonly (Edit | undefined)[], preferred = true): readonly Fix[] {
  return edits.some((edit) => edit === undefined) ? [] : [{ title, edits: edits as readonly Edit[], preferred }];
}

/** The key whose value, or whose name, a finding points at. Several may stand in one place, where they have a variable in common. */
export function entryAt(facts: QemuFacts, span: Span): EntryPlace | undefined {
  return findEntryPlace(facts, (other) => other === span) ?? findEntryPlace(facts, (other) => isSame(other, span));
}

function findEntryPlace({ options }: QemuFacts, matches: (span: Span) => boolean): EntryPlace | undefined {
  for (const group of options) {
    for (const entry of group.entries) {
      const value = entry.value.kind === 'json' ? entry.value.value.span : entry.value.word.span;
      const name = matches(value) || matches(entry.key.span) ? wordText(entry.key) : undefined;
      if (name !== undefined) return { group, entry, name };
    }
  }
  return undefined;
}

/** The backend whose size stands in that place. */
export function backendSizedAt(facts: QemuFacts, span: Span): MemoryBackend | undefined {
  return facts.started.backends.find((backend) => backend.size.span === span);
}

/** The backend of a device whose `memdev=`, or whose driver, stands in that place. */
export function backendNamedAt(facts: QemuFacts, span: Span): MemoryBackend | undefined {
  const place = entryAt(facts, span);
  const memdev = place?.group.entries.find((entry) => wordText(entry.key) === 'memdev');
  const id = memdev && textOf(memdev);
  return id === undefined ? undefined : facts.started.backends.find((backend) => backend.id === id);
}

/** Gives a backend other sizes, and the machine with it where the backend is RAM and -m says how much. */
export function resize(facts: QemuFacts, backend: MemoryBackend | undefined, sizes: readonly bigint[]): readonly Fix[] {
  const old = backend?.size.value;
  if (!backend || old === undefined) return [];
  const { ram, config, ramSize } = facts.started;
  const isRam = ram?.some((chunk) => chunk.backend === backend) ?? false;
  return [...new Set(sizes)].flatMap((size, i) => {
    if (size <= 0n) return [];
    const title = `Make ${backend.object ? backend.id : 'the RAM'} ${formatSize(size)}`;
    const whole = ramSize === undefined ? undefined : ramSize - old + size;
    const memory =
      isRam && config.memory.size.span && whole !== undefined ? setMemoryOption(facts, 'size', whole) : undefined;
    if (!backend.object) return memory ? [{ title, edits: [memory], preferred: i === 0 }] : [];
    const own = setProperty(groupOf(facts, backend), 'size', size);
    if (!own) return [];
    // One variable may give both their size.
    const both = memory && !isSame(memory.span, own.span) ? [own, memory] : [own];
    return [{ title, edits: both, preferred: i === 0 }];
  });
}

/** The multiples of `unit` around a size, the larger first. */
export function multiplesAround(size: bigint, unit: bigint): readonly bigint[] {
  const down = size - (size % unit);
  return down === size ? [size] : [down + unit, down];
}

/** What the memory devices take together, and the RAM with it: what maxmem has to be at least. */
export function neededMaxmem(facts: QemuFacts): bigint | undefined {
  const { ramSize, backends, ram, config } = facts.started;
  if (ramSize === undefined) return undefined;
  let total = ramSize;
  for (const { list, type } of config.devices) {
    if (!['pc-dimm', 'nvdimm', 'virtio-mem', 'virtio-pmem'].includes(type.kind)) continue;
    const memdev = list.properties.find(({ name }) => name === 'memdev');
    const id = memdev && (memdev.text ?? (memdev.json?.kind === 'string' ? wordText(memdev.json.word) : undefined));
    const backend = backends.find((candidate) => candidate.id !== undefined && candidate.id === id);
    if (backend?.size.value === undefined) return undefined;
    if (!ram?.some((chunk) => chunk.backend === backend)) total += backend.size.value;
  }
  return total;
}

/** The text of a value; `undefined` where it is not known, or no text. */
export function textOf({ value }: OptionEntry): string | undefined {
  if (value.kind === 'text') return wordText(value.word);
  return value.value.kind === 'string' ? wordText(value.value.word) : undefined;
}

/** Whether two spans are one place. */
export function isSame(a: Span, b: Span): boolean {
  return a === b || (a.block === b.block && a.start === b.start && a.end === b.end);
}

/** What stands in a place without the quotes of the shell. */
export function plainText(span: Span): string {
  return spanText(span).replace(/^(["'])(.*)\1$/s, '$2');
}
