import { ALL_RULES } from '../../rules/registry';
import type { Declaration } from '../../syntax/memslots/declaration';
import { FIELDS, type FieldDefinition, type FieldOwner } from '../../syntax/memslots/fields';
import type { Position } from '../../text/text-lines';
import { VOCABULARY } from '../hover/vocabulary';
import { hostOf } from '../machine-of';
import { type Place, placeAt, rangeIn } from '../place-at';
import { resultOf, type Snapshot } from '../snapshot';
import { type CompletionContext, completionContextAt } from './completion-context';
import type { CompletionItem, CompletionList } from './completion-item';
import { keywordItems } from './keyword-items';
import { backingItems, letItems } from './name-items';
import { nextSlotId, slotValueItems } from './slot-value-items';
import { flagItems, ruleItems, valueItems } from './value-items';

/** What could be written at a position. */
export function completionsAt(snapshot: Snapshot, position: Position): CompletionList | undefined {
  const place = placeAt(snapshot, position);
  const context = place && completionContextAt(place.declaration, place.offset);
  if (!context) return undefined;
  const items = itemsFor(snapshot, place, context);
  const { declaration, line, offset } = place;
  return { range: rangeIn(declaration, line, { start: offset - context.prefix.length, end: offset }), items };
}

function itemsFor(snapshot: Snapshot, place: Place, context: CompletionContext): readonly CompletionItem[] {
  const { declaration } = place;
  switch (context.kind) {
    case 'keyword':
      return keywordItems(slotIdFor(snapshot, place));
    case 'slot-id':
      return [{ kind: 'number', label: `${slotIdFor(snapshot, place)}`, detail: 'the next slot id' }];
    case 'rule':
      return ruleItems();
    case 'operand':
      return letItems(snapshot, declaration);
    case 'directive':
      return DIRECTIVES;
    case 'silenced-rule':
      return ALL_RULES.map(({ id, summary }) => ({ kind: 'rule', label: id, detail: summary }));
    case 'key':
      return keyItems(place, context);
    case 'value':
      return fieldValues(snapshot, declaration, context);
  }
}

const DIRECTIVES: readonly CompletionItem[] = [
  {
    kind: 'keyword',
    label: 'memslot: ignore',
    detail: 'silences a rule in this or the next declaration',
    insert: 'memslot: ignore ',
  },
  {
    kind: 'keyword',
    label: 'memslot: ignore-file',
    detail: 'silences a rule in this file',
    insert: 'memslot: ignore-file ',
  },
  { kind: 'keyword', label: 'memslot: off', detail: 'silences every rule in this file' },
];

/** The fields that the declaration does not have yet. */
function keyItems(
  { declaration, offset }: Place,
  { owner, given }: CompletionContext & { kind: 'key' },
): readonly CompletionItem[] {
  const names = new Set(given.map(({ name }) => name));
  const equals = declaration.text[offset] === '=' ? '' : '=';
  return FIELDS[owner]
    .filter(({ name }) => !names.has(name))
    .map(({ name }) => {
      const entry = VOCABULARY.fields[owner][name];
      const detail = entry?.summary ?? '';
      return { kind: 'field', label: name, detail, insert: name + equals, ...(entry && { documentation: entry.text }) };
    });
}

function fieldValues(
  snapshot: Snapshot,
  declaration: Declaration,
  { owner, field, prefix }: { owner: FieldOwner; field: FieldDefinition; prefix: string },
): readonly CompletionItem[] {
  const { name, kind } = field;
  if (kind === 'flags') return flagItems(flagsOf(declaration));
  if (name === 'backing') return backingItems(snapshot);
  const words = valueItems(name, hostOf(snapshot, declaration));
  if (kind === 'word') return words;
  const names = letItems(snapshot, declaration);
  if (owner !== 'slot' || (name !== 'gpa' && name !== 'size' && name !== 'offset')) return [...words, ...names];
  const found = resultOf(snapshot, declaration);
  if (!found) return names;
  return [...slotValueItems(name, found.region, found.simulation, /^0x/i.test(prefix)), ...names];
}

function flagsOf(declaration: Declaration): string[] {
  if (declaration.kind !== 'slot') return [];
  return declaration.fields.flatMap(({ value }) =>
    value?.kind === 'flags' ? value.parts.map(({ text }) => text) : [],
  );
}

/** The next slot id of the machine that a line belongs to: of the operation nearest above it. */
function slotIdFor(snapshot: Snapshot, { declaration, line }: Place): bigint {
  const { list, index, facts } = snapshot;
  const at = index.blockAt(line)?.index ?? 0;
  for (let i = at; i >= 0; i--) {
    const above = list.declarations.at(i)!;
    if (above.kind === 'machine') return 0n;
    const operation = above === declaration ? undefined : facts.operationOf(above);
    const machine = operation && facts.machines.find(({ operations }) => operations.includes(operation));
    if (machine) return nextSlotId(machine);
  }
  return 0n;
}
