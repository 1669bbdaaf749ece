import { scanDollar } from './scan-dollar';
import { pushEscaped, scanSingleQuotes } from './scan-plain-quotes';
import { flushRun, isWordEnd, lineEndAt, type Scanner, type WordFrame } from './scanner';
import type { ShellEvent, TemplatePart, WordTemplate } from './shell-event';

/** Opens the word that begins at the scanner's place. */
export function openWord(scanner: Scanner): void {
  const frame: WordFrame = {
    kind: 'word',
    start: scanner.at,
    parts: [],
    run: scanner.at,
    quoted: false,
    assignment: undefined,
    mayAssign: true,
    array: undefined,
    brace: 'none',
  };
  scanner.frames.push(frame);
  expandTilde(scanner, frame);
}

/**
 * Reads on in a word until it ends or something opens inside it. `assignable`: it may be `NAME=value`. The answer is the
 * word when it has ended, with its frame.
 */
export function scanWord(scanner: Scanner, frame: WordFrame, assignable: boolean): WordFrame | undefined {
  const { text } = scanner;
  for (;;) {
    let { at } = scanner;
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code < 0x80 && SPECIAL[code]) break;
    }
    scanner.at = at;
    if (at === text.length) break;
    const character = text[at]!;
    if (isWordEnd(text, at)) return closeWord(scanner, frame);
    if (character === '\\') escapeInWord(scanner, frame);
    else if (character === "'") {
      flushRun(scanner, frame, false);
      frame.quoted = true;
      if (!scanSingleQuotes(scanner, frame.parts)) return undefined;
      frame.run = scanner.at;
    } else if (character === '"') {
      flushRun(scanner, frame, false);
      frame.quoted = true;
      scanner.at += 1;
      scanner.frames.push({ kind: 'quote', start: scanner.at - 1, parts: frame.parts, run: scanner.at });
      return undefined;
    } else if (character === '$' || character === '`') {
      if (scanDollar(scanner, frame, false)) return undefined;
    } else if (character === '=' && assignable && frame.mayAssign) {
      if (beginAssignment(scanner, frame)) return undefined;
    } else {
      if (character === '{') frame.brace = frame.brace === 'expands' ? 'expands' : 'open';
      else if (frame.brace === 'open' && (character === ',' || text.startsWith('..', scanner.at))) frame.brace = 'list';
      else if (character === '}' && frame.brace === 'list') frame.brace = 'expands';
      scanner.at += 1;
    }
  }
  return scanner.last ? closeWord(scanner, frame) : undefined;
}

/** Characters that may mean something in a word. */
const SPECIAL = new Uint8Array(0x80);
for (const character of ' \t\r\n;&|<>()\\\'"$`={},.') SPECIAL[character.charCodeAt(0)] = 1;

/** Reads a word in which no character means anything, as most are; `undefined` for any other, which takes a frame. */
export function readPlainWord(scanner: Scanner, assignable: boolean): WordTemplate | undefined {
  const { text, at: start } = scanner;
  if (text.charCodeAt(start) === TILDE) return undefined;
  let end = start;
  for (; end < text.length; end++) {
    const code = text.charCodeAt(end);
    if (code >= 0x80 || !SPECIAL[code] || IN_BRACES[code]) continue;
    if (code !== EQUALS_SIGN || assignable) break;
  }
  if (end < text.length ? !isWordEnd(text, end) : !scanner.last) return undefined;
  scanner.at = end;
  const part: TemplatePart = {
    kind: 'text',
    text: text.slice(start, end),
    start,
    end,
    literal: true,
    quoted: false,
  };
  return { start, end, parts: [part], quoted: false };
}

const TILDE = 0x7e;
const EQUALS_SIGN = 0x3d;

/** Characters that mean something behind a `{` only. */
const IN_BRACES = new Uint8Array(0x80);
for (const character of ',.}') IN_BRACES[character.charCodeAt(0)] = 1;

/** The word as a template. What braces make of it cannot be known. */
export function templateOf(scanner: Scanner, frame: WordFrame): WordTemplate {
  const { start, quoted, brace } = frame;
  const end = scanner.at;
  const parts: readonly TemplatePart[] =
    brace === 'expands' ? [{ kind: 'unknown', start, end, quoted: false }] : frame.parts;
  return { start, end, parts, quoted };
}

function closeWord(scanner: Scanner, frame: WordFrame): WordFrame {
  flushRun(scanner, frame, false);
  scanner.frames.pop();
  return frame;
}

const ASSIGNED = /^([A-Za-z_][A-Za-z0-9_]*)(\[.*\])?(\+?)$/s;

/** At the `=` of `NAME=`: what stood before it is no part of the value. An array literal opens a frame. */
function beginAssignment(scanner: Scanner, frame: WordFrame): boolean {
  const found = ASSIGNED.exec(scanner.text.slice(frame.start, scanner.at));
  scanner.at += 1;
  frame.mayAssign = false;
  if (!found) return false;
  frame.assignment = { name: found[1]!, append: found[3] === '+', indexed: found[2] !== undefined };
  frame.parts = [];
  frame.run = scanner.at;
  if (scanner.text[scanner.at] === '(') {
    scanner.at += 1;
    frame.run = scanner.at;
    scanner.frames.push({ kind: 'array', words: [] });
    return true;
  }
  expandTilde(scanner, frame);
  return false;
}

/** `~` and `~user` at the beginning stand for a directory that is not known. */
function expandTilde(scanner: Scanner, frame: WordFrame): void {
  if (scanner.text[scanner.at] !== '~') return;
  const start = scanner.at;
  while (scanner.at < scanner.text.length && /[~A-Za-z0-9_.+-]/.test(scanner.text[scanner.at]!)) scanner.at += 1;
  frame.parts.push({ kind: 'unknown', start, end: scanner.at, quoted: true });
  frame.run = scanner.at;
}

function escapeInWord(scanner: Scanner, frame: WordFrame): void {
  flushRun(scanner, frame, false);
  const newline = lineEndAt(scanner.text, scanner.at + 1);
  if (newline > 0) scanner.at += 1 + newline;
  else if (scanner.at + 1 < scanner.text.length) {
    frame.quoted = true;
    pushEscaped(scanner, frame.parts);
  } else scanner.at += 1;
  frame.run = scanner.at;
}

/** What an assignment does, once its word has ended. */
export function assignmentOf(frame: WordFrame, template: WordTemplate, local: boolean): ShellEvent {
  const { name, append, indexed } = frame.assignment!;
  if (indexed) return { kind: 'forget', names: [name] };
  return { kind: 'assign', name, append, local, value: frame.array ?? template };
}
