import { interestingCommand } from './command-events';
import { assignmentOf, changedIn, isWordEnd, openWord, skipComment, templateOf } from './scan-word';
import type { WordFrame } from './scanner';
import { type CommandBuilder, type Compound, type ListFrame, lineEndAt, openList, type Scanner } from './scanner';
import { plainText, templateText, type WordTemplate } from './shell-event';

/** Reads on in a list of commands until a word opens, the list closes, or the block is complete. */
export function scanList(scanner: Scanner, frame: ListFrame): void {
  const { text } = scanner;
  while (scanner.at < text.length) {
    const character = text[scanner.at]!;
    if (character === ' ' || character === '\t') scanner.at += 1;
    else if (lineEndAt(text, scanner.at) > 0) {
      endLine(scanner, frame);
      if (scanner.done || scanner.at >= text.length) return;
    } else if (character === '\\' && scanContinuation(scanner, frame)) continue;
    else if (character === '#') readComment(scanner, frame);
    else if (character === '(' || character === ')') {
      if (readParenthesis(scanner, frame, character)) return;
    } else if (character === ';' || character === '&' || character === '|') readOperator(scanner, frame, character);
    else if (character === '<' || character === '>') {
      if (readRedirection(scanner, frame)) return;
    } else {
      frame.joinedLine = undefined;
      openWord(scanner);
      return;
    }
  }
}

/** A word of a list has ended: it is a keyword, an assignment, a redirection's target, or a word of the command. */
export function takeWord(scanner: Scanner, frame: ListFrame, word: WordFrame): void {
  const template = templateOf(scanner, word);
  const command = frame.command;
  frame.dangling = false;
  if (command && command.redirect !== 'none') takeTarget(scanner, command, template);
  else if (frame.compound?.kind === 'case-pattern') takePattern(scanner, frame, template);
  else if (isDescriptor(scanner, template)) return;
  else if (command && command.mode !== 'plain') takeSpecialWord(scanner, frame, command, template);
  else if (!command && !word.assignment && takeKeyword(scanner, frame, template)) return;
  else takePlainWord(frame, word, template);
}

/** Whether a word at this place may be an assignment. */
export function isAssignable(frame: ListFrame): boolean {
  if (frame.compound?.kind === 'case-pattern') return false;
  const command = frame.command;
  return (
    !command ||
    (command.redirect === 'none' && command.mode === 'plain' && (command.words.length === 0 || command.declares))
  );
}

/** The list ends: at the end of the text, or at the bracket of its substitution. */
export function closeList(scanner: Scanner, frame: ListFrame): void {
  endCommand(scanner, frame, false);
  endAndOr(scanner, frame);
  if (!frame.substitution) return;
  while (frame.compound) popCompound(scanner, frame);
  scanner.frames.pop();
  scanner.events.push({ kind: 'leave' });
  const { start, quoted, target } = frame.substitution;
  target.push({ kind: 'unknown', start, end: scanner.at, quoted });
  const owner = scanner.frames[scanner.frames.length - 1];
  if (owner && 'run' in owner) owner.run = scanner.at;
}

function takePlainWord(frame: ListFrame, word: WordFrame, template: WordTemplate): void {
  frame.pendingFunction = undefined;
  const command = beginCommand(frame, 'plain');
  if (word.assignment) {
    const local = command.declares && !LASTING.has(plainText(command.words[0]!) ?? '');
    command.assignments.push(assignmentOf(word, template, local));
    return;
  }
  if (command.words.length === 0) command.declares = DECLARATIONS.has(plainText(template) ?? '');
  command.words.push(template);
}

const DECLARATIONS = new Set(['export', 'readonly', 'local', 'declare', 'typeset']);
/** Of these, the ones whose variables outlive the function. */
const LASTING = new Set(['export', 'readonly']);

function beginCommand(frame: ListFrame, mode: CommandBuilder['mode']): CommandBuilder {
  frame.command ??= { words: [], mode, redirect: 'none', declares: false, assignments: [], broken: undefined };
  return frame.command;
}

/** `2>` and `{fd}>`: a number in front of a redirection is no word. */
function isDescriptor(scanner: Scanner, template: WordTemplate): boolean {
  const next = scanner.text[scanner.at];
  return (next === '<' || next === '>') && /^(?:[0-9]+|\{[A-Za-z_][A-Za-z0-9_]*\})$/.test(plainText(template) ?? '');
}

function takeTarget(scanner: Scanner, command: CommandBuilder, template: WordTemplate): void {
  const { redirect } = command;
  command.redirect = 'none';
  if (redirect === 'target') return;
  scanner.heredocs.push({
    delimiter: templateText(template) ?? scanner.text.slice(template.start, template.end),
    tabs: redirect === 'tab-heredoc',
  });
}

