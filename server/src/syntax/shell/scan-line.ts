import { endAndOr } from './compounds';
import { endCommand } from './end-command';
import { type CommandBuilder, type ListFrame, lineEndAt, type Scanner, skipComment } from './scanner';

export function endLine(scanner: Scanner, frame: ListFrame): void {
  const { command } = frame;
  const length = lineEndAt(scanner.text, scanner.at);
  if (command && command.words.length > 0 && frame.joinedLine !== undefined) {
    command.broken ??= { kind: 'blank-line', start: frame.joinedLine, end: scanner.at + length };
  }
  scanner.at += length;
  const goesOn = command !== undefined && GOES_ON.has(command.mode);
  if (!goesOn && frame.pendingFunction === undefined) endCommand(scanner, frame, true);
  if (!skipHeredocs(scanner)) return;
  if (frame.dangling || frame.command || frame.pendingFunction !== undefined) return;
  endAndOr(scanner, frame);
  if (scanner.frames.length === 1) scanner.done = true;
}

/** What is written over several lines without a backslash. */
const GOES_ON: ReadonlySet<CommandBuilder['mode']> = new Set(['condition', 'case', 'pattern']);

/** Passes over the bodies of here-documents. False: the end of one is still to come. */
function skipHeredocs(scanner: Scanner): boolean {
  const { text } = scanner;
  for (const { delimiter, tabs } of scanner.heredocs) {
    for (;;) {
      if (scanner.at >= text.length) {
        if (scanner.last) scanner.heredocs = [];
        return false;
      }
      let start = scanner.at;
      let end = text.indexOf('\n', start);
      if (end < 0) end = text.length;
      scanner.at = Math.min(end + 1, text.length);
      while (tabs && text[start] === '\t') start += 1;
      const length = end - start - (text[end - 1] === '\r' && end > start ? 1 : 0);
      if (length === delimiter.length && text.startsWith(delimiter, start)) break;
    }
  }
  scanner.heredocs = [];
  return true;
}

/** At a backslash: true when it joins the next line, or promises to and is followed by blanks. */
export function scanContinuation(scanner: Scanner, frame: ListFrame): boolean {
  const { text } = scanner;
  const newline = lineEndAt(text, scanner.at + 1);
  if (newline > 0) {
    scanner.at += 1 + newline;
    frame.joinedLine = scanner.at;
    return true;
  }
  let end = scanner.at + 1;
  while (text[end] === ' ' || text[end] === '\t') end += 1;
  if (end === scanner.at + 1 || lineEndAt(text, end) === 0) return false;
  if (frame.command) frame.command.broken = { kind: 'blank-after-backslash', start: scanner.at, end };
  frame.joinedLine = undefined;
  scanner.at = end;
  return true;
}

export function readComment(scanner: Scanner, frame: ListFrame): void {
  const start = scanner.at;
  skipComment(scanner);
  if (frame.joinedLine === undefined || !frame.command || frame.command.words.length === 0) return;
  frame.command.broken = { kind: 'comment', start, end: scanner.at };
  frame.joinedLine = undefined;
}
