import { type Span, spanOf } from '../../text/span';
import { type Word, wordText } from '../../text/word';
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
    this.source.reads.texts[this.index] = 1;
    this.madeText ??= this.makeText();
    return this.madeText;
  }

  get shape(): object {
    const { shapes } = this.source;
    const known = shapes.get(this.index);
    if (known) return known;
    const made = {};
    shapes.set(this.index, made);
    return made;
  }

  isNamed(name: string): boolean {
    const start = this.cell(ELEMENT.nameStart);
    return name.length === this.cell(ELEMENT.nameEnd) - start && this.source.text.startsWith(name, start);
  }

  attribute(name: string): XmlAttribute | undefined {
    const row = this.rowOf(name);
    return row < 0 ? undefined : this.attributes[row - this.cell(ELEMENT.attributes)];
  }

  hasValue(name: string, value: string): boolean {
    const row = this.rowOf(name);
    if (row < 0) return false;
    const { text, attributes, reads } = this.source;
    reads.values[row] = 1;
    const start = attributes.data[row * ATTRIBUTE.width + ATTRIBUTE.valueStart]!;
    const length = attributes.data[row * ATTRIBUTE.width + ATTRIBUTE.valueEnd]! - start;
    // What references stand for is never longer than they are.
    if (start === NO_VALUE || length < value.length) return false;
    return length === value.length ? text.startsWith(value, start) : wordText(this.attribute(name)!.value) === value;
  }

  /** The row of the attribute of that name; -1: it has none. */
  private rowOf(name: string): number {
    const { text, attributes } = this.source;
    const { data } = attributes;
    const first = this.cell(ELEMENT.attributes);
    const end = Math.min(this.endOfAttributes(), first + MOST_ATTRIBUTES);
    for (let i = first; i < end; i++) {
      const start = data[i * ATTRIBUTE.width + ATTRIBUTE.nameStart]!;
      const length = data[i * ATTRIBUTE.width + ATTRIBUTE.nameEnd]! - start;
      if (name.length === length && text.startsWith(name, start)) return i;
    }
    return -1;
  }

  /** The row behind its last attribute. */
  private endOfAttributes(): number {
    const { elements, attributes } = this.source;
    return this.index + 1 < elements.count ? this.cell(ELEMENT.width + ELEMENT.attributes) : attributes.count;
  }

  private makeAttributes(): readonly XmlAttribute[] {
    const made: XmlAttribute[] = [];
    const first = this.cell(ELEMENT.attributes);
    const end = Math.min(this.endOfAttributes(), first + MOST_ATTRIBUTES);
    for (let i = first; i < end; i++) made.push(new TableAttribute(this.source, i));
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

/** An attribute as a view of its row. */
class TableAttribute implements XmlAttribute {
  private madeValue: Word | undefined;

  constructor(
    private readonly source: XmlSource,
    private readonly index: number,
  ) {}

  get name(): string {
    return this.source.text.slice(this.cell(ATTRIBUTE.nameStart), this.cell(ATTRIBUTE.nameEnd));
  }

  get nameSpan(): Span {
    return spanOf(this.source.block, this.cell(ATTRIBUTE.nameStart), this.cell(ATTRIBUTE.nameEnd));
  }

  get value(): Word {
    const { source } = this;
    source.reads.values[this.index] = 1;
    const start = this.cell(ATTRIBUTE.valueStart);
    this.madeValue ??=
      start === NO_VALUE
        ? missingValue(source, this.cell(ATTRIBUTE.end))
        : readValue(source, start, this.cell(ATTRIBUTE.valueEnd));
    return this.madeValue;
  }

  get span(): Span {
    return spanOf(this.source.block, this.cell(ATTRIBUTE.nameStart), this.cell(ATTRIBUTE.end));
  }

  private cell(column: number): number {
    return this.source.attributes.data[this.index * ATTRIBUTE.width + column]!;
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
