import { isWellFormedId } from '../../model/qemu/identifier';
import type { OptionEntry, OptionGroup } from '../../syntax/qemu/argument-list';
import { type Span, spanText } from '../../text/span';
import type { Position, Range } from '../../text/text-lines';
import { type Word, wordText } from '../../text/word';
import { wordTable } from '../../text/word-table';
import type { Reference } from '../references';
import type { Renaming } from '../rename';
import { locate, type OtherDocument } from './locate';
import { qemuPlaceAt, rangeAt, touches } from './qemu-place';
import type { QemuMachine, QemuSnapshot } from './qemu-snapshot';

/** Ids of one kind are apart from those of the others. */
export type IdKind = 'object' | 'device' | 'chardev' | 'netdev';

/** An id where it is written. */
export interface IdOccurrence {
  readonly kind: IdKind;
  readonly text: string;
  readonly span: Span;
  readonly defines: boolean;
  /** Another id can be put there: the characters of the span are just this id. */
  readonly replaceable: boolean;
  readonly group: OptionGroup;
  readonly key: string;
}

/** Options whose `id` defines one. */
const DEFINERS: Readonly<Record<string, IdKind>> = wordTable({
  object: 'object',
  device: 'device',
  chardev: 'chardev',
  netdev: 'netdev',
});

/** Keys whose value is the id of something else, by option. */
const USERS: Readonly<Record<string, Readonly<Record<string, IdKind>>>> = wordTable<Readonly<Record<string, IdKind>>>({
  machine: wordTable<IdKind>({
    'memory-backend': 'object',
    'confidential-guest-support': 'object',
    'memory-encryption': 'object',
  }),
  numa: wordTable<IdKind>({ memdev: 'object' }),
  object: wordTable<IdKind>({ 'prealloc-context': 'object', chardev: 'chardev', netdev: 'netdev' }),
  device: wordTable<IdKind>({
    memdev: 'object',
    hostmem: 'object',
    iothread: 'object',
    chardev: 'chardev',
    netdev: 'netdev',
  }),
  netdev: wordTable<IdKind>({ chardev: 'chardev' }),
  mon: wordTable<IdKind>({ chardev: 'chardev' }),
});

/** Which kind of id the value of a key is. */
export function idKindOf(option: string, key: string): IdKind | undefined {
  if (key === 'id') return DEFINERS[option];
  // Underscores in the names of machine properties count as dashes.
  return USERS[option]?.[option === 'machine' ? key.replaceAll('_', '-') : key];
}

const KNOWN = new WeakMap<QemuMachine, readonly IdOccurrence[]>();

/** Every id that the options of a machine define or use. */
export function idsOf(machine: QemuMachine): readonly IdOccurrence[] {
  let ids = KNOWN.get(machine);
  if (!ids) {
    ids = machine.options.flatMap((group) =>
      group.entries.flatMap((entry) => {
        const id = idIn(group, entry);
        return id ? [id] : [];
      }),
    );
    KNOWN.set(machine, ids);
  }
  return ids;
}

function idIn(group: OptionGroup, { key, value }: OptionEntry): IdOccurrence | undefined {
  const name = wordText(key);
  const kind = name === undefined ? undefined : idKindOf(group.option, name);
  const word = value.kind === 'text' ? value.word : value.value.kind === 'string' ? value.value.word : undefined;
  const text = word && wordText(word);
  if (!kind || name === undefined || !word || text === undefined || text === '') return undefined;
  const span = literalSpan(word);
  const replaceable = span !== undefined && spanText(span) === text;
  return { kind, text, span: span ?? word.span, defines: name === 'id', replaceable, group, key: name };
}

/** Where a word stands that is written in one piece. */
function literalSpan({ pieces }: Word): Span | undefined {
  const written = pieces.filter(({ text }) => text !== '');
  return written.length === 1 && written[0]!.literal ? written[0]!.span : undefined;
}

/**
 * Where the id at a position is defined; the first place where there are several. `others`: documents that may read the
 * same files, or this one.
 */
export function qemuDefinitionAt(
  snapshot: QemuSnapshot,
  position: Position,
  others: readonly OtherDocument[] = NONE,
): Reference | undefined {
  const found = namedAt(snapshot, position, others);
  const definition = found?.all.find(({ defines }) => defines);
  const place = definition && locate(snapshot, others, definition.span);
  return place && { ...place, defines: true };
}

/**
 * Every place where the id at a position is written; none where no id is. Those of the document come first, in the order of
 * its text, then those of each other file.
 */
