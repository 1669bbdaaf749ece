import { endAndOr, endPipe, enterMaybe, replaceCompound } from './compounds';
import { beginCommand, endCommand, endPiped } from './end-command';
import { openWord } from './scan-word';
import { isWordEnd, type ListFrame, openList, type Scanner } from './scanner';

export function readOperator(scanner: Scanner, frame: ListFrame, character: string): void {
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
export function readRedirection(scanner: Scanner, frame: ListFrame): boolean {
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
