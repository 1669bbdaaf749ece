import type { Scanner } from './scanner';
import { flushRun, type ParameterFrame, type QuoteFrame, type WordFrame } from './scanner';
import type { TemplatePart } from './shell-event';

/** At `'`. False: the closing quote is still to come. */
export function scanSingleQuotes(scanner: Scanner, parts: TemplatePart[]): boolean {
  const start = scanner.at + 1;
  let end = scanner.text.indexOf("'", start);
  if (end < 0) {
    if (!scanner.last) {
      scanner.at = scanner.text.length;
      return false;
    }
    end = scanner.text.length;
    scanner.brokenOff = true;
    parts.push({ kind: 'unknown', start, end, quoted: true });
    scanner.at = end;
    return true;
  }
  // Empty quotes are a part too: they make a word.
  parts.push({ kind: 'text', text: scanner.text.slice(start, end), start, end, literal: true, quoted: true });
  scanner.at = end + 1;
  return true;
}

/** At `$'…'`: the text in it when it has no escapes but the simple ones. */
export function scanAnsiQuotes(scanner: Scanner, frame: WordFrame | QuoteFrame | ParameterFrame): boolean {
  const { text } = scanner;
  const start = scanner.at + 2;
  let end = start;
  while (end < text.length && text[end] !== "'") end += text[end] === '\\' ? 2 : 1;
  if (end >= text.length && !scanner.last) {
    scanner.at = text.length;
    return false;
  }
  if (end >= text.length) scanner.brokenOff = true;
  end = Math.min(end, text.length);
  const content = text.slice(start, end);
  if (content.includes('\\'))
    frame.parts.push({ kind: 'unknown', start: scanner.at, end: Math.min(end + 1, text.length), quoted: true });
  else frame.parts.push({ kind: 'text', text: content, start, end, literal: true, quoted: true });
  if (frame.kind === 'word') frame.quoted = true;
  scanner.at = Math.min(end + 1, text.length);
  return true;
}

/** What a backquoted command prints is not known. */
export function scanBackquotes(
  scanner: Scanner,
  frame: WordFrame | QuoteFrame | ParameterFrame,
  quoted: boolean,
): boolean {
  const { text } = scanner;
  flushRun(scanner, frame, quoted);
  const start = scanner.at;
  let end = start + 1;
  while (end < text.length && text[end] !== '`') end += text[end] === '\\' ? 2 : 1;
  if (end >= text.length && !scanner.last) {
    scanner.at = text.length;
    return true;
  }
  if (end >= text.length) scanner.brokenOff = true;
  scanner.at = Math.min(end + 1, text.length);
  frame.parts.push({ kind: 'unknown', start, end: scanner.at, quoted });
  frame.run = scanner.at;
  return false;
}

/** The character behind a backslash, as a part of its own. */
export function pushEscaped(scanner: Scanner, parts: TemplatePart[]): void {
  const at = scanner.at + 1;
  parts.push({ kind: 'text', text: scanner.text[at]!, start: at, end: at + 1, literal: true, quoted: true });
  scanner.at = at + 1;
}
