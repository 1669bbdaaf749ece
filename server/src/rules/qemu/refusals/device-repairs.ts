import { alignDown, alignUp } from '../../../layout/align';
import { hex } from '../../../model/format';
import { MIB } from '../../../model/qemu/units';
import { visitSize } from '../../../model/qemu/visit-value';
import { spanText } from '../../../text/span';
import { wordText } from '../../../text/word';
import type { Fix } from '../../define-rule';
import { groupOf } from '../backend-uses';
import {
  allOf,
  backendNamedAt,
  type EntryPlace,
  entryAt,
  leaveOut,
  multiplesAround,
  plainText,
  resize,
  setTo,
  textOf,
} from '../fix-values';
import { addOption, removeProperty, setProperty } from '../property-edits';
import type { QemuFacts } from '../qemu-facts';
import type { FoundRefusal } from '../refusal-rule';

/** The places that come next; the engine knows which of them are free. */
export function moveDevice({ span }: FoundRefusal, facts: QemuFacts): readonly Fix[] {
  const place = entryAt(facts, span);
  const { board, devices } = facts.started;
  const backend = backendNamedAt(facts, span);
  const key = place?.group.entries.some((entry) => wordText(entry.key) === 'memaddr') ? 'memaddr' : 'addr';
  if (!place || place.name !== key || !board.deviceMemory || backend?.align === undefined)
    return place?.name === key ? leaveOut(place.group, key, true) : [];
  // A DIMM of a Linux guest lies at a multiple of 128 MiB.
  const { align } = backend;
  const step = align > 128n * MIB ? align : 128n * MIB;
  const hint = /^(0x[0-9a-f]+|[0-9]+)$/i.test(plainText(span)) ? BigInt(plainText(span)) : undefined;
  const near = hint === undefined ? [] : [alignUp(hint, align), alignDown(hint, align)];
  const ends = devices.flatMap(({ gpa, size }) =>
    gpa === undefined || size === undefined ? [] : [alignUp(gpa + size, step)],
  );
  const starts = [...near, alignUp(board.deviceMemory.start, step), ...ends];
  const fixes = [...new Set(starts)].flatMap((start, i) =>
    allOf(`Move it to ${hex(start)}`, [setProperty(place.group, key, hex(start))], i === 0),
  );
  return [...fixes, ...leaveOut(place.group, key)];
}

/** What virtio-mem asks of its backend: to be written, not to be allocated at the start, to consist of whole blocks. */
export function repairVirtioMem({ span, qemuMessage }: FoundRefusal, facts: QemuFacts): readonly Fix[] {
  const backend = backendNamedAt(facts, span);
  const place = entryAt(facts, span);
  if (!backend || !place) return [];
  const words = qemuMessage ?? '';
  const group = groupOf(facts, backend);
  if (words.includes('preallocation')) {
    const off = removeProperty(group, 'prealloc') ?? setProperty(group, 'prealloc', false);
    return [
      ...allOf('Let the device allocate what the guest plugs', [off, setProperty(place.group, 'prealloc', true)]),
      ...allOf('Allocate nothing at the start', [off], false),
    ];
  }
  const unit = /\((0x[0-9a-f]+)\)/.exec(words)?.[1];
  if (unit === undefined || backend.size.value === undefined)
    return [...setTo(group, 'rom', ['off']), ...setTo(group, 'readonly', [false])];
  const around = multiplesAround(backend.size.value, BigInt(unit));
  return [...resize(facts, backend, around), ...leaveOut(place.group, 'block-size')];
}

/** The multiples of the block size around the size that was asked for. */
export function roundRequestedSize({ span, qemuMessage }: FoundRefusal, facts: QemuFacts): readonly Fix[] {
  const place = entryAt(facts, span);
  const unit = /\((0x[0-9a-f]+)\)/.exec(qemuMessage ?? '')?.[1];
  const { devices, setting } = facts.started.config;
  const device = place && devices.find(({ list }) => list.span === place.group.span);
  const property = device?.list.properties.find(({ valueSpan }) => valueSpan === span);
  const size = property && visitSize(property, property.json ? 'json' : 'keyval', setting.version);
  if (!place || unit === undefined || size?.fault !== undefined || size?.value === undefined) return [];
  return setTo(place.group, 'requested-size', multiplesAround(size.value, BigInt(unit)));
}

/** A backend that nothing uses. */
export function takeAnother({ span }: FoundRefusal, facts: QemuFacts): readonly Fix[] {
  const place = entryAt(facts, span);
  if (!place) return [];
  const used = new Set(
    facts.options.flatMap(({ option, entries }) =>
      option === 'object' ? [] : entries.map(({ value }) => (value.kind === 'text' ? wordText(value.word) : undefined)),
    ),
  );
  const free = facts.started.backends.filter(({ object, id }) => object && id !== undefined && !used.has(id));
  const others = setTo(
    place.group,
    'memdev',
    free.map(({ id }) => id),
  ).slice(0, 3);
  return others.length > 0 ? others : copyBackend(place, facts);
}

/** Another backend like the one that is in use. */
function copyBackend(place: EntryPlace, facts: QemuFacts): readonly Fix[] {
  const backend = facts.started.backends.find(({ id, object }) => object && id === textOf(place.entry));
  const group = backend && groupOf(facts, backend);
  const text = group && spanText(group.span);
  if (!backend?.id || !group || !text || group.carrier !== 'command-line' || /[$\\\n]/.test(text)) return [];
  const taken = new Set(facts.started.config.objects.map(({ id }) => id));
  let number = 1;
  while (taken.has(`${backend.id}${number}`)) number++;
  const id = `${backend.id}${number}`;
  const copy = text.replace(new RegExp(`((?:^|,|["'])id=)${backend.id.replaceAll('.', '\\.')}(?=,|$|["'])`), `$1${id}`);
  if (copy === text) return [];
  const edit = addOption(facts, `-object ${copy}`, group);
  return allOf(`Make another backend like it, ${id}`, [edit, setProperty(place.group, place.name, id)]);
}
