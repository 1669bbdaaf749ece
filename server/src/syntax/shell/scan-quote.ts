import { scanDollar } from './scan-dollar';
import { pushEscaped } from './scan-plain-quotes';
import { breakOff, flushRun, lineEndAt, type QuoteFrame, type Scanner } from './scanner';

/** Reads on inside double quotes. */
export function scanQuote(scanner: Scanner, frame: QuoteFrame): void {
  const { text } = scanner;
  while (scanner.at < text.length) {
    const character = text[scanner.at]!;
    if (character === '"') {
      const { at } = scanner;
      if (at === frame.start + 1)
        frame.parts.push({ kind: 'text', text: '', start: at, end: at, literal: true, quoted: true });
      flushRun(scanner, frame, true);
      scanner.at += 1;
      scanner.frames.pop();
      const owner = scanner.frames[scanner.frames.length - 1];
      if (owner?.kind === 'word' || owner?.kind === 'parameter') owner.run = scanner.at;
      return;
    }
    if (character === '$' || character === '`') {
      if (scanDollar(scanner, frame, true)) return;
    } else if (character === '\\') escapeInQuote(scanner, frame);
    else scanner.at += 1;
  }
  if (scanner.last) breakOff(scanner, frame.parts, frame.start);
}

function escapeInQuote(scanner: Scanner, frame: QuoteFrame): void {
  const next = scanner.text[scanner.at + 1];
  const newline = lineEndAt(scanner.text, scanner.at + 1);
  if (newline === 0 && (next === undefined || !'$`"\\'.includes(next))) {
    scanner.at += 1;
    return;
  }
  flushRun(scanner, frame, true);
  if (newline > 0) scanner.at += 1 + newline;
  else pushEscaped(scanner, frame.parts);
  frame.run = scanner.at;
}
