import { attributeOf, type XmlAttribute, type XmlElement } from '../../syntax/xml/xml-tree';
import { nearestWord } from '../../text/nearest-word';
import { type Span, spanOf } from '../../text/span';
import { wordText } from '../../text/word';
import type { Fact } from '../qemu/fact';
import { type LibvirtFinding, type Repair, refused } from './libvirt-finding';

/** The elements of a name in another, through several levels: `allOf(domain, 'cpu', 'numa')`. (XPath `./cpu/numa`) */
export function allOf(element: XmlElement | undefined, ...names: readonly string[]): readonly XmlElement[] {
  let found: readonly XmlElement[] = element ? [element] : [];
  for (const name of names) {
    const inside: XmlElement[] = [];
    for (const { children } of found) for (const child of children) if (isPlain(child, name)) inside.push(child);
    found = inside;
  }
  return found;
}

/** The first of them. */
export function pathOf(element: XmlElement | undefined, ...names: readonly string[]): XmlElement | undefined {
  if (names.length > 1) return allOf(element, ...names)[0];
  return element?.children.find((child) => isPlain(child, names[0]!));
}

/** An element of libvirt's own, in no namespace. */
function isPlain(element: XmlElement, name: string): boolean {
  return element.isNamed(name) && element.namespace === '';
}

/** The text of an attribute; without a span where it is not there. */
export function attributeText(element: XmlElement | undefined, name: string): Fact<string> {
  const attribute = element && attributeOf(element, name);
  if (!attribute) return ABSENT;
  return { value: wordText(attribute.value), span: placeOf(attribute) };
}

/** The text of an element; without a span where the element is not there. */
export function elementText(element: XmlElement | undefined): Fact<string> {
  if (!element) return ABSENT;
  return { value: wordText(element.text), span: placeOfText(element) };
}

/** Not written. */
export const ABSENT: Fact<never> = { value: undefined, span: undefined };

/** Where the value of an attribute stands; the whole attribute where the value is empty. */
export function placeOf({ value, span }: XmlAttribute): Span {
  return value.span.start === value.span.end ? span : value.span;
}

/** Where the text of an element stands, without the blanks around it; the start tag where there is none. */
export function placeOfText({ text, startTag }: XmlElement): Span {
  const { block, start, end } = text.span;
  const written = block.text.slice(start, end);
  const trimmed = written.trim();
  if (trimmed === '') return startTag;
  const from = start + written.indexOf(trimmed);
  return spanOf(block, from, from + trimmed.length);
}

/**
 * A word out of a few, in libvirt's usual way of refusing others. (util/virxml.c: virXMLPropEnum)
 *
 * @returns a fact without a value where there is none, where it is not known and where it is refused
 */
export function enumAttribute<T extends string>(
  element: XmlElement | undefined,
  name: string,
  words: readonly T[],
  findings: LibvirtFinding[],
): Fact<T> {
  const { value, span } = attributeText(element, name);
  if (!element || span === undefined) return ABSENT;
  if (value === undefined || (words as readonly string[]).includes(value))
    return { value: value as T | undefined, span };
  findings.push(
    refused(
      'libvirt-value',
      span,
      `Invalid value for attribute '${name}' in element '${element.name}': '${value}'.`,
      `${name} of <${element.name}> is ${oneOf(words)}, not '${value}'.`,
      { repairs: nearestWords(span, value, words) },
    ),
  );
  return { value: undefined, span };
}

/** An unsigned number. (util/virxml.c: virXMLPropUInt) */
export function numberAttribute(
  element: XmlElement | undefined,
  name: string,
  findings: LibvirtFinding[],
): Fact<number> {
  const { value, span } = attributeText(element, name);
  if (!element || span === undefined) return ABSENT;
  if (value === undefined) return { value: undefined, span };
  if (/^\s*\+?\d{1,10}$/.test(value) && Number(value) <= 0xffff_ffff) return { value: Number(value), span };
  findings.push(
    refused(
      'libvirt-value',
      span,
      `Invalid value for attribute '${name}' in element '${element.name}': '${value}'.`,
      `${name} of <${element.name}> is a number, not '${value}'.`,
    ),
  );
  return { value: undefined, span };
}

/** `a or b`, `a, b or c`. */
export function oneOf(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

/** Replacements of a word that is none of a few: the one that was probably meant first. */
export function nearestWords(span: Span, written: string, words: readonly string[]): readonly Repair[] {
  const meant = nearestWord(written, words);
  const order = meant === undefined ? words : [meant, ...words.filter((word) => word !== meant)];
  return order.slice(0, 4).map((word) => ({ title: `Change to '${word}'`, edits: [{ span, newText: word }] }));
}
