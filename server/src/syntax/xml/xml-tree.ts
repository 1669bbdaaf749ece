import type { Block } from '../../text/block';
import type { Problem } from '../../text/problem';
import type { Span } from '../../text/span';
import type { Word } from '../../text/word';

/** An XML text, or what can be made of it while someone types. Its spans are relative to the one block that it is. */
export interface XmlDocument {
  readonly block: Block;
  /** The elements that stand in no other. A document has one; a fragment may have several. */
  readonly roots: readonly XmlElement[];
  /** `<!-- … -->`, each with its marks, in the order of the text. */
  readonly comments: readonly Span[];
  /**
   * Where the text is not well-formed: no XML parser would accept it. In the order of the text. The code is
   * `xml-extra-root` for elements behind the first root, which a fragment may have, and `xml-not-well-formed` for all else.
   */
  readonly problems: readonly Problem[];
  /**
   * Whether statements of a template (`{% if … %}`, `<% … %>`) decide what of the text will be there. Values that a
   * template fills in (`{{ memory }}`, `<%= memory %>`) are pieces of words that are not known, and do not count.
   */
  readonly templated: boolean;
}

/** One element with everything in it. */
export interface XmlElement {
  /** As written, with its prefix: `qemu:commandline`. */
  readonly name: string;
  /** Without the prefix. */
  readonly localName: string;
  /** The URI that its prefix, or the default namespace, stands for; `''`: none. */
  readonly namespace: string;
  /** Of the name in the start tag. */
  readonly nameSpan: Span;
  /** From `<` to behind `>` of the start tag, or as far as it goes. */
  readonly startTag: Span;
  /** `</name>`; `undefined` for `<name/>` and where it is missing. */
  readonly endTag: Span | undefined;
  /**
   * From `<` of the start tag to behind the end tag. Where the end tag is missing, as far as the element is taken to go:
   * behind its value when it begins with one, and to the end of the element around it otherwise.
   */
  readonly span: Span;
  /** In the order written, the first 100,000. A name that comes twice is here twice, and the first one counts. */
  readonly attributes: readonly XmlAttribute[];
  /** The elements directly in it, in the order written. */
  readonly children: readonly XmlElement[];
  /**
   * The text directly in it, with entities and CDATA resolved, comments and child elements left out. Its span covers
   * everything between the tags. A value that a template fills in, a statement of one and a reference to an entity that
   * XML does not define are pieces that are not known; beside child elements such a piece may stand for elements, too.
   */
  readonly text: Word;
  /** The same object in the next version, as long as nothing but texts, values and comments has changed. */
  readonly shape: object;
  /** Whether `name` is this. */
  readonly isNamed: (name: string) => boolean;
  /** The attribute of that name, as written; of several the first. */
  readonly attribute: (name: string) => XmlAttribute | undefined;
  /** Whether that attribute has this value: a word without blanks and references. */
  readonly hasValue: (name: string, value: string) => boolean;
}

export interface XmlAttribute {
  /** As written, with its prefix. */
  readonly name: string;
  readonly nameSpan: Span;
  /**
   * What stands between the quotes, with entities resolved and blanks normalised as XML demands; its span is that between
   * the quotes. Where there is no value yet, one empty piece behind the name or `=` that is not known.
   */
  readonly value: Word;
  /** From the first character of the name to behind the closing quote, or as far as it goes. */
  readonly span: Span;
}

/** The attribute of that name, as written. */
export function attributeOf(element: XmlElement, name: string): XmlAttribute | undefined {
  return element.attribute(name);
}

/** The elements of that name directly in an element. */
export function childrenOf(element: XmlElement, name: string): readonly XmlElement[] {
  return element.children.filter((child) => child.isNamed(name));
}
