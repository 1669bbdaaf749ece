import { endOfName, invalidUnits } from './xml-characters';

/** A reference to a character or an entity, from its `&` on. */
export interface Reference {
  /** Behind its `;`, or behind what there is of it. */
  readonly end: number;
  /** What it stands for. `undefined`: not known here. */
  readonly text: string | undefined;
  /** The entity that it names, unless XML itself defines it. */
  readonly entity?: string;
  /** Why it is none. */
  readonly fault?: 'bare' | 'unfinished' | 'character';
}

/** Reads the reference whose `&` stands at `at`. (XML 1.0, 4.1) */
export function readReference(text: string, at: number): Reference {
  if (text[at + 1] === '#') return readCharacter(text, at);
  const end = endOfName(text, at + 1);
  if (end === at + 1) return { end, text: undefined, fault: 'bare' };
  if (text[end] !== ';') return { end, text: undefined, fault: 'unfinished' };
  const name = text.slice(at + 1, end);
  const known = PREDEFINED.get(name);
  return known === undefined ? { end: end + 1, text: undefined, entity: name } : { end: end + 1, text: known };
}

/** (XML 1.0, 4.6) */
const PREDEFINED: ReadonlyMap<string, string> = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['apos', "'"],
  ['quot', '"'],
]);

function readCharacter(text: string, at: number): Reference {
  const hexadecimal = text[at + 2] === 'x';
  const base = hexadecimal ? 16 : 10;
  let end = at + (hexadecimal ? 3 : 2);
  const first = end;
  let value = 0;
  for (;;) {
    const digit = digitOf(text.charCodeAt(end), base);
    if (digit === undefined) break;
    value = Math.min(value * base + digit, BEYOND);
    end += 1;
  }
  if (end === first || text[end] !== ';') return { end, text: undefined, fault: 'unfinished' };
  const character = value < BEYOND ? String.fromCodePoint(value) : '\0';
  if (invalidUnits(character, 0) > 0) return { end: end + 1, text: undefined, fault: 'character' };
  return { end: end + 1, text: character };
}

/** The first number behind those of Unicode. */
const BEYOND = 0x110000;

function digitOf(code: number, base: number): number | undefined {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const letter = (code | 0x20) - 0x61;
  return base === 16 && letter >= 0 && letter < 6 ? letter + 10 : undefined;
}
