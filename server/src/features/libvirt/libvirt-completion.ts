import { VOCABULARY } from '../../model/libvirt/vocabulary';
import type { VocabularyElement } from '../../model/libvirt/vocabulary-element';
import { attributeText } from '../../model/libvirt/xml-values';
import type { XmlElement } from '../../syntax/xml/xml-tree';
import type { Position } from '../../text/text-lines';
import type { CompletionItem, CompletionList } from '../completion/completion-item';
import { type CompletionSpot, completionSpotAt } from './completion-spot';
import { attributeItem, elementItem } from './element-items';
import { type KnownPlace, knownPlace } from './known-element';
import type { LibvirtSnapshot } from './libvirt-snapshot';
import { nextCell, valueItems } from './value-items';
import { offsetAt, rangeAt } from './xml-place';

/**
 * What could be written at a position: of the elements that have to do with memory, and nothing of any other.
 *
 * @param trigger the character that made the editor ask; `undefined`: somebody asked, or a word is being typed
 */
export function libvirtCompletionsAt(
  snapshot: LibvirtSnapshot,
  position: Position,
  trigger?: string,
): CompletionList | undefined {
  const offset = offsetAt(snapshot, position);
  const spot = completionSpotAt(snapshot.document, offset);
  if (!spot || !isAskedFor(spot, trigger)) return undefined;
  const items = itemsOf(snapshot, spot);
  if (items.length === 0) return undefined;
  const { block } = snapshot.document;
  const written = listed(spot.prefix, spot);
  const suffix =
    spot.kind === 'element' && !spot.opened ? '' : /^[\w.-]*/.exec(block.text.slice(offset, offset + 100))![0];
  const range = rangeAt(snapshot, { block, start: offset - written.length, end: offset + suffix.length });
  return range && { range, items };
}

/** Characters make an editor ask that mean nothing where they stand. */
function isAskedFor(spot: CompletionSpot, trigger: string | undefined): boolean {
  switch (trigger) {
    case undefined:
      return true;
    case '<':
      return spot.kind === 'element' && spot.opened;
    case ' ':
      return spot.kind === 'attribute';
    case "'":
    case '"':
    case '=':
      return spot.kind === 'value' && spot.prefix === '';
    case ',':
      return spot.kind === 'value';
    default:
      return false;
  }
}

/** Of a list the number that is being written. */
function listed(prefix: string, { kind }: CompletionSpot): string {
  return kind === 'value' || kind === 'text' ? prefix.slice(prefix.lastIndexOf(',') + 1) : prefix;
}

function itemsOf(snapshot: LibvirtSnapshot, spot: CompletionSpot): readonly CompletionItem[] {
  const place = knownPlace(snapshot, spot.path);
  switch (spot.kind) {
    case 'element':
      return place ? elementItems(snapshot, place, spot) : [];
    case 'text': {
      const { entry, element } = place?.chain.at(-1) ?? {};
      if (!place || !entry || !element) return [];
      if (entry.text === undefined)
        return spot.prefix === '' ? elementItems(snapshot, place, { opened: false, hasMore: false }) : [];
      const unit = attributeText(element, 'unit').value;
      return valueItems(entry.text, { snapshot, domain: place.domain, key: place.key, attribute: undefined, unit });
    }
    default:
      return attributeItems(snapshot, place, spot);
  }
}

function elementItems(
  snapshot: LibvirtSnapshot,
  { chain, domain }: KnownPlace,
  { opened, hasMore }: { readonly opened: boolean; readonly hasMore: boolean },
): CompletionItem[] {
  const { element, entry } = chain.at(-1)!;
  const written = new Set(element.children.map(({ name }) => name));
  const model = modelOf(chain);
  const { version } = snapshot.settings.libvirt;
  const form = { opened, hasMore, version, valueOf: valueFor(domain) };
  return entry.children
    .filter(({ name, many, models }) => (many || !written.has(name)) && fits(models, model))
    .map((child) => elementItem(child, form));
}

/** Places of a template that are filled in. */
function valueFor(domain: KnownPlace['domain']): (attribute: { readonly name: string }) => string | undefined {
  return ({ name }) => (name === 'id' ? `${nextCell(domain)}` : undefined);
}

function attributeItems(
  snapshot: LibvirtSnapshot,
  place: KnownPlace | undefined,
  spot: CompletionSpot & { kind: 'attribute' | 'value' },
): readonly CompletionItem[] {
  const entry = entryOf(snapshot, place, spot);
  if (!entry) return [];
  if (spot.kind === 'attribute') {
    const { version } = snapshot.settings.libvirt;
    const form = { opened: true, hasMore: false, version, valueOf: valueFor(place?.domain) };
    return entry.attributes
      .filter(({ name }) => !spot.given.has(name))
      .toSorted((a, b) => Number(b.required ?? false) - Number(a.required ?? false))
      .map((attribute) => attributeItem(attribute, spot.next === '=', form));
  }
  const attribute = entry.attributes.find(({ name }) => name === spot.attribute);
  if (!attribute) return [];
  const items = valueItems(attribute.value, {
    snapshot,
    domain: place?.domain,
    key: place ? `${place.key}/${entry.name}` : entry.name,
    attribute: attribute.name,
    unit: spot.given.get('unit'),
  });
  if (spot.quote !== '' || spot.next === "'" || spot.next === '"') return items;
  return items.map((item) => ({ ...item, insert: `'${item.label}'` }));
}

/** The element whose tag is being written. */
function entryOf(
  { domains, document }: LibvirtSnapshot,
  place: KnownPlace | undefined,
  spot: CompletionSpot & { kind: 'attribute' | 'value' },
): VocabularyElement | undefined {
  if (place) return place.chain.at(-1)!.entry.children.find(({ name }) => name === spot.element);
  const isDomain = spot.path.length === 0 && spot.element === 'domain' && domains.length > 0;
  return isDomain && document.roots[0]?.name === 'domain' ? VOCABULARY : undefined;
}

/** The model of the memory device that a place is in. */
function modelOf(chain: KnownPlace['chain']): string | undefined {
  const device: XmlElement | undefined = chain.find(
    ({ entry }) => entry.name === 'memory' && entry.attributes.some(({ name }) => name === 'model'),
  )?.element;
  return attributeText(device, 'model').value;
}

function fits(models: VocabularyElement['models'], model: string | undefined): boolean {
  return models === undefined || model === undefined || (models as readonly string[]).includes(model);
}
