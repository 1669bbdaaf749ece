import type { Block } from '../../text/block';
import type { Problem } from '../../text/problem';
import type { Expression } from './expression';
import type { FieldName } from './fields';

/** A word of the source: what it says and where, counted from the block's start. */
export interface Token {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** `gpa=4G`: one field of a declaration. */
export interface Field {
  /** The canonical name; `undefined` when the declaration has no such field. */
  readonly name: FieldName | undefined;
  readonly key: Token;
  /** `undefined` when nothing was written behind the `=`. */
  readonly value: FieldValue | undefined;
}

export type FieldValue =
  | { readonly kind: 'number'; readonly expression: Expression; readonly start: number; readonly end: number }
  | { readonly kind: 'word'; readonly text: string; readonly start: number; readonly end: number }
  /** `log-dirty-pages|0x4`: names and numbers that are OR-ed together. */
  | { readonly kind: 'flags'; readonly parts: readonly Token[]; readonly start: number; readonly end: number };

interface Base extends Block {
  readonly problems: readonly Problem[];
  /** The comment that ends the declaration, from its `#` or `//` on. */
  readonly comment: Token | undefined;
  /** From the first to behind the last character that says something, comments left out. */
  readonly start: number;
  readonly end: number;
}

/** An empty line or one with only a comment. */
export interface BlankDeclaration extends Base {
  readonly kind: 'blank';
}

/** `host arch=x86_64 kernel=6.18`, `backing ram type=memfd …`, `machine NAME`, `rule NAME`. */
export interface NamedDeclaration extends Base {
  readonly kind: 'host' | 'backing' | 'machine' | 'rule';
  readonly keyword: Token;
  readonly name: Token | undefined;
  readonly fields: readonly Field[];
}

/** `let NAME = EXPRESSION`. */
export interface LetDeclaration extends Base {
  readonly kind: 'let';
  readonly keyword: Token;
  readonly name: Token | undefined;
  readonly expression: Expression | undefined;
}

/** `Slot#1(name): gpa=…`, or a trace line of the same meaning. */
export interface SlotDeclaration extends Base {
  readonly kind: 'slot' | 'trace-slot';
  /** From `Slot` to behind the closing parenthesis of the name. */
  readonly head: Token;
  readonly id: Token | undefined;
  readonly addressSpace: Token | undefined;
  readonly name: Token | undefined;
  readonly fields: readonly Field[];
  /** The process that logged a trace line, where its prefix says so. */
  readonly process: string | undefined;
}

/** `private gpa=… size=…`, `shared …`, or QEMU's kvm_convert_memory event. */
export interface AttributesDeclaration extends Base {
  readonly kind: 'attributes';
  readonly head: Token;
  readonly private: boolean;
  readonly fields: readonly Field[];
  readonly process: string | undefined;
}

/** A line that is not of this language: a mistake in a memslot list, other software's line in a log. */
export interface ForeignDeclaration extends Base {
  readonly kind: 'foreign';
}

/** One declaration of a memslot list with the lines it stands on. */
export type Declaration =
  | BlankDeclaration
  | NamedDeclaration
  | LetDeclaration
  | SlotDeclaration
  | AttributesDeclaration
  | ForeignDeclaration;

/** The fields of a declaration; none for a kind that has none. */
export function fieldsOf(declaration: Declaration): readonly Field[] {
  return 'fields' in declaration ? declaration.fields : [];
}

/** The field of that canonical name, the last one where it was written more than once. */
export function fieldNamed(fields: readonly Field[], name: FieldName): Field | undefined {
  for (let i = fields.length - 1; i >= 0; i--) if (fields[i]!.name === name) return fields[i];
  return undefined;
}
