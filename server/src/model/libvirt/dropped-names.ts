import type { XmlAttribute, XmlElement } from '../../syntax/xml/xml-tree';
import { nearestWord } from '../../text/nearest-word';
import type { MemoryDevice } from './libvirt-domain';
import { VOCABULARY, vocabularyChild, vocabularyName } from './vocabulary';
import type { VocabularyElement } from './vocabulary-element';

/** An element or attribute that libvirt drops without a word. */
export interface DroppedName {
  /** The element, or the one that the attribute is in. */
  readonly element: XmlElement;
  readonly attribute: XmlAttribute | undefined;
  /** The element around it, or the one that the attribute is in. */
  readonly parent: XmlElement;
  /** `unknown`: there is none of that name there; `model`: only other models of memory devices have it. */
  readonly reason: 'unknown' | 'model';
  /** The name that was probably meant. */
  readonly meant: string | undefined;
  /** Where there is one of that name. */
  readonly belongsIn: string | undefined;
  /** What there is. */
  readonly known: readonly string[];
}

/** More than these nobody reads: the text is no domain, or something other than a person wrote it. */
const MOST_NAMES = 1000;

/** What in a domain libvirt knows no such element or attribute for, the first of them where there are very many. */
export function droppedNames(domain: XmlElement, devices: readonly MemoryDevice[]): readonly DroppedName[] {
  const key = devices.map(({ model }) => model).join();
  if (NOTHING_DROPPED.get(domain.shape) === key) return [];
  const found = findDropped(domain, devices);
  if (found.length === 0) NOTHING_DROPPED.set(domain.shape, key);
  return found;
}

/** Domains in which libvirt knows every name, with the models of their memory devices. */
const NOTHING_DROPPED = new WeakMap<object, string>();

function findDropped(domain: XmlElement, devices: readonly MemoryDevice[]): readonly DroppedName[] {
  const found: DroppedName[] = [];
  const models = new Map(devices.map(({ element, model }) => [element.span.start, model]));
  const open: { element: XmlElement; entry: VocabularyElement; model: MemoryDevice['model'] }[] = [
    { element: domain, entry: VOCABULARY, model: undefined },
  ];
  for (let next = open.pop(); next; next = open.pop()) {
    const { element, entry } = next;
    const model = next.model ?? models.get(element.span.start);
    if (found.length >= MOST_NAMES) break;
    if (entry.closed) for (const dropped of droppedAttributes(element, entry).slice(0, MOST_NAMES)) found.push(dropped);
    for (const child of element.children) {
      if (found.length >= MOST_NAMES) break;
      const known = vocabularyChild(entry, child);
      if (!known) {
        const dropped = droppedChild(child, element, entry);
        if (dropped) found.push(dropped);
      } else if (known.models && model !== undefined && !known.models.includes(model)) {
        found.push({
          element: child,
          attribute: undefined,
          parent: element,
          reason: 'model',
          meant: undefined,
          belongsIn: undefined,
          known: known.models,
        });
      } else open.push({ element: child, entry: known, model });
    }
  }
  return found.sort((a, b) => placeOf(a) - placeOf(b));
}

function placeOf({ element, attribute }: DroppedName): number {
  return (attribute ?? element).span.start;
}

function droppedAttributes(element: XmlElement, entry: VocabularyElement): DroppedName[] {
  // Nearly always all of them are known.
  if (element.attributes.every((one) => entry.attributes.some(({ name }) => one.name === name))) return [];
  const known = entry.attributes.map(({ name }) => name);
  const written = new Set(element.attributes.map(({ name }) => name));
  const left = known.filter((name) => !written.has(name));
  return element.attributes
    .filter(({ name }) => !known.includes(name) && name !== 'xmlns' && !name.includes(':'))
    .map((attribute) => ({
      element,
      attribute,
      parent: element,
      reason: 'unknown',
      // Where an element has a single attribute, and not that, it can only be the one.
      meant: nearestWord(attribute.name, left) ?? (known.length === 1 && left.length === 1 ? left[0] : undefined),
      belongsIn: undefined,
      known,
    }));
}

function droppedChild(child: XmlElement, parent: XmlElement, entry: VocabularyElement): DroppedName | undefined {
  const name = vocabularyName(child);
  if (name === undefined || name.includes(':') || entry.alsoKnown.includes(name)) return undefined;
  // Of some elements not even the names of all children are known.
  if (!entry.closed && entry.alsoKnown.length === 0) return undefined;
  const known = [...entry.children.map((one) => one.name), ...entry.alsoKnown];
  const meant = nearestWord(name, known);
  parents ??= parentsOf(VOCABULARY);
  const belongsIn = meant === undefined ? parents.get(name) : undefined;
  // What neither looks like a known one nor stands elsewhere may be new.
  if (!entry.closed && meant === undefined && belongsIn === undefined) return undefined;
  return { element: child, attribute: undefined, parent, reason: 'unknown', meant, belongsIn, known };
}

/** Where each element is that is in one place only. Made with the first name that is not known: most domains have none. */
let parents: ReadonlyMap<string, string> | undefined;

function parentsOf(root: VocabularyElement): Map<string, string> {
  const places = new Map<string, Set<string>>();
  const open = [root];
  for (let entry = open.pop(); entry; entry = open.pop()) {
    for (const child of entry.children) {
      const around = places.get(child.name) ?? new Set();
      places.set(child.name, around.add(entry.name));
      open.push(child);
    }
    for (const name of entry.alsoKnown) places.set(name, (places.get(name) ?? new Set()).add(entry.name));
  }
  return new Map([...places].flatMap(([name, [first, second]]) => (first && !second ? [[name, first] as const] : [])));
}
