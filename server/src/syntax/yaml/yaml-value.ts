import type { Span } from '../../text/span';

/** A node of a YAML document. An alias is the node that it stands for, in the place where that is written. */
export type YamlValue = YamlScalar | YamlMap | YamlList | YamlUnknown;

/** A text on one line. */
export interface YamlScalar {
  readonly kind: 'scalar';
  /** With its quotes. */
  readonly span: Span;
  readonly text: string;
  /** Without quotes: it may be a number, a boolean or nothing at all. */
  readonly isPlain: boolean;
}

export interface YamlMap {
  readonly kind: 'map';
  readonly span: Span;
  readonly entries: readonly YamlEntry[];
}

export interface YamlList {
  readonly kind: 'list';
  readonly span: Span;
  readonly items: readonly YamlValue[];
}

/** Something that is there: a text of several lines, a node with a tag, an alias of a node that is not. */
export interface YamlUnknown {
  readonly kind: 'unknown';
  readonly span: Span;
}

export interface YamlEntry {
  readonly key: YamlScalar;
  /** `undefined`: nothing is written. */
  readonly value: YamlValue | undefined;
  /** The key and all of the value. */
  readonly span: Span;
}

/** A comment, from its `#` on, and what it stands before or behind. */
export interface YamlComment {
  readonly span: Span;
  readonly entry: YamlEntry | undefined;
}
