import { type Declaration, type Field, fieldsOf } from '../syntax/memslots/declaration';
import type { Expression } from '../syntax/memslots/expression';
import { elementAt } from './element-at';
import type { Place } from './place-at';
import type { Snapshot } from './snapshot';

/** A name that a file defines. The names of each kind are apart from those of the others. */
export interface Name {
  readonly kind: NameKind;
  readonly text: string;
}

export type NameKind = 'let' | 'backing' | 'machine';

/** A name where it is written. */
export interface Occurrence {
  readonly declaration: Declaration;
  /** The line on which the declaration begins. */
  readonly line: number;
  readonly start: number;
  readonly end: number;
  /** It stands where the name is defined. */
  readonly defines: boolean;
}

interface Extent {
  readonly start: number;
  readonly end: number;
}

/** The name at a place, and how far it reaches there. */
export function nameAt({ declaration, offset }: Place): { readonly name: Name; readonly extent: Extent } | undefined {
  const element = elementAt(declaration, offset);
  switch (element?.kind) {
    case 'name': {
      const kind = definedKind(declaration);
      return kind && { name: { kind, text: element.token.text }, extent: element.token };
    }
    case 'word':
      if (element.field.name !== 'backing') return undefined;
      return { name: { kind: 'backing', text: element.token.text }, extent: element.token };
    case 'expression': {
      const { item } = element;
      return item?.kind === 'name' ? { name: { kind: 'let', text: item.name }, extent: item } : undefined;
    }
    default:
      return undefined;
  }
}

/** Every place where the name is written, in the order of the text. */
export function occurrencesOf(snapshot: Snapshot, name: Name): Occurrence[] {
  const found: Occurrence[] = [];
  let line = 0;
  for (const declaration of snapshot.list.declarations) {
    collect(declaration, line, name, found);
    line += declaration.lineCount;
  }
  return found;
}

function collect(declaration: Declaration, line: number, name: Name, found: Occurrence[]): void {
  const add = ({ start, end }: Extent, defines: boolean) => found.push({ declaration, line, start, end, defines });
  const { kind, text } = name;
  if (kind === definedKind(declaration) && 'name' in declaration && declaration.name?.text === text)
    add(declaration.name, true);
  if (kind === 'machine') return;
  if (declaration.kind === 'let') collectUses(declaration.expression, name, add);
  for (const field of fieldsOf(declaration)) collectInField(field, name, add);
}

function collectInField({ name: field, value }: Field, name: Name, add: (extent: Extent, defines: boolean) => void) {
  if (value?.kind === 'number') collectUses(value.expression, name, add);
  else if (value?.kind === 'word' && field === 'backing' && name.kind === 'backing' && value.text === name.text)
    add(value, false);
}

function collectUses(
  expression: Expression | undefined,
  name: Name,
  add: (extent: Extent, defines: boolean) => void,
): void {
  if (!expression || name.kind !== 'let') return;
  for (const item of expression.items) if (item.kind === 'name' && item.name === name.text) add(item, false);
}

function definedKind(declaration: Declaration): NameKind | undefined {
  const { kind } = declaration;
  return kind === 'let' || kind === 'backing' || kind === 'machine' ? kind : undefined;
}
