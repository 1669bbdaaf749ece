import { scanDollar } from './scan-dollar';
import { pushEscaped, scanSingleQuotes } from './scan-plain-quotes';
import { breakOff, flushRun, lineEndAt, type ParameterFrame, resumeRun, type Scanner } from './scanner';
import type { ParameterPart } from './shell-event';

/** Reads on in `${NAME:-word}` behind the operator. */
export function scanParameter(scanner: Scanner, frame: ParameterFrame): void {
  const { text } = scanner;
  while (scanner.at < text.length) {
    const character = text[scanner.at]!;
    if (character === '}') {
      flushRun(scanner, frame, frame.quoted);
      scanner.at += 1;
      closeParameter(scanner, frame);
      return;
    }
    if (character === '$' || character === '`') {
      if (scanDollar(scanner, frame, frame.quoted)) return;
    } else if (character === '\\') {
      flushRun(scanner, frame, frame.quoted);
      const newline = lineEndAt(text, scanner.at + 1);
      if (newline > 0) scanner.at += 1 + newline;
      else if (scanner.at + 1 < text.length) pushEscaped(scanner, frame.parts);
      else scanner.at += 1;
      frame.run = scanner.at;
    } else if (character === "'" && !frame.quoted) {
      flushRun(scanner, frame, false);
      if (!scanSingleQuotes(scanner, frame.parts)) return;
      frame.run = scanner.at;
    } else if (character === '"') {
      flushRun(scanner, frame, frame.quoted);
      scanner.at += 1;
      scanner.frames.push({ kind: 'quote', start: scanner.at - 1, parts: frame.parts, run: scanner.at });
      return;
    } else scanner.at += 1;
  }
  if (scanner.last) breakOff(scanner, frame.target, frame.start);
}

function closeParameter(scanner: Scanner, frame: ParameterFrame): void {
  scanner.frames.pop();
  scanner.parameters -= 1;
  resumeRun(scanner);
  const { start, quoted, operator, colon, name, index, parts, target } = frame;
  const end = scanner.at;
  if (operator === 'other') {
    target.push({ kind: 'unknown', start, end, quoted });
    return;
  }
  const part: ParameterPart = { kind: 'parameter', name, index, operator, colon, word: parts, start, end, quoted };
  target.push(part);
  if (operator === '=') deferDefault(scanner, name, part);
}

/** What `${NAME:=word}` sets counts for the commands behind this one; in its own command the order would matter. */
function deferDefault(scanner: Scanner, name: string, part: ParameterPart): void {
  for (let i = scanner.frames.length - 1; i >= 0; i--) {
    const frame = scanner.frames[i]!;
    if (frame.kind !== 'list') continue;
    frame.deferred.push({ kind: 'default', name, part });
    return;
  }
}
