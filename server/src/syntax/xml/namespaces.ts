import { wordText } from '../../text/word';
import { readValue } from './read-words';
import type { Scanner } from './scanner';
import { ATTRIBUTE, ELEMENT, NO_VALUE } from './xml-source';

/**
 * Takes down the namespaces that the attributes of an element declare, which were just read, and says which of them is its
 * own. With `empty` they are forgotten again. (Namespaces in XML 1.0)
 */
export function openNamespaces(scanner: Scanner, element: number, empty: boolean): number {
  const { source, declarations, prefixes } = scanner;
  const { text, attributes, elements } = source;
  const row = element * ELEMENT.width;
  for (let i = elements.data[row + ELEMENT.attributes]!; i < attributes.count; i++) {
    const at = i * ATTRIBUTE.width;
    const start = attributes.data[at + ATTRIBUTE.nameStart]!;
    if (text.charCodeAt(start) !== SMALL_X || !text.startsWith('xmlns', start)) continue;
    const end = attributes.data[at + ATTRIBUTE.nameEnd]!;
    if (end > start + 5 && text[start + 5] !== ':') continue;
    const prefix = text.slice(start + 6, end);
    const uris = prefixes.get(prefix);
    const uri = addUri(scanner, at);
    if (uris) uris.push(uri);
    else prefixes.set(prefix, [uri]);
    declarations.push({ element, prefix });
  }
  if (prefixes.size === 0) return 0;
  const name = text.slice(elements.data[row + ELEMENT.nameStart]!, elements.data[row + ELEMENT.nameEnd]!);
  const colon = name.indexOf(':');
  const own = prefixes.get(colon < 0 ? '' : name.slice(0, colon))?.at(-1) ?? 0;
  if (empty) closeNamespaces(scanner, element);
  return own;
}

/** Forgets the namespaces that an element declared. */
export function closeNamespaces({ declarations, prefixes }: Scanner, element: number): void {
  while (declarations.at(-1)?.element === element) prefixes.get(declarations.pop()!.prefix)?.pop();
}

/** The URI that an attribute gives, as an index. One that is not known stands for itself as it is written. */
function addUri({ source }: Scanner, row: number): number {
  const { data } = source.attributes;
  const start = data[row + ATTRIBUTE.valueStart]!;
  if (start === NO_VALUE) return 0;
  const end = data[row + ATTRIBUTE.valueEnd]!;
  return source.namespaces.push(wordText(readValue(source, start, end)) ?? source.text.slice(start, end)) - 1;
}

const SMALL_X = 0x78;
