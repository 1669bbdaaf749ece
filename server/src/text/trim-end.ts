/**
 * A text without the characters at its end that match the pattern of one character. A regular expression that is held to the
 * end of a text is tried at each of its characters, which takes long where nearly all of them match.
 */
export function trimEndOf(text: string, character: RegExp): string {
  let end = text.length;
  while (end > 0 && character.test(text[end - 1]!)) end -= 1;
  return text.slice(0, end);
}
