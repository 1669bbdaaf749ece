import type { ClientCapabilities } from 'vscode-languageserver';
import { partitionPoint } from '../text/partition-point';
import type { TextLines } from '../text/text-lines';

/** What a client counts within a line: bytes of UTF-8, units of UTF-16, or characters. */
export type PositionEncoding = 'utf-8' | 'utf-16' | 'utf-32';

/** One in which places are counted in another way than here. */
export type OtherEncoding = Exclude<PositionEncoding, 'utf-16'>;

/** The first that the client names and the server knows, as clients name what they like best first; else what all know. */
export function choosePositionEncoding({ general }: ClientCapabilities): PositionEncoding {
  const known: readonly string[] = ['utf-8', 'utf-16', 'utf-32'];
  return (general?.positionEncodings?.find((name) => known.includes(name)) as PositionEncoding | undefined) ?? 'utf-16';
}

/** Where the characters of a line that are not ASCII start and end, in turn, as we count and as the client does. */
export interface LinePoints {
  readonly ours: readonly number[];
  readonly theirs: readonly number[];
}

const NOT_ASCII = /[^\0-\x7f]/gu;

/** The lines of a text that not all count alike: of one that is not kept, they are what there is to keep. */
export function wideLines({ lines }: TextLines): ReadonlyMap<number, string> {
  return new Map([...lines.entries()].filter(([, line]) => line.search(NOT_ASCII) >= 0));
}

/** The points of a line. None: both count alike. */
export function linePoints(line: string, encoding: OtherEncoding): LinePoints {
  const ours: number[] = [];
  const theirs: number[] = [];
  let shift = 0;
  for (const { 0: found, index } of line.matchAll(NOT_ASCII)) {
    const end = index + found.length;
    const start = index + shift;
    // Half of a pair goes over the wire as U+FFFD, which has three bytes, too.
    const bytes = found < '\u0800' ? 2 : 2 + found.length;
    shift = start + (encoding === 'utf-8' ? bytes : 1) - end;
    ours.push(index, end);
    theirs.push(start, end + shift);
  }
  return { ours, theirs };
}

/** A place in a line counted the other way; within a character it is taken for the character's start. */
export function convertCharacter(character: number, from: readonly number[], to: readonly number[]): number {
  const passed = partitionPoint(from.length, (i) => from[i]! <= character);
  if (passed === 0) return character;
  const last = passed - 1;
  // Behind a start: in the character. Behind an end: in what follows, of which each takes one.
  return last % 2 === 0 ? to[last]! : to[last]! + character - from[last]!;
}
