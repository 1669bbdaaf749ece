import type { CodeToken } from './read-code-tokens';

const CLOSING: { readonly [opening: string]: string } = { '(': ')', '[': ']', '{': '}' };

/**
 * For each bracket the index of its other half; 0 for every other word. What is not closed ends where the brackets around it
 * do, or with the text (`tokens.length`). A closing brace ends whatever is open inside of it; other brackets that nobody
 * opened stand alone.
 */
export function matchBrackets(tokens: readonly CodeToken[]): Int32Array {
  const halves = new Int32Array(tokens.length);
  const open: number[] = [];
  let braces = 0;
  for (const [i, { kind, text }] of tokens.entries()) {
    if (kind !== 'sign') continue;
    if (Object.hasOwn(CLOSING, text)) {
      open.push(i);
      if (text === '{') braces++;
    } else if (text === '}' ? braces > 0 : open.length > 0 && CLOSING[tokens[open.at(-1)!]!.text] === text) {
      let opening = open.pop()!;
      for (; CLOSING[tokens[opening]!.text] !== text; opening = open.pop()!) halves[opening] = i;
      halves[opening] = i;
      halves[i] = opening;
      if (text === '}') braces--;
    }
  }
  for (const opening of open) halves[opening] = tokens.length;
  return halves;
}
