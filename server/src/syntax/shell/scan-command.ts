import { beginCommand } from './end-command';
import { takeKeyword, takePattern, takeSpecialWord } from './scan-keyword';
import { endLine, readComment, scanContinuation } from './scan-line';
import { readOperator, readRedirection } from './scan-operator';
import { readParenthesis } from './scan-parenthesis';
import { assignmentOf, openWord, readPlainWord } from './scan-word';
import { type CommandBuilder, type ListFrame, lineEndAt, type Scanner, type WordFrame } from './scanner';
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
      const word = readPlainWord(scanner, isAssignable(frame));
      if (!word) {
        openWord(scanner);
        return;
      }
      takeWord(scanner, frame, word, undefined);
    }
  }
}

/**
 * A word of a list has ended: it is a keyword, an assignment, a redirection's target, or a word of the command. `word` is
 * its frame, if it had one.
 */
export function takeWord(
  scanner: Scanner,
  frame: ListFrame,
  template: WordTemplate,
  word: WordFrame | undefined,
): void {
  const command = frame.command;
  frame.dangling = false;
  if (command && command.redirect !== 'none') takeTarget(scanner, command, template);
  else if (frame.compound?.kind === 'case-pattern') takePattern(scanner, frame, template);
  else if (isDescriptor(scanner, template)) return;
  else if (command && command.mode !== 'plain') takeSpecialWord(scanner, frame, command, template);
  else if (!command && !word?.assignment && takeKeyword(scanner, frame, template)) return;
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

function takePlainWord(frame: ListFrame, word: WordFrame | undefined, template: WordTemplate): void {
  frame.pendingFunction = undefined;
  const command = beginCommand(frame, 'plain');
  if (word?.assignment) {
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