export function qemuReferencesAt(
  snapshot: QemuSnapshot,
  position: Position,
  others: readonly OtherDocument[] = NONE,
): Reference[] {
  const found = namedAt(snapshot, position, others);
  const references = (found?.all ?? []).flatMap(({ span, defines }) => {
    const place = locate(snapshot, others, span);
    return place ? [{ ...place, defines }] : [];
  });
  return references.sort(
    ({ file: inA = '', range: { start: a } }, { file: inB = '', range: { start: b } }) =>
      Number(inA > inB) - Number(inA < inB) || a.line - b.line || a.character - b.character,
  );
}

const NONE: readonly OtherDocument[] = [];

/** The id at a position that can be renamed. */
export function qemuRenameableAt(
  snapshot: QemuSnapshot,
  position: Position,
): { readonly range: Range; readonly placeholder: string } | undefined {
  const found = namedAt(snapshot, position, NONE);
  const range = found && rangeAt(snapshot, found.at.span);
  return range && found.at.replaceable ? { range, placeholder: found.at.text } : undefined;
}

/** Renames the id at a position, wherever it is written. */
export function qemuRenameAt(
  snapshot: QemuSnapshot,
  position: Position,
  newName: string,
  others: readonly OtherDocument[] = NONE,
): Renaming {
  const found = namedAt(snapshot, position, others);
  if (!found) return { kind: 'refused', message: 'Only the ids of objects and devices can be renamed.' };
  const { at, all, machines } = found;
  if (!isWellFormedId(newName)) {
    const message = 'An id begins with a letter, and consists of letters, digits, -, . and _.';
    return { kind: 'refused', message };
  }
  const taken = machines.some((machine) =>
    idsOf(machine).some(({ kind, text }) => kind === at.kind && text === newName),
  );
  if (newName !== at.text && taken) return { kind: 'refused', message: `The id ${newName} is used already.` };
  if (all.some(({ replaceable }) => !replaceable)) {
    const message = `In one place the id ${at.text} is put together from pieces, such as a variable and a number.`;
    return { kind: 'refused', message };
  }
  const ranges: Range[] = [];
  const elsewhere = new Map<string, Range[]>();
  for (const { file, range } of qemuReferencesAt(snapshot, position, others)) {
    const inFile = file === undefined ? ranges : (elsewhere.get(file) ?? []);
    inFile.push(range);
    if (file !== undefined) elsewhere.set(file, inFile);
  }
  return { kind: 'ranges', ranges, elsewhere };
}

interface Named {
  readonly at: IdOccurrence;
  /** Each place once, in the order of the commands. */
  readonly all: readonly IdOccurrence[];
  readonly machines: readonly QemuMachine[];
}

/**
 * The id at a position with all its places. Each command has ids of its own, but commands that share words, such as an
 * array or a variable, share the ids in them, and so do commands that read the same file.
 */
function namedAt(snapshot: QemuSnapshot, position: Position, others: readonly OtherDocument[]): Named | undefined {
  const place = qemuPlaceAt(snapshot, position);
  const at = place && snapshot.machines.flatMap(idsOf).find(({ span }) => touches(span, place));
  if (!at) return undefined;
  const owners = new Map<string, QemuMachine[]>();
  const places = new Map<QemuMachine, readonly IdOccurrence[]>();
  const keyOf = placeKeys();
  const candidates = [snapshot, ...others.map((other) => other.snapshot)].flatMap(({ machines }) => machines);
  for (const machine of candidates) {
    const own = idsOf(machine).filter(({ kind, text }) => kind === at.kind && text === at.text);
    places.set(machine, own);
    for (const { span } of own) {
      const known = owners.get(keyOf(span));
      if (known) known.push(machine);
      else owners.set(keyOf(span), [machine]);
    }
  }
  const all = new Map<string, IdOccurrence>();
  const machines = new Set<QemuMachine>();
  const pending = [keyOf(at.span)];
  for (let key = pending.pop(); key !== undefined; key = pending.pop()) {
    for (const machine of owners.get(key) ?? []) {
      if (machines.has(machine)) continue;
      machines.add(machine);
      for (const occurrence of places.get(machine)!) {
        const other = keyOf(occurrence.span);
        if (all.has(other)) continue;
        all.set(other, occurrence);
        pending.push(other);
      }
    }
  }
  return { at, all: [...all.values()], machines: [...machines] };
}

/** Spans as keys: two spans of the same characters are the same place. */
function placeKeys(): (span: Span) => string {
  const blocks = new Map<Span['block'], number>();
  return ({ block, start, end }) => {
    const number = blocks.get(block) ?? blocks.size;
    blocks.set(block, number);
    return `${number}:${start}:${end}`;
  };
}
