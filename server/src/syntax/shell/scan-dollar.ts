import { scanAnsiQuotes, scanBackquotes } from './scan-plain-quotes';
import { flushRun, openList, type ParameterFrame, type QuoteFrame, type Scanner, type WordFrame } from './scanner';
import type { TemplatePart } from './shell-event';

/** At `$` or a backquote. True: a frame was opened, or the text ends before it is clear what this is. */
export function scanDollar(scanner: Scanner, frame: WordFrame | QuoteFrame | ParameterFrame, quoted: boolean): boolean {
  const { text } = scanner;
  const start = scanner.at;
  if (text[start] === '`') return scanBackquotes(scanner, frame, quoted);
  const next = text[start + 1];
  if (next === '(') {
    flushRun(scanner, frame, quoted);
    if (text[start + 2] === '(') {
      scanner.at += 3;
      scanner.frames.push({ kind: 'arithmetic', start, quoted, target: frame.parts, open: 2 });
    } else {
      scanner.at += 2;
      scanner.events.push({ kind: 'enter', flow: 'subshell' });
      scanner.frames.push(openList(undefined, { start, quoted, target: frame.parts }));
    }
    return true;
  }
  if (next === '{') {
    flushRun(scanner, frame, quoted);
    openParameter(scanner, frame.parts, quoted);
    return true;
  }
  NAME.lastIndex = start + 1;
  const name = next === undefined ? undefined : NAME.exec(text)?.[0];
  if (name !== undefined) {
    flushRun(scanner, frame, quoted);
    scanner.at = start + 1 + name.length;
    pushParameter(frame.parts, name, undefined, start, scanner.at, quoted);
  } else if (next === '@' || next === '*') {
    flushRun(scanner, frame, quoted);
    scanner.at = start + 2;
    pushParameter(frame.parts, '@', next === '@' ? 'all' : 'joined', start, scanner.at, quoted);
  } else if (next !== undefined && '0123456789#?$!-'.includes(next)) {
    flushRun(scanner, frame, quoted);
    scanner.at = start + 2;
    pushParameter(frame.parts, next, undefined, start, scanner.at, quoted);
  } else if (next === "'" && !quoted) {
    flushRun(scanner, frame, quoted);
    if (!scanAnsiQuotes(scanner, frame)) return true;
  } else {
    // A dollar sign that stands for itself, or the one before a translated string.
    if (next === '"' && !quoted) {
      flushRun(scanner, frame, quoted);
      frame.run = start + 1;
    }
    scanner.at = start + 1;
    return false;
  }
  frame.run = scanner.at;
  return false;
}

export const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;

function pushParameter(
  parts: TemplatePart[],
  name: string,
  index: 'all' | 'joined' | undefined,
  start: number,
  end: number,
  quoted: boolean,
): void {
  parts.push({ kind: 'parameter', name, index, operator: undefined, colon: false, word: [], start, end, quoted });
}

const HEAD = /\$\{([#!]?)([A-Za-z_][A-Za-z0-9_]*|[0-9]+|[@*#?$!-])(?:\[([^\]\s$`"'{}]*)\])?(?:(:?)([-=+?]))?/y;
/** So many `${…}` inside one another are resolved. */
const MOST_PARAMETERS = 40;

/** At `${`. */
function openParameter(scanner: Scanner, target: TemplatePart[], quoted: boolean): void {
  const start = scanner.at;
  HEAD.lastIndex = start;
  const found = HEAD.exec(scanner.text);
  const end = start + (found?.[0].length ?? 2);
  const rawName = found?.[2] ?? '';
  const rawIndex = found?.[3];
  let index: ParameterFrame['index'];
  let operator = found?.[5] as ParameterFrame['operator'];
  if (rawIndex === '@' || rawName === '@') index = 'all';
  else if (rawIndex === '*' || rawName === '*') index = 'joined';
  else if (rawIndex !== undefined && /^[0-9]{1,6}$/.test(rawIndex)) index = Number(rawIndex);
  else if (rawIndex !== undefined) operator = 'other';
  if (found?.[1] !== '' || scanner.parameters >= MOST_PARAMETERS) operator = 'other';
  if (operator === undefined && end < scanner.text.length && scanner.text[end] !== '}') operator = 'other';
  scanner.at = end;
  scanner.parameters += 1;
  const name = rawName === '*' ? '@' : rawName;
  const colon = found?.[4] === ':';
  scanner.frames.push({ kind: 'parameter', start, quoted, target, name, index, operator, colon, parts: [], run: end });
}
