import type { Declaration } from '../syntax/memslots/declaration';
import { fieldsOf } from '../syntax/memslots/declaration';
import { FIELDS, type FieldDefinition, type FieldName, type FieldOwner, findField } from '../syntax/memslots/fields';
import type { Position } from '../text/text-lines';
import { type CompletionContext, completionContextAt } from './completion/completion-context';
import { valueItems } from './completion/value-items';
import { ownerOf } from './element-at';
import { VOCABULARY } from './hover/vocabulary';
import { hostOf } from './machine-of';
import { placeAt } from './place-at';
import { type SignatureHelp, signatureOf } from './signature';
import type { Snapshot } from './snapshot';

/** The fields that the declaration at a position can have, where one of them can be written. */
export function slotSignatureAt(snapshot: Snapshot, position: Position): SignatureHelp | undefined {
  const place = placeAt(snapshot, position);
  const context = place && completionContextAt(place.declaration, place.offset);
  const owner = place && ownerOf(place.declaration);
  if (!context || !owner || !FIELD_CONTEXTS.has(context.kind)) return undefined;
  const { declaration, offset } = place;
  const required = REQUIRED[owner];
  const pieces = FIELDS[owner].flatMap((field, i) => {
    const text = `${field.name}=${valueText(field, snapshot, declaration)}`;
    const documentation = VOCABULARY.fields[owner][field.name]?.text ?? '';
    const separator = i === 0 ? '' : ', ';
    return required.includes(field.name) ? [separator, { text, documentation }] : [` [`, { text, documentation }, ']'];
  });
  const { head, documentation } = headOf(declaration);
  const name = fieldAt(declaration, owner, offset, context);
  const active = FIELDS[owner].findIndex((field) => field.name === name);
  return {
    signatures: [signatureOf([head, ...pieces], documentation)],
    active: active < 0 ? undefined : active,
  };
}

const FIELD_CONTEXTS: ReadonlySet<CompletionContext['kind']> = new Set(['key', 'value', 'operand']);

/** Fields without which a declaration says nothing. */
const REQUIRED: Readonly<Record<FieldOwner, readonly FieldName[]>> = {
  slot: ['gpa', 'size'],
  attributes: ['gpa', 'size'],
  backing: [],
  host: [],
};

function headOf(declaration: Declaration): { readonly head: string; readonly documentation: string } {
  const { keywords } = VOCABULARY;
  switch (declaration.kind) {
    case 'backing':
      return { head: 'backing NAME', documentation: keywords.backing.text };
    case 'host':
      return { head: 'host', documentation: keywords.host.text };
    case 'attributes': {
      const word = declaration.head.text === 'shared' ? 'shared' : 'private';
      return { head: `${word} `, documentation: keywords[word].text };
    }
    default:
      return { head: 'Slot#N(NAME): ', documentation: keywords.Slot.text };
  }
}

/** What stands for the value of a field: the words that it can be where those are all. */
function valueText({ name, kind }: FieldDefinition, snapshot: Snapshot, declaration: Declaration): string {
  if (kind === 'flags') return 'FLAG|FLAG';
  if (kind === 'number') return 'NUMBER';
  if (name === 'backing') return 'NAME';
  if (name === 'kernel') return 'VERSION';
  return valueItems(name, hostOf(snapshot, declaration))
    .map(({ label }) => label)
    .join('|');
}

/** The field that is being written at `offset`: as far as its name is there, the first that begins so. */
function fieldAt(
  declaration: Declaration,
  owner: FieldOwner,
  offset: number,
  context: CompletionContext,
): FieldName | undefined {
  if (context.kind === 'value') return context.field.name;
  if (context.kind === 'operand') return fieldsOf(declaration).findLast(({ key }) => key.end <= offset)?.name;
  if (context.kind !== 'key' || context.prefix === '') return undefined;
  const { prefix, given } = context;
  const rest = /^[A-Za-z0-9_.-]*/.exec(declaration.text.slice(offset))![0];
  const whole = findField(owner, prefix + rest);
  if (whole) return whole.name;
  return FIELDS[owner].find((field) => field.name.startsWith(prefix) && !given.some(({ name }) => name === field.name))
    ?.name;
}