/** Words of `for`, `case`, `function` and `[[`. */
function takeSpecialWord(scanner: Scanner, frame: ListFrame, command: CommandBuilder, template: WordTemplate): void {
  const text = plainText(template);
  command.words.push(template);
  if (command.mode === 'for' && command.words.length === 1 && text !== undefined) {
    scanner.events.push({ kind: 'forget', names: [text] });
  } else if (command.mode === 'case' && text === 'in' && command.words.length > 1) {
    frame.command = undefined;
    pushCompound(frame, 'case-pattern');
    scanner.events.push({ kind: 'enter', flow: 'branches' });
  } else if (command.mode === 'function') {
    frame.command = undefined;
    frame.pendingFunction = text;
  } else if (command.mode === 'condition' && text === ']]') frame.command = undefined;
}

/** One alternative of a `case` pattern; `esac` instead of one ends the `case`. */
function takePattern(scanner: Scanner, frame: ListFrame, template: WordTemplate): void {
  if (plainText(template) === 'esac') {
    popCompound(scanner, frame);
    return;
  }
  beginCommand(frame, 'pattern').words.push(template);
}

/** The words that open and close loops, branches and groups. True: it was one. */
function takeKeyword(scanner: Scanner, frame: ListFrame, template: WordTemplate): boolean {
  const keyword = plainText(template);
  const { compound } = frame;
  const kind = compound?.kind;
  switch (keyword) {
    case 'if':
      pushCompound(frame, 'if');
      return true;
    case 'then':
      if (kind === 'if') {
        scanner.events.push({ kind: 'enter', flow: 'branches' }, { kind: 'arm', exhaustive: false });
        replaceCompound(frame, 'then');
      } else if (kind === 'elif') replaceCompound(frame, 'then');
      return true;
    case 'elif':
    case 'else':
      if (kind === 'then') {
        scanner.events.push({ kind: 'arm', exhaustive: keyword === 'else' });
        replaceCompound(frame, keyword);
      }
      return true;
    case 'fi':
      if (kind === 'if' || kind === 'then' || kind === 'elif' || kind === 'else') popCompound(scanner, frame);
      return true;
    case 'while':
    case 'until':
      openLoop(scanner, frame);
      return true;
    case 'for':
    case 'select':
      openLoop(scanner, frame);
      beginCommand(frame, 'for');
      return true;
    case 'do':
      return true;
    case 'done':
      if (kind === 'loop') popCompound(scanner, frame);
      return true;
    case 'case':
      beginCommand(frame, 'case');
      return true;
    case 'esac':
      if (kind === 'case-body') popCompound(scanner, frame);
      return true;
    case 'function':
      beginCommand(frame, 'function');
      return true;
    case '[[':
      beginCommand(frame, 'condition');
      return true;
    case '{':
      openGroup(scanner, frame, 'brace');
      return true;
    case '}':
      if (kind === 'brace' || kind === 'function-brace') popCompound(scanner, frame);
      return true;
    case '!':
      return true;
    case 'coproc': {
      // A name may come before the group that runs.
      const name = /[ \t]+[A-Za-z_][A-Za-z0-9_]*(?=[ \t]*[{(])/y;
      name.lastIndex = scanner.at;
      if (name.test(scanner.text)) scanner.at = name.lastIndex;
      return true;
    }
    default:
      return false;
  }
}

function openLoop(scanner: Scanner, frame: ListFrame): void {
  pushCompound(frame, 'loop');
  scanner.events.push({ kind: 'enter', flow: 'loop' });
}

/** `{` or `(`: the body of a function when its name has just been given. */
function openGroup(scanner: Scanner, frame: ListFrame, kind: 'brace' | 'subshell'): void {
  const name = frame.pendingFunction;
  pushCompound(frame, name === undefined ? kind : `function-${kind}`);
  if (name !== undefined) scanner.events.push({ kind: 'enter', flow: 'function', name });
  else scanner.events.push({ kind: 'enter', flow: kind === 'brace' ? 'group' : 'subshell' });
}

function pushCompound(frame: ListFrame, kind: Compound['kind']): void {
  const parent = frame.compound;
  const { maybes, piped } = frame;
  frame.compound = { kind, parent, depth: (parent?.depth ?? 0) + 1, maybes, piped };
  frame.maybes = 0;
  frame.piped = false;
  frame.pendingFunction = undefined;
  frame.command = undefined;
}

/** `then` after `if`, and so on: the same construct goes on. */
function replaceCompound(frame: ListFrame, kind: Compound['kind']): void {
  const { parent, depth, maybes, piped } = frame.compound!;
  frame.compound = { kind, parent, depth, maybes, piped };
}

function popCompound(scanner: Scanner, frame: ListFrame): void {
  endAndOr(scanner, frame);
  const { kind, parent, maybes, piped } = frame.compound!;
  if (kind !== 'if') scanner.events.push({ kind: 'leave' });
  frame.compound = parent;
  frame.maybes = maybes;
  frame.piped = piped;
}

/** The command is complete: what it does is known from here on. */
function endCommand(scanner: Scanner, frame: ListFrame, endsLine: boolean): void {
  const { command } = frame;
  frame.command = undefined;
  frame.joinedLine = undefined;
  if (command?.mode === 'plain') {
    const unsettled = frame.deferred.map((event) => (event.kind === 'default' ? event.name : ''));
    for (const event of interestingCommand(command, unsettled, endsLine, !scanner.brokenOff))
      scanner.events.push(event);
  }
  for (const event of frame.deferred) scanner.events.push(event);
  frame.deferred = [];
}

/** The command, or the group that has just closed, stands in front of a `|`. */
function endPiped(scanner: Scanner, frame: ListFrame): void {
  const { command } = frame;
  if (command && (command.words.length > 0 || command.assignments.length > 0)) {
    scanner.events.push({ kind: 'enter', flow: 'subshell' });
    endCommand(scanner, frame, false);
    scanner.events.push({ kind: 'leave' });
  } else {
    scanner.events.push({ kind: 'piped' });
    endCommand(scanner, frame, false);
  }
}

/** A list of commands joined by `&&`, `||` and `|` is complete. */
function endAndOr(scanner: Scanner, frame: ListFrame): void {
  endPipe(scanner, frame);
  for (; frame.maybes > 0; frame.maybes--) scanner.events.push({ kind: 'leave' });
}

function endPipe(scanner: Scanner, frame: ListFrame): void {
  if (frame.piped) scanner.events.push({ kind: 'leave' });
  frame.piped = false;
}

function enterMaybe(scanner: Scanner): void {
  scanner.events.push({ kind: 'enter', flow: 'branches' }, { kind: 'arm', exhaustive: false });
}

/** What is written over several lines without a backslash. */
const GOES_ON: ReadonlySet<CommandBuilder['mode']> = new Set(['condition', 'case', 'pattern']);

function endLine(scanner: Scanner, frame: ListFrame): void {
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
function scanContinuation(scanner: Scanner, frame: ListFrame): boolean {
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

function readComment(scanner: Scanner, frame: ListFrame): void {
  const start = scanner.at;
  skipComment(scanner);
  if (frame.joinedLine === undefined || !frame.command || frame.command.words.length === 0) return;
  frame.command.broken = { kind: 'comment', start, end: scanner.at };
  frame.joinedLine = undefined;
}

/** True: something opened or the list closed, so another frame is on top now. */
function readParenthesis(scanner: Scanner, frame: ListFrame, character: '(' | ')'): boolean {
  const { text } = scanner;
  const command = frame.command;
  if (frame.compound?.kind === 'case-pattern') {
    scanner.at += 1;
    if (character === ')') beginCaseBody(scanner, frame);
    return false;
  }
  if (command?.mode === 'condition') {
    scanner.at += 1;
    return false;
  }
  if (character === ')') return closeParenthesis(scanner, frame);
  if (frame.pendingFunction === undefined && (!command || command.mode === 'for') && skipArithmetic(scanner)) {
    frame.dangling = false;
    return false;
  }
  const pair = /\([ \t]*\)/y;
  pair.lastIndex = scanner.at;
  if (frame.pendingFunction !== undefined && !command && pair.test(text)) scanner.at = pair.lastIndex;
  else if (isFunctionName(command) && pair.test(text)) {
    scanner.at = pair.lastIndex;
    frame.pendingFunction = plainText(command!.words[0]!);
    frame.command = undefined;
  } else {
    scanner.at += 1;
    frame.dangling = false;
    // Behind other words a bracket is a mistake, or belongs to another language.
    if (!command) openGroup(scanner, frame, 'subshell');
  }
  return false;
}

/** So often in a block, `((` may turn out to be two brackets; each time costs a look along the line. */
const MOST_LOOKAHEADS = 10;

/** Passes over `((…))`, which stands on one line; where it does not close, it is a subshell in a subshell. */
function skipArithmetic(scanner: Scanner): boolean {
  const { text, at } = scanner;
  if (text[at + 1] !== '(' || scanner.lookaheads >= MOST_LOOKAHEADS) return false;
  let open = 2;
  let end = at + 2;
  for (; end < text.length && open > 0 && text[end] !== '\n'; end++) {
    if (text[end] === '(') open += 1;
    else if (text[end] === ')') open -= 1;
  }
  if (open > 0 || text[end - 2] !== ')') {
    scanner.lookaheads += 1;
    return false;
  }
  const changed = changedIn(text.slice(at + 2, end - 2));
  if (changed.length > 0) scanner.events.push({ kind: 'forget', names: changed });
  scanner.at = end;
  return true;
}

function isFunctionName(command: CommandBuilder | undefined): boolean {
  return (
    command?.mode === 'plain' &&
    command.words.length === 1 &&
    command.assignments.length === 0 &&
    plainText(command.words[0]!) !== undefined
  );
}

function closeParenthesis(scanner: Scanner, frame: ListFrame): boolean {
  endCommand(scanner, frame, false);
  scanner.at += 1;
  const kind = frame.compound?.kind;
  if (kind === 'subshell' || kind === 'function-subshell') {
    popCompound(scanner, frame);
    return false;
  }
  if (!frame.substitution) return false;
  closeList(scanner, frame);
  return true;
}

/** The pattern of a `case` is complete. */
function beginCaseBody(scanner: Scanner, frame: ListFrame): void {
  const words = frame.command?.words ?? [];
  const exhaustive = words.some((word) => plainText(word) === '*');
  frame.command = undefined;
  scanner.events.push({ kind: 'arm', exhaustive });
  replaceCompound(frame, 'case-body');
}

function readOperator(scanner: Scanner, frame: ListFrame, character: string): void {
  const { text, at } = scanner;
  const next = text[at + 1];
  if (frame.command?.mode === 'condition') {
    scanner.at += 1;
    return;
  }
  if (character === '|' && frame.compound?.kind === 'case-pattern') {
    scanner.at += 1;
    return;
  }
  if (character === '&' && next === '>') {
    scanner.at += text[at + 2] === '>' ? 3 : 2;
    beginCommand(frame, 'plain').redirect = 'target';
    return;
  }
  if (character === '|' && next !== '|') endPiped(scanner, frame);
  else endCommand(scanner, frame, false);
  if (character === ';' && (next === ';' || next === '&')) {
    scanner.at += text[at + 2] === '&' ? 3 : 2;
    endAndOr(scanner, frame);
    if (frame.compound?.kind === 'case-body') replaceCompound(frame, 'case-pattern');
    return;
  }
  scanner.at += next === character && character !== ';' ? 2 : 1;
  if (character === ';' || (character === '&' && next !== '&')) {
    endAndOr(scanner, frame);
    frame.dangling = false;
    return;
  }
  endPipe(scanner, frame);
  if (character === '|' && next === '|') endAndOr(scanner, frame);
  enterMaybe(scanner);
  if (next === character) frame.maybes += 1;
  else {
    frame.piped = true;
    if (next === '&') scanner.at += 1;
  }
  frame.dangling = true;
}

/** True: a process substitution opened. */
function readRedirection(scanner: Scanner, frame: ListFrame): boolean {
  const { text, at } = scanner;
  frame.joinedLine = undefined;
  if (frame.command?.mode === 'condition') {
    scanner.at += 1;
    return false;
  }
  if (text[at + 1] === '(') {
    openWord(scanner);
    const word = scanner.frames[scanner.frames.length - 1]!;
    scanner.at += 2;
    scanner.events.push({ kind: 'enter', flow: 'subshell' });
    if (word.kind === 'word') scanner.frames.push(openList(undefined, { start: at, quoted: true, target: word.parts }));
    return true;
  }
  const command = beginCommand(frame, 'plain');
  command.redirect = 'target';
  if (text.startsWith('<<<', at)) scanner.at += 3;
  else if (text.startsWith('<<-', at) || text.startsWith('<<', at)) {
    const tabs = text[at + 2] === '-';
    command.redirect = tabs ? 'tab-heredoc' : 'heredoc';
    scanner.at += tabs ? 3 : 2;
  } else {
    scanner.at += 1;
    while (scanner.at < text.length && '<>&|'.includes(text[scanner.at]!)) scanner.at += 1;
    // `2>&1` and `>&-` name no file, but their word is read like one.
    if (isWordEnd(text, scanner.at) && text[scanner.at] !== ' ' && text[scanner.at] !== '\t') command.redirect = 'none';
  }
  return false;
}
