import { placeOfText } from '../../model/libvirt/xml-values';
import type { XmlDocument, XmlElement } from '../../syntax/xml/xml-tree';

/** What is being written at a place of an XML text. */
export type CompletionSpot = {
  /** The element around, behind those around it; of a tag that is being written, the one that it stands in. */
  readonly path: readonly XmlElement[];
  /** What stands in front of the cursor of the word that is replaced. */
  readonly prefix: string;
} & (
  | {
      /** The name of an element; `opened`: its `<` is there. */
      readonly kind: 'element';
      readonly opened: boolean;
      /** More of its tag follows. */
      readonly hasMore: boolean;
    }
  | {
      readonly kind: 'attribute' | 'value';
      readonly element: string;
      /** The attributes that the tag has, with their values; not the one at the cursor. */
      readonly given: ReadonlyMap<string, string>;
      /** Of a value, its attribute. */
      readonly attribute: string;
      /** What follows the cursor: `=`, a quote, or something else. */
      readonly next: string;
      /** The quote that the value begins with; empty where it has none yet. */
      readonly quote: string;
    }
  | { readonly kind: 'text' }
);

/** A tag of more characters is none that someone writes. */
const LONGEST_TAG = 20_000;

/**
 * What is being written at an offset; `undefined` where nothing of an element is. It goes by the characters in front of the
 * cursor, back to the `<`, as a tag that is being written is not there yet for a parser.
 */
export function completionSpotAt(document: XmlDocument, offset: number): CompletionSpot | undefined {
  const { text } = document.block;
  if (document.comments.some(({ start, end }) => start < offset && offset < end)) return undefined;
  const less = offset === 0 ? -1 : text.lastIndexOf('<', offset - 1);
  const tag = less < 0 || offset - less > LONGEST_TAG ? undefined : readTag(text.slice(less, offset));
  if (tag === 'other') return undefined;
  if (tag) return inTag(document, less, offset, tag);
  return inContent(document, offset);
}

/** A start tag as far as the cursor. */
interface WrittenTag {
  readonly name: string;
  readonly given: ReadonlyMap<string, string>;
  /** What is being written last. */
  readonly last:
    | { readonly kind: 'element' | 'attribute'; readonly prefix: string }
    | { readonly kind: 'value'; readonly attribute: string; readonly quote: string; readonly prefix: string };
}

/** Reads `<name a='1' b`; `undefined`: the tag ends before the cursor; `other`: it is no start tag, or full of mistakes. */
function readTag(text: string): WrittenTag | undefined | 'other' {
  const name = /^<([\w.:-]*)/.exec(text)![1]!;
  let at = 1 + name.length;
  if (at === text.length) return { name, given: new Map(), last: { kind: 'element', prefix: name } };
  if (name === '') return 'other';
  const given = new Map<string, string>();
  const part = /(\s*)(?:([\w.:-]+)(\s*=\s*(?:("[^"]*"|'[^']*')|(["'])|))?)?/y;
  for (;;) {
    part.lastIndex = at;
    const [whole, blanks, attribute, equals, quoted, quote] = part.exec(text)!;
    const end = at + whole.length;
    if (attribute === undefined) {
      if (end === text.length)
        return blanks === '' ? 'other' : { name, given, last: { kind: 'attribute', prefix: '' } };
      return text[end] === '>' || text.startsWith('/>', end) ? undefined : 'other';
    }
    if (blanks === '') return 'other';
    if (quoted !== undefined) given.set(attribute, quoted.slice(1, -1));
    else if (quote !== undefined)
      return { name, given, last: { kind: 'value', attribute, quote, prefix: text.slice(end) } };
    else if (equals !== undefined)
      return end === text.length ? { name, given, last: { kind: 'value', attribute, quote: '', prefix: '' } } : 'other';
    else if (end === text.length) return { name, given, last: { kind: 'attribute', prefix: attribute } };
    else return 'other';
    at = end;
  }
}

function inTag(document: XmlDocument, less: number, offset: number, tag: WrittenTag): CompletionSpot | undefined {
  const { text } = document.block;
  const path = elementsHolding(document, less);
  const { name, last } = tag;
  if (last.kind === 'element') {
    const hasMore = /^[\w.:-]*[ \t]*(?:[\w.:-]+[ \t]*=|\/?>)/.test(text.slice(offset, offset + 200));
    return { kind: 'element', path, prefix: last.prefix, opened: true, hasMore };
  }
  // What an open quote takes in: not the rest of the text.
  if (last.prefix.includes('\n')) return undefined;
  const given = new Map(tag.given);
  const siblings = path.length > 0 ? path.at(-1)!.children : document.roots;
  const element = siblings.find(({ startTag }) => startTag.start === less);
  const at = last.kind === 'value' ? last.attribute : last.prefix;
  for (const attribute of element?.attributes ?? [])
    if (attribute.nameSpan.start >= offset && attribute.name !== at)
      given.set(attribute.name, attribute.value.pieces.map((piece) => piece.text ?? '').join(''));
  return {
    kind: last.kind,
    path,
    prefix: last.prefix,
    element: name,
    given,
    attribute: last.kind === 'value' ? last.attribute : '',
    next: text[offset] ?? '',
    quote: last.kind === 'value' ? last.quote : '',
  };
}

function inContent(document: XmlDocument, offset: number): CompletionSpot | undefined {
  const { text } = document.block;
  const path = elementsHolding(document, offset);
  const element = path.at(-1);
  if (!element) return undefined;
  const word = element.text;
  const written = placeOfText(element);
  if (element.children.length === 0 && offset >= word.span.start && offset <= word.span.end) {
    // Where there is no text, that is the place of the start tag.
    if (written.start < word.span.start) {
      if (offset === word.span.start) return { kind: 'text', path, prefix: '' };
    } else if (written.start <= offset && offset <= written.end)
      return { kind: 'text', path, prefix: text.slice(written.start, offset) };
  }
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  return line.trim() === '' && line.length < 1000
    ? { kind: 'element', path, prefix: '', opened: false, hasMore: false }
    : undefined;
}

/** The elements whose content an offset lies in, between their tags, the outermost first. */
function elementsHolding({ block, roots }: XmlDocument, offset: number): readonly XmlElement[] {
  const path: XmlElement[] = [];
  let level = roots;
  for (;;) {
    const next = level.find(({ startTag, endTag, span }) => {
      if (offset < startTag.end || offset > (endTag?.start ?? span.end)) return false;
      return endTag !== undefined || /[^/]>$/.test(block.text.slice(startTag.end - 2, startTag.end));
    });
    if (!next) return path;
    path.push(next);
    level = next.children;
  }
}
