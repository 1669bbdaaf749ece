/** Where the line that `at` stands on ends, in front of its line end. */
export function endOfLine(text: string, at: number): number {
  while (at < text.length && text[at] !== '\n' && text[at] !== '\r') at += 1;
  return at;
}
