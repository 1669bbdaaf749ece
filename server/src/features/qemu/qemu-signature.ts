import { findObjectType } from '../../model/qemu/backend-types';
import { type QemuVersion, qemuAtLeast } from '../../model/qemu/qemu-version';
import type { Position } from '../../text/text-lines';
import { type Signature, type SignatureHelp, type SignaturePiece, signatureOf } from '../signature';
import { type OptionSpot, optionSpotAt } from './option-spot';
import { propertyMarkdown } from './property-markdown';
import { optionText, type PropertyText, propertiesOfOption, typeKeyOf, typesOfOption } from './property-texts';
import { qemuPlaceAt } from './qemu-place';
import type { QemuSnapshot } from './qemu-snapshot';
import { signatureStyle } from './signature-style';
import { impliedKeyOf } from './written-option';

/** How the option at a position is written: the keys of the type that it names, or those of every type that begins so. */
export function qemuSignatureAt(snapshot: QemuSnapshot, position: Position): SignatureHelp | undefined {
  const place = qemuPlaceAt(snapshot, position);
  const spot = place && optionSpotAt(snapshot, place);
  if (!spot) return undefined;
  const { version } = snapshot.settings.qemu;
  const forms = typesAt(spot, version).flatMap((type) => formOf(spot, type, version) ?? []);
  const [first] = forms;
  if (!first) return undefined;
  return { signatures: forms.map((form) => signatureText(form, spot, version)), active: activeIn(first, spot) };
}

/** An option with one of its types, and what can be given with that. */
interface Form {
  readonly type: string | undefined;
  readonly properties: readonly PropertyText[];
}

/** The types that may be meant; `undefined` stands for an option whose keys are the same for all types. */
function typesAt({ option, type = '' }: OptionSpot, version: QemuVersion): readonly (string | undefined)[] {
  const types = option === 'machine' ? [] : typesOfOption(option);
  if (types.length === 0) return [undefined];
  if (types.some(({ name }) => name === type)) return [type];
  return types.filter(({ name, since }) => name.startsWith(type) && isThere(since, version)).map(({ name }) => name);
}

function isThere(since: string | undefined, version: QemuVersion): boolean {
  return since === undefined || qemuAtLeast(version, since);
}

/** The keys in the order of QEMU's own help, those that must be given first. Later QEMUs have more: they are left out. */
function formOf(
  { option, carrier, given, key }: OptionSpot,
  type: string | undefined,
  version: QemuVersion,
): Form | undefined {
  const typeKey = typeKeyOf(option);
  const all = propertiesOfOption(option, type).filter(
    ({ name, since }) => name !== '' && (isThere(since, version) || given.has(name) || name === key),
  );
  // Of types that nothing else is known of there is nothing to say.
  if (!all.some(({ name }) => name !== typeKey && name !== 'id')) return undefined;
  const rank = ({ name, mandatory }: PropertyText): number => {
    // In a file the id stands in the line that opens the group.
    if (carrier === 'readconfig' && name === 'id') return 0;
    return name === typeKey ? 1 : mandatory ? 2 : 3;
  };
  return { type, properties: all.toSorted((a, b) => rank(a) - rank(b)) };
}

function activeIn({ properties }: Form, { option, given, key }: OptionSpot): number | undefined {
  // Underscores in the names of machine properties count as dashes.
  const name = option === 'machine' ? key.replaceAll('_', '-') : key;
  const found = (test: (property: PropertyText) => boolean | undefined) => {
    const index = properties.findIndex(test);
    return index < 0 ? undefined : index;
  };
  if (name === '') return found((property) => property.mandatory && !given.has(property.name));
  return (
    found((property) => property.name === name) ??
    found((property) => property.name.startsWith(name) && !given.has(property.name))
  );
}

function signatureText({ type, properties }: Form, spot: OptionSpot, version: QemuVersion): Signature {
  const { option, carrier, head } = spot;
  const style = signatureStyle(carrier);
  const typeKey = typeKeyOf(option);
  const named = typesOfOption(option).find(({ name }) => name === type);
  const implied = style.impliesKeys ? impliedKeyOf(option) : undefined;
  const opening: SignaturePiece[] = [head, style.open];
  const pieces: SignaturePiece[] = [];
  for (const property of properties) {
    const { name } = property;
    const about = propertyMarkdown(property, name, '', version);
    if (carrier === 'readconfig' && name === 'id') {
      opening.splice(1, 0, ' "', { text: 'ID', documentation: about }, '"');
      continue;
    }
    const isType = name === typeKey && type !== undefined;
    const key = name !== implied ? style.key(name) : isType ? '' : `[${name}=]`;
    const text = key + (isType ? style.word(type) : style.value(property, option));
    const parameter = { text, documentation: isType && named?.summary ? `${about}\n\n${named.summary}` : about };
    const separator = pieces.length === 0 ? '' : style.separator;
    if (property.mandatory || name === implied) pieces.push(separator, parameter);
    else pieces.push(...style.optional(separator, parameter));
  }
  const more = hasMore(option, type) ? style.optional(style.separator, '…') : [];
  return signatureOf([...opening, ...pieces, ...more, style.close], named?.summary || optionText(option)?.summary);
}

/** Whether there are further keys, which have nothing to do with memory. */
function hasMore(option: string, type: string | undefined): boolean {
  if (option === 'object') return type !== undefined && findObjectType(type)?.open === true;
  return option === 'device' || option === 'machine' || option === 'smp';
}
