/**
 * What a declaration says once the traces of its way here are taken off: mail quoting (`> `), quoted-printable (`=3D`
 * for `=`, a trailing `=` where a line was cut), and lines that a mail program wrapped.
 */
export interface LogicalText {
  readonly text: string;
  /** The place in the block of every character of `text` and of its end; `undefined` when the two are the same. */
  readonly offsets: readonly number[] | undefined;
}

const ENCODED = /=3D/i;
const QUOTE = /[ \t]*(?:>[ \t]?)+/y;

/** Where a line's own text begins, behind any `> ` of mail quoting. */
export function quoteEnd(line: string, from = 0): number {
  QUOTE.lastIndex = from;
  return QUOTE.test(line) ? QUOTE.lastIndex : from;
}

/** Whether the text went through quoted-printable encoding. */
export function isQuotedPrintable(text: string): boolean {
  return ENCODED.test(text);
}

/** Whether a quoted-printable line goes on in the next one: its last character is `=`. */
export function isSoftWrapped(line: string): boolean {
  const content = line.trimEnd();
  return content.endsWith('=') && isQuotedPrintable(content);
}

/** The logical text of a block's lines. */
export function logicalText(block: string, lineCount: number): LogicalText {
  const encoded = block.includes('=3') && isQuotedPrintable(block);
  if (lineCount === 1 && !encoded) return { text: block, offsets: undefined };
  let text = '';
  const offsets: number[] = [];
  const push = (character: string, offset: number) => {
    text += character;
    offsets.push(offset);
  };
  let i = quoteEnd(block);
  while (i < block.length) {
    const character = block[i]!;
    if (character === '\n' || character === '\r') {
      const next = block.startsWith('\r\n', i) ? i + 2 : i + 1;
      if (next >= block.length) break;
      // A quoted-printable soft break joins without a blank, even inside a number.
      if (encoded && text.endsWith('=')) {
        text = text.slice(0, -1);
        offsets.pop();
      } else push(' ', i);
      i = quoteEnd(block, next);
    } else if (encoded && character === '=' && /^3D/i.test(block.slice(i + 1, i + 3))) {
      push('=', i);
      i += 3;
    } else {
      push(character, i);
      i++;
    }
  }
  offsets.push(i);
  return { text, offsets };
}
