import type { Span } from '../../text/span';
import type { Word } from '../../text/word';

/**
 * A JSON value as it stands in a document. Numbers stay text, so that no size ever passes through a float, and members
 * stay a list, so that a key that comes twice is seen twice. `unknown` is what a shell variable or a template left open,
 * or what could not be read.
 */
export type JsonValue = JsonObject | JsonArray | JsonString | JsonNumber | JsonBoolean | JsonNull | JsonUnknown;

export interface JsonObject {
  readonly kind: 'object';
  /** From `{` to behind `}`, or to where the text ends. */
  readonly span: Span;
  readonly members: readonly JsonMember[];
}

export interface JsonMember {
  /** The key without its quotes. */
  readonly key: Word;
  readonly value: JsonValue;
}

export interface JsonArray {
  readonly kind: 'array';
  readonly span: Span;
  readonly items: readonly JsonValue[];
}

export interface JsonString {
  readonly kind: 'string';
  /** With the quotes. */
  readonly span: Span;
  /** Without the quotes, escapes resolved. */
  readonly word: Word;
}

export interface JsonNumber {
  readonly kind: 'number';
  readonly span: Span;
  /** As written: `4194304`, `-1`, `4194304.0`, `0x400000`. */
  readonly raw: string;
}

export interface JsonBoolean {
  readonly kind: 'boolean';
  readonly span: Span;
  readonly value: boolean;
}

export interface JsonNull {
  readonly kind: 'null';
  readonly span: Span;
}

export interface JsonUnknown {
  readonly kind: 'unknown';
  readonly span: Span;
}
