import type { Span } from '../../text/span';

/** The fields of one structure of a configuration that are written, whatever they are written in. */
export interface GivenFields {
  /** By name, each once. */
  readonly entries: ReadonlyMap<string, GivenValue>;
  /** False: there may be others, which are not known. */
  readonly complete: boolean;
  /** Where to say what is missing. */
  readonly place: Span;
  /** All of it: what changes places with another one. */
  readonly whole: Span;
}

export interface GivenValue {
  /** A number, a boolean or a text as the field has it; `undefined`: not known, or refused already. */
  readonly value: bigint | boolean | string | undefined;
  readonly span: Span;
  /** It stands elsewhere, in a variable for example: a change there may mean others too. */
  readonly isBorrowed?: boolean;
}

/** Whether a field is written; `undefined`: not known. */
export function isGiven({ entries, complete }: GivenFields, name: string): boolean | undefined {
  return entries.has(name) || (complete ? false : undefined);
}

/** A number; `fallback` where none is written. */
export function numberIn(given: GivenFields, name: string, fallback?: bigint): bigint | undefined {
  const value = valueIn(given, name, fallback);
  return typeof value === 'bigint' ? value : undefined;
}

/** A boolean; `fallback` where none is written. */
export function flagIn(given: GivenFields, name: string, fallback = false): boolean | undefined {
  const value = valueIn(given, name, fallback);
  return typeof value === 'boolean' ? value : undefined;
}

/** A text; `fallback` where none is written. */
export function textIn(given: GivenFields, name: string, fallback?: string): string | undefined {
  const value = valueIn(given, name, fallback);
  return typeof value === 'string' ? value : undefined;
}

/** Where the value of a field stands; without one where the structure does. */
export function placeIn({ entries, place }: GivenFields, name: string): Span {
  return entries.get(name)?.span ?? place;
}

function valueIn({ entries, complete }: GivenFields, name: string, fallback: GivenValue['value']): GivenValue['value'] {
  const entry = entries.get(name);
  return entry ? entry.value : complete ? fallback : undefined;
}
