import { openWord } from './scan-word';
import { type ArrayFrame, isWordEnd, lineEndAt, type Scanner, skipComment } from './scanner';

/** Reads on in `NAME=( … )`, up to its end or to the next word. */
export function scanArray(scanner: Scanner, frame: ArrayFrame): void {
  const { text } = scanner;
  while (scanner.at < text.length) {
    const character = text[scanner.at]!;
    const newline = lineEndAt(text, character === '\\' ? scanner.at + 1 : scanner.at);
    if (newline > 0) scanner.at += newline + (character === '\\' ? 1 : 0);
    else if (character === '#') skipComment(scanner);
    else if (character === ')') {
      scanner.at += 1;
      closeArray(scanner, frame);
      return;
    } else if (isWordEnd(text, scanner.at)) scanner.at += 1;
    else {
      openWord(scanner);
      return;
    }
  }
  if (scanner.last) {
    scanner.brokenOff = true;
    closeArray(scanner, frame);
  }
}

function closeArray(scanner: Scanner, frame: ArrayFrame): void {
  scanner.frames.pop();
  const owner = scanner.frames[scanner.frames.length - 1];
  if (owner?.kind !== 'word') return;
  owner.array = frame.words;
  owner.run = scanner.at;
}
