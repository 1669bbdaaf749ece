import { derived, type Quantity, UNKNOWN } from '../quantity';
import { type CodeSource, endOfExpression, quantityAt } from './code-source';
import type { Lookup } from './evaluate-code';
import { REGION_FIELDS, type RegionFields } from './memory-region';

/** A field as an initialiser or an assignment has it, by the indices of its words; `value`: `[from, to)`. */
export interface WrittenField {
  readonly name: string;
  readonly at: number;
  readonly from: number;
  readonly to: number;
}

/** The fields of `{ … }`, and those that are written in it; `undefined`: it cannot be told what they are. */
export function readInitialiser(
  source: CodeSource,
  open: number,
  lookup: Lookup,
): { readonly fields: RegionFields; readonly written: readonly WrittenField[] } | undefined {
  const { tokens, halves, language } = source;
  const close = halves[open]!;
  if (close >= tokens.length) return undefined;
  const fields = new Map<string, Quantity>();
  const written: WrittenField[] = [];
  const add = (name: string, at: number, from: number, to: number) => {
    if (Object.hasOwn(REGION_FIELDS, name)) written.push({ name, at, from, to });
    fields.set(name, quantityAt(source, from, to, lookup) ?? UNKNOWN);
  };
  // What C does not name is 0; Rust says where the rest comes from.
  let restIsZero = language === 'c';
  let position = 0;
  for (let i = open + 1; i < close; ) {
    const end = endOfExpression(source, i, close);
    for (let k = i; k < end; k++) if (tokens[k]!.doubt) return undefined;
    const [first, second, third] = [tokens[i]!, tokens[i + 1], tokens[i + 2]];
    if (language === 'c' && first.text === '.' && second?.kind === 'name') {
      if (third?.text !== '=') return undefined;
      position = NAMES.indexOf(second.text) + 1;
      add(second.text, i + 1, i + 3, end);
      // Behind a field that is not known nobody knows which comes next.
      if (position === 0) position = NAMES.length;
    } else if (language === 'rust' && first.text === '..') {
      restIsZero = tokens.slice(i + 1, end).some(({ text }) => text === 'default' || text === 'zeroed');
    } else if (first.kind === 'name' && second?.text === ':') add(first.text, i, i + 2, end);
    else if (language === 'rust') {
      if (first.kind === 'name') add(first.text, i, i, i + 1);
      else if (end > i) return undefined;
    } else if (end > i) {
      const name = NAMES[position++];
      if (name === undefined) return undefined;
      add(name, i, i, end);
    }
    i = end + 1;
  }
  if (restIsZero) for (const name of NAMES) if (!fields.has(name)) fields.set(name, derived(0n));
  return { fields, written };
}

const NAMES = Object.keys(REGION_FIELDS);

/** Every field is 0: `Default::default()`, `memset(&region, 0, …)`. */
export const ZEROED: RegionFields = new Map(NAMES.map((name) => [name, derived(0n)]));
