import type { Block } from '../../text/block';
import { type Span, spanOf } from '../../text/span';
import type { TextLines } from '../../text/text-lines';
import { scanXml } from './scan-xml';
import { elementsIn } from './table-element';
import { newSource } from './xml-source';
import type { XmlDocument, XmlElement } from './xml-tree';

/**
 * Reads an XML text, in time proportional to its length. Nothing is fetched or expanded; elements are made as they are
 * asked for. Of an earlier version, the document stays the same object while the text does.
 */
export function readXml(text: TextLines, previous?: XmlDocument): XmlDocument {
  const whole = text.toString();
  if (previous?.block.text === whole) return previous;
  const block: Block = { text: whole, lineCount: text.lineCount };
  const source = newSource(block);
  const { problems, extraRoots, comments, templated } = scanXml(source);
  let roots: readonly XmlElement[] | undefined;
  let spans: readonly Span[] | undefined;
  return {
    block,
    problems: [...problems, ...extraRoots].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end),
    templated,
    get roots() {
      roots ??= elementsIn(source, 0, source.elements.count);
      return roots;
    },
    get comments() {
      spans ??= Array.from({ length: comments.length / 2 }, (_, i) =>
        spanOf(block, comments[2 * i]!, comments[2 * i + 1]!),
      );
      return spans;
    },
  };
}
