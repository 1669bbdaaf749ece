import type { Block } from '../../text/block';
import { IntTable } from './int-table';
import { type MarkupClosers, markupClosers } from './markup-closers';
import { TemplateMarks } from './template-marks';

/** A text and everything found in it, as numbers: the elements in the order of their start tags. */
export interface XmlSource {
  readonly block: Block;
  readonly text: string;
  /** Rows of `ELEMENT`. */
  readonly elements: IntTable;
  /** Rows of `ATTRIBUTE`; those of one element stand together, and the elements' order is theirs. */
  readonly attributes: IntTable;
  /** The URIs that rows of elements name; the first one is `''`. */
  readonly namespaces: string[];
  readonly templates: TemplateMarks;
  readonly closers: MarkupClosers;
  reads: XmlReads;
  /** Of the elements that somebody asked about, by their rows: what stands for each of them and all that is in it. */
  readonly shapes: Map<number, object>;
}

/** What somebody has asked for, so that it is known what an edit can have changed: a 1 for each row. */
export interface XmlReads {
  /** The texts of elements. */
  readonly texts: Uint8Array;
  /** The values of attributes. */
  readonly values: Uint8Array;
}

/** The columns of an element. All places are offsets in the text. */
export const ELEMENT = {
  nameStart: 0,
  nameEnd: 1,
  /** Behind the start tag. */
  tagEnd: 2,
  /** Where the end tag begins, or one of `NO_END_TAG`, `BROKEN_OFF`. */
  endTag: 3,
  /** Behind the element. */
  end: 4,
  /** The row of the first element behind this one and all that it contains. */
  next: 5,
  /** The row of its first attribute. They go up to those of the next row. */
  attributes: 6,
  namespace: 7,
  width: 8,
} as const;

export const NO_END_TAG = -1;
/** The start tag has no `>` either. */
export const BROKEN_OFF = -2;

/** The columns of an attribute. */
export const ATTRIBUTE = {
  nameStart: 0,
  nameEnd: 1,
  /** `NO_VALUE`: there is none yet. */
  valueStart: 2,
  valueEnd: 3,
  end: 4,
  width: 5,
} as const;

export const NO_VALUE = -1;

export function newSource(
  block: Block,
  elements = new IntTable(ELEMENT.width),
  attributes = new IntTable(ATTRIBUTE.width),
  namespaces = [''],
  reads = nothingRead(0, 0),
  shapes = new Map<number, object>(),
): XmlSource {
  const { text } = block;
  return {
    block,
    text,
    elements,
    attributes,
    namespaces,
    reads,
    shapes,
    templates: new TemplateMarks(text),
    closers: markupClosers(text),
  };
}

/** Of so many elements and attributes nothing has been asked for. */
export function nothingRead(elements: number, attributes: number): XmlReads {
  return { texts: new Uint8Array(elements), values: new Uint8Array(attributes) };
}
