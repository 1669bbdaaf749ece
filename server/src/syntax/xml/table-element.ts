import { type Span, spanOf } from '../../text/span';
import type { Word } from '../../text/word';
import { missingValue, readText, readValue } from './read-words';
import { ATTRIBUTE, ELEMENT, NO_VALUE, type XmlSource } from './xml-source';
import type { XmlAttribute, XmlElement } from './xml-tree';

/** No element means more than this; each would take half a kilobyte. */
const MOST_ATTRIBUTES = 100_000;

/** An element as a view of its row. What is in it is made when it is first asked for, and kept. */
export class TableElement implements XmlElement {
  private madeAttributes: readonly XmlAttribute[] | undefined;
  private madeChildren: readonly XmlElement[] | undefined;
  private madeText: Word | undefined;

  constructor(
    private readonly source: XmlSource,
    private readonly index: number,
  ) {}

  get name(): string {
    return this.source.text.slice(this.cell(ELEMENT.nameStart), this.cell(ELEMENT.nameEnd));
  }

  get localName(): string {
    const { name } = this;
    return name.slice(name.indexOf(':') + 1);
  }

  get namespace(): string {
    return this.source.namespaces[this.cell(ELEMENT.namespace)]!;
  }

  get nameSpan(): Span {
    return this.spanTo(this.cell(ELEMENT.nameStart), this.cell(ELEMENT.nameEnd));
  }

  get startTag(): Span {
    return this.spanTo(this.cell(ELEMENT.nameStart) - 1, this.cell(ELEMENT.tagEnd));
  }

  get endTag(): Span | undefined {
    const start = this.cell(ELEMENT.endTag);
    return start < 0 ? undefined : this.spanTo(start, this.cell(ELEMENT.end));
  }

  get span(): Span {
    return this.spanTo(this.cell(ELEMENT.nameStart) - 1, this.cell(ELEMENT.end));
  }

  get attributes(): readonly XmlAttribute[] {
    this.madeAttributes ??= this.makeAttributes();
    return this.madeAttributes;
  }

  get children(): readonly XmlElement[] {
    this.madeChildren ??= elementsIn(this.source, this.index + 1, this.cell(ELEMENT.next));
    return this.madeChildren;
  }

  get text(): Word {
    this.madeText ??= this.makeText();
    return this.madeText;
  }

  private makeAttributes(): readonly XmlAttribute[] {
    const { source, index } = this;
    const { elements, attributes } = source;
    const next = index + 1 < elements.count ? this.cell(ELEMENT.width + ELEMENT.attributes) : attributes.count;
    const made: XmlAttribute[] = [];
    const first = this.cell(ELEMENT.attributes);
    for (let i = first; i < Math.min(next, first + MOST_ATTRIBUTES); i++) {
      const row = i * ATTRIBUTE.width;
      const at = (column: number) => attributes.data[row + column]!;
      const nameSpan = this.spanTo(at(ATTRIBUTE.nameStart), at(ATTRIBUTE.nameEnd));
      const value = at(ATTRIBUTE.valueStart);
      made.push({
        name: source.text.slice(nameSpan.start, nameSpan.end),
        nameSpan,
        value:
          value === NO_VALUE
            ? missingValue(source, at(ATTRIBUTE.end))
            : readValue(source, value, at(ATTRIBUTE.valueEnd)),
        span: this.spanTo(nameSpan.start, at(ATTRIBUTE.end)),
      });
    }
    return made;
  }

  private makeText(): Word {
    const { source, index } = this;
    const { data } = source.elements;
    const start = this.cell(ELEMENT.tagEnd);
    const endTag = this.cell(ELEMENT.endTag);
    const end = endTag < 0 ? this.cell(ELEMENT.end) : endTag;
    const runs: (readonly [number, number])[] = [];
    let from = start;
    for (let child = index + 1; child < this.cell(ELEMENT.next); ) {
      const row = child * ELEMENT.width;
      runs.push([from, data[row + ELEMENT.nameStart]! - 1]);
      from = data[row + ELEMENT.end]!;
      child = data[row + ELEMENT.next]!;
    }
    runs.push([from, end]);
    return readText(source, start, end, runs);
  }

  private cell(column: number): number {
    return this.source.elements.data[this.index * ELEMENT.width + column]!;
  }

  private spanTo(start: number, end: number): Span {
    return spanOf(this.source.block, start, end);
  }
}

/** The outermost elements among the rows `[first, last)`. */
export function elementsIn(source: XmlSource, first: number, last: number): readonly XmlElement[] {
  const made: XmlElement[] = [];
  for (let i = first; i < last; i = source.elements.data[i * ELEMENT.width + ELEMENT.next]!) {
    made.push(new TableElement(source, i));
  }
  return made;
}
