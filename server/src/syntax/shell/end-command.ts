import { interestingCommand } from './command-events';
import { endAndOr, popCompound } from './compounds';
import type { CommandBuilder, ListFrame, Scanner } from './scanner';

/** The command is complete: what it does is known from here on. */
export function endCommand(scanner: Scanner, frame: ListFrame, endsLine: boolean): void {
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
export function endPiped(scanner: Scanner, frame: ListFrame): void {
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

export function beginCommand(frame: ListFrame, mode: CommandBuilder['mode']): CommandBuilder {
  frame.command ??= { words: [], mode, redirect: 'none', declares: false, assignments: [], broken: undefined };
  return frame.command;
}
