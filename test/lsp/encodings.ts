import type { Position } from 'vscode-languageserver/node';

/** What the encodings of positions count, worked out by Node. */
export const COUNTS = {
  'utf-8': (text: string) => Buffer.byteLength(text, 'utf8'),
  'utf-16': (text: string) => text.length,
  'utf-32': (text: string) => [...text].length,
} as const;

export type Encoding = keyof typeof COUNTS;

/** A position in a text that is counted in UTF-16, as a client with another encoding has it. */
export function encodePosition({ line, character }: Position, text: string, encoding: Encoding): Position {
  const before = lineOf(text, line).slice(0, character);
  return { line, character: COUNTS[encoding](before) };
}

/** The other way. One that is not between two characters is a mistake. */
export function decodePosition({ line, character }: Position, text: string, encoding: Encoding): Position {
  let ours = 0;
  let theirs = 0;
  for (const each of lineOf(text, line)) {
    if (theirs >= character) break;
    ours += each.length;
    theirs += COUNTS[encoding](each);
  }
  if (theirs !== character) throw new Error(`${encoding}: there is no place ${line}:${character}`);
  return { line, character: ours };
}

function lineOf(text: string, line: number): string {
  return text.split('\n')[line] ?? '';
}

/** An answer of the server with every position in it given by `convert`. */
export function mapPositions(answer: unknown, convert: (position: Position) => Position): unknown {
  if (Array.isArray(answer)) return answer.map((item) => mapPositions(item, convert));
  if (typeof answer !== 'object' || answer === null) return answer;
  const { line, character } = answer as Partial<Position>;
  if (line !== undefined && character !== undefined) return convert({ line, character });
  return Object.fromEntries(Object.entries(answer).map(([key, value]) => [key, mapPositions(value, convert)]));
}
