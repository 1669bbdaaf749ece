import { openGroup, popCompound } from './compounds';
import { closeList, endCommand } from './end-command';
import { changedIn } from './scan-arithmetic';
import { beginCaseBody } from './scan-keyword';
import type { CommandBuilder, ListFrame, Scanner } from './scanner';
import { plainText } from './shell-event';

/** True: something opened or the list closed, so another frame is on top now. */
export function readParenthesis(scanner: Scanner, frame: ListFrame, character: '(' | ')'): boolean {
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

function isFunctionName(command: CommandBuilder | undefined): boolean {
  return (
    command?.mode === 'plain' &&
    command.words.length === 1 &&
    command.assignments.length === 0 &&
    plainText(command.words[0]!) !== undefined
  );
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
