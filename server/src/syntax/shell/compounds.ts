import type { Compound, ListFrame, Scanner } from './scanner';

export function pushCompound(frame: ListFrame, kind: Compound['kind']): void {
  const parent = frame.compound;
  const { maybes, piped } = frame;
  frame.compound = { kind, parent, depth: (parent?.depth ?? 0) + 1, maybes, piped };
  frame.maybes = 0;
  frame.piped = false;
  frame.pendingFunction = undefined;
  frame.command = undefined;
}

/** `then` after `if`, and so on: the same construct goes on. */
export function replaceCompound(frame: ListFrame, kind: Compound['kind']): void {
  const { parent, depth, maybes, piped } = frame.compound!;
  frame.compound = { kind, parent, depth, maybes, piped };
}

export function popCompound(scanner: Scanner, frame: ListFrame): void {
  endAndOr(scanner, frame);
  const { kind, parent, maybes, piped } = frame.compound!;
  if (kind !== 'if') scanner.events.push({ kind: 'leave' });
  frame.compound = parent;
  frame.maybes = maybes;
  frame.piped = piped;
}

export function openLoop(scanner: Scanner, frame: ListFrame): void {
  pushCompound(frame, 'loop');
  scanner.events.push({ kind: 'enter', flow: 'loop' });
}

/** `{` or `(`: the body of a function when its name has just been given. */
export function openGroup(scanner: Scanner, frame: ListFrame, kind: 'brace' | 'subshell'): void {
  const name = frame.pendingFunction;
  pushCompound(frame, name === undefined ? kind : `function-${kind}`);
  if (name !== undefined) scanner.events.push({ kind: 'enter', flow: 'function', name });
  else scanner.events.push({ kind: 'enter', flow: kind === 'brace' ? 'group' : 'subshell' });
}

export function enterMaybe(scanner: Scanner): void {
  scanner.events.push({ kind: 'enter', flow: 'branches' }, { kind: 'arm', exhaustive: false });
}

/** A list of commands joined by `&&`, `||` and `|` is complete. */
export function endAndOr(scanner: Scanner, frame: ListFrame): void {
  endPipe(scanner, frame);
  for (; frame.maybes > 0; frame.maybes--) scanner.events.push({ kind: 'leave' });
}

export function endPipe(scanner: Scanner, frame: ListFrame): void {
  if (frame.piped) scanner.events.push({ kind: 'leave' });
  frame.piped = false;
}
