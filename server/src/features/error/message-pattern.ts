/** What is the same in every message of a kind: pieces of text, between which anything may stand. */
export interface MessagePattern {
  readonly pieces: readonly string[];
  /** How many characters are the same: of two patterns that match, the one with more of them says more. */
  readonly weight: number;
}

/** Fewer fixed characters than this say nothing. */
const LEAST = 8;

/** What differs from one message to the next: what is quoted, numbers, names of numbered things. */
const HOLE = /(?<![a-z])(?:'[^']*'|"[^"]*"|`[^`]*`)(?![a-z])|-?\b[\w.-]*\d[\w.-]*/gi;

/**
 * The patterns of a message that was really given: itself, and what is left without its values. `isValue`: whether a word
 * is something that the file says, and another file says otherwise. A message with too little text has none.
 */
export function messagePatterns(message: string, isValue: (word: string) => boolean): readonly MessagePattern[] {
  const plain = plainMessage(message);
  const open = plain.replace(HOLE, '\0').replace(/[^\s\0:;,()[\]]+/g, (word) => (isValue(word) ? '\0' : word));
  return [[plain], open.split('\0')]
    .map(patternOf)
    .filter(({ weight, pieces }) => weight >= LEAST && pieces.some((piece) => /[a-z]{3}/i.test(piece)));
}

/** The pattern of pieces; blanks around them do not count. */
export function patternOf(parts: readonly string[]): MessagePattern {
  const pieces = parts.map((part) => part.trim()).filter((part) => part !== '');
  return { pieces, weight: pieces.reduce((sum, { length }) => sum + length, 0) };
}

/** Whether all pieces stand in a message, in their order. */
export function matchesPattern({ pieces }: MessagePattern, message: string): boolean {
  let at = 0;
  for (const piece of pieces) {
    const found = message.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return true;
}

/** A message on one line, as it is compared: a terminal breaks lines where it likes. */
export function plainMessage(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
