import {
  type ArithmeticFrame,
  type ArrayFrame,
  type Frame,
  flushRun,
  lineEndAt,
  openList,
  type ParameterFrame,
  type QuoteFrame,
  type Scanner,
  type WordFrame,
} from './scanner';
import type { ParameterPart, ShellEvent, TemplatePart, WordTemplate } from './shell-event';

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
  while (scanner.at < text.length) {
    const character = text[scanner.at]!;
    if (isWordEnd(text, scanner.at)) return closeWord(scanner, frame);
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
    } else if (character === '=' && assignable && frame.mayAssign && frame.parts.length === 0 && !frame.quoted) {
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

/** A word ends at a blank, a line end, or an operator. */
export function isWordEnd(text: string, at: number): boolean {
  switch (text[at]) {
    case ' ':
    case '\t':
    case '\n':
    case ';':
    case '&':
    case '|':
    case '<':
    case '>':
    case '(':
    case ')':
      return true;
    case '\r':
      return text[at + 1] === '\n';
    default:
      return false;
  }
}

const ASSIGNED = /^([A-Za-z_][A-Za-z0-9_]*)(\[[^\]]*\])?(\+?)$/;

/** At the `=` of `NAME=`: what stood before it is no part of the value. An array literal opens a frame. */
function beginAssignment(scanner: Scanner, frame: WordFrame): boolean {
  const found = ASSIGNED.exec(scanner.text.slice(frame.run, scanner.at));
  scanner.at += 1;
  frame.mayAssign = false;
  if (!found) return false;
  frame.assignment = { name: found[1]!, append: found[3] === '+', indexed: found[2] !== undefined };
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

/** The character behind a backslash, as a part of its own. */
function pushEscaped(scanner: Scanner, parts: TemplatePart[]): void {
  const at = scanner.at + 1;
  parts.push({ kind: 'text', text: scanner.text[at]!, start: at, end: at + 1, literal: true, quoted: true });
  scanner.at = at + 1;
}

/** At `'`. False: the closing quote is still to come. */
function scanSingleQuotes(scanner: Scanner, parts: TemplatePart[]): boolean {
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

const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;

/** At `$` or a backquote. True: a frame was opened, or the text ends before it is clear what this is. */
function scanDollar(scanner: Scanner, frame: WordFrame | QuoteFrame | ParameterFrame, quoted: boolean): boolean {
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

/** What a backquoted command prints is not known. */
function scanBackquotes(scanner: Scanner, frame: WordFrame | QuoteFrame | ParameterFrame, quoted: boolean): boolean {
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

/** At `$'…'`: the text in it when it has no escapes but the simple ones. */
function scanAnsiQuotes(scanner: Scanner, frame: WordFrame | QuoteFrame | ParameterFrame): boolean {
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

/** Reads on in `$((…))`. */
export function scanArithmetic(scanner: Scanner, frame: ArithmeticFrame): void {
  const { text } = scanner;
  while (scanner.at < text.length) {
    const character = text[scanner.at]!;
    scanner.at += 1;
    if (character === '(') frame.open += 1;
    else if (character === ')') {
      frame.open -= 1;
      if (frame.open === 0) {
        closeArithmetic(scanner, frame);
        return;
      }
    }
  }
  if (scanner.last) breakOff(scanner, frame.target, frame.start);
}

const CHANGES = /\+\+|--|(?:^|[^=!<>])=(?!=)|<<=|>>=/;

function closeArithmetic(scanner: Scanner, frame: ArithmeticFrame): void {
  scanner.frames.pop();
  resumeRun(scanner);
  const { start, quoted, target } = frame;
  const end = scanner.at;
  const expression = scanner.text.slice(start + 3, Math.max(end - 2, start + 3));
  const changed = changedIn(expression);
  if (changed.length > 0) scanner.events.push({ kind: 'forget', names: changed });
  const known = changed.length === 0 && scanner.text[end - 2] === ')';
  target.push(known ? { kind: 'arithmetic', expression, start, end, quoted } : { kind: 'unknown', start, end, quoted });
}

/** The variables in an expression that changes some. */
export function changedIn(expression: string): readonly string[] {
  return CHANGES.test(expression) ? (expression.match(/[A-Za-z_][A-Za-z0-9_]*/g) ?? []) : [];
}

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

/** Up to the end of the line, which stays. */
export function skipComment(scanner: Scanner): void {
  let end = scanner.text.indexOf('\n', scanner.at);
  if (end < 0) end = scanner.text.length;
  scanner.at = end > scanner.at && scanner.text[end - 1] === '\r' ? end - 1 : end;
}

/** The word around a substitution goes on behind it. */
export function resumeRun(scanner: Scanner): void {
  const owner = scanner.frames[scanner.frames.length - 1];
  if (owner && 'run' in owner) owner.run = scanner.at;
}

/** The text ends inside a quote or a substitution: from where that began, nothing is known. */
function breakOff(scanner: Scanner, parts: TemplatePart[], start: number): void {
  const frame: Frame | undefined = scanner.frames.pop();
  scanner.brokenOff = true;
  if (frame?.kind === 'parameter') scanner.parameters -= 1;
  while (parts.length > 0 && parts[parts.length - 1]!.start > start) parts.pop();
  parts.push({ kind: 'unknown', start, end: scanner.text.length, quoted: true });
  resumeRun(scanner);
}

/** What an assignment does, once its word has ended. */
export function assignmentOf(frame: WordFrame, template: WordTemplate, local: boolean): ShellEvent {
  const { name, append, indexed } = frame.assignment!;
  if (indexed) return { kind: 'forget', names: [name] };
  return { kind: 'assign', name, append, local, value: frame.array ?? template };
}
