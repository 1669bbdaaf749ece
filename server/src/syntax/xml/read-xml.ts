import type { Block } from '../../text/block';
import type { Problem } from '../../text/problem';
import { type Span, spanOf } from '../../text/span';
import type { TextLines } from '../../text/text-lines';
import { scanXml } from './scan-xml';
import type { Scanner } from './scanner';
import { elementsIn } from './table-element';
import { newSource, type XmlSource } from './xml-source';
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
  return new ReadDocument(source, scanXml(source));
}

/** Made by a class: what an object with a getter of its own refers to, V8 keeps until it next collects all garbage. */
class ReadDocument implements XmlDocument {
  readonly block: Block;
  readonly problems: readonly Problem[];
  readonly templated: boolean;
  private madeRoots: readonly XmlElement[] | undefined;
  private madeComments: readonly Span[] | undefined;

  constructor(
    private readonly source: XmlSource,
    private readonly scanned: Scanner,
  ) {
    const { problems, extraRoots, templated } = scanned;
    this.block = source.block;
    this.problems = [...problems, ...extraRoots].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
    this.templated = templated;
  }

  get roots(): readonly XmlElement[] {
    this.madeRoots ??= elementsIn(this.source, 0, this.source.elements.count);
    return this.madeRoots;
  }

  get comments(): readonly Span[] {
    const { comments } = this.scanned;
    this.madeComments ??= Array.from({ length: comments.length / 2 }, (_, i) =>
      spanOf(this.block, comments[2 * i]!, comments[2 * i + 1]!),
    );
    return this.madeComments;
  }
}
