import { openGroup, openLoop, popCompound, pushCompound, replaceCompound } from './compounds';
import { beginCommand } from './end-command';
import type { CommandBuilder, ListFrame, Scanner } from './scanner';
import { plainText, type WordTemplate } from './shell-event';

/** The words that open and close loops, branches and groups. True: it was one. */
export function takeKeyword(scanner: Scanner, frame: ListFrame, template: WordTemplate): boolean {
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

/** Words of `for`, `case`, `function` and `[[`. */
export function takeSpecialWord(
  scanner: Scanner,
  frame: ListFrame,
  command: CommandBuilder,
  template: WordTemplate,
): void {
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
export function takePattern(scanner: Scanner, frame: ListFrame, template: WordTemplate): void {
  if (plainText(template) === 'esac') {
    popCompound(scanner, frame);
    return;
  }
  beginCommand(frame, 'pattern').words.push(template);
}

/** The pattern of a `case` is complete. */
export function beginCaseBody(scanner: Scanner, frame: ListFrame): void {
  const words = frame.command?.words ?? [];
  const exhaustive = words.some((word) => plainText(word) === '*');
  frame.command = undefined;
  scanner.events.push({ kind: 'arm', exhaustive });
  replaceCompound(frame, 'case-body');
}
