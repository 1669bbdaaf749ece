import { featuresOf } from '../../../server/src/features/features-of';
import { readProgram } from './program';

/** The hover on the first place of some words in a program. */
export function hoverAt(text: string, kind: 'c' | 'rust', words: string): string | undefined {
  const snapshot = readProgram(text, kind);
  const before = text.slice(0, text.indexOf(words)).split('\n');
  const position = { line: before.length - 1, character: before.at(-1)!.length };
  return featuresOf(snapshot).hover?.(snapshot, position)?.markdown;
}
