import { placeOfText } from '../../model/libvirt/xml-values';
import type { XmlAttribute, XmlDocument, XmlElement } from '../../syntax/xml/xml-tree';
import { type Span, spanTouches } from '../../text/span';

/** What stands at a place of an XML text. */
export interface XmlSpot {
  /** The element that it belongs to, behind all those around it. */
  readonly path: readonly XmlElement[];
  /** The name of an element in one of its tags, that of an attribute, its value, or the text of an element. */
  readonly kind: 'name' | 'attribute' | 'value' | 'text';
  /** Where `kind` is `attribute` or `value`. */
  readonly attribute: XmlAttribute | undefined;
  readonly span: Span;
}

/** What stands at an offset; `undefined` for blanks, comments and all else that says nothing. */
export function xmlSpotAt({ roots, comments }: XmlDocument, offset: number): XmlSpot | undefined {
  if (comments.some(({ start, end }) => start < offset && offset < end)) return undefined;
  const path = elementsAround(roots, offset);
  const element = path.at(-1);
  if (!element) return undefined;
  const make = (kind: XmlSpot['kind'], span: Span, attribute?: XmlAttribute): XmlSpot => ({
    path,
    kind,
    attribute,
    span,
  });
  const { nameSpan, startTag, endTag } = element;
  if (spanTouches(nameSpan, offset)) return make('name', nameSpan);
  if (offset < startTag.end) {
    const attribute = element.attributes.find(({ span }) => spanTouches(span, offset));
    if (!attribute) return undefined;
    if (spanTouches(attribute.nameSpan, offset)) return make('attribute', attribute.nameSpan, attribute);
    const { value } = attribute;
    return spanTouches(value.span, offset) ? make('value', value.span, attribute) : undefined;
  }
  if (endTag && endTag.start <= offset) {
    const start = endTag.start + 2;
    const span = { block: endTag.block, start, end: Math.min(start + element.name.length, endTag.end) };
    return spanTouches(span, offset) ? make('name', span) : undefined;
  }
  const text = placeOfText(element);
  // Where there is no text, that is the place of the start tag.
  return text.start >= startTag.end && spanTouches(text, offset) ? make('text', text) : undefined;
}

/**
 * The elements that an offset lies in, the outermost first. Where two meet, the one that begins there.
 *
 * @param atEnd whether one that ends there counts where none begins, as it does for a cursor
 */
export function elementsAround(roots: readonly XmlElement[], offset: number, atEnd = true): readonly XmlElement[] {
  const path: XmlElement[] = [];
  let level = roots;
  for (;;) {
    const next =
      level.find(({ span }) => span.start <= offset && offset < span.end) ??
      (atEnd ? level.find(({ span }) => span.end === offset) : undefined);
    if (!next) return path;
    path.push(next);
    level = next.children;
  }
}
