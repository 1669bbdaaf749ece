import type { Cutter, PartReading } from '../qemu/cut-blocks';
import { closeList } from './end-command';
import { scanArithmetic } from './scan-arithmetic';
import { scanArray } from './scan-array';
import { isAssignable, scanList, takeWord } from './scan-command';
import { scanParameter } from './scan-parameter';
import { scanQuote } from './scan-quote';
import { scanWord, templateOf } from './scan-word';
import { type Compound, openScanner, type Scanner } from './scanner';
import type { ShellEvent } from './shell-event';

/** What a block of a script does, and which loops and branches are open in front of it and behind it. */
export type ShellPart = readonly ShellEvent[];

/** Cuts scripts of sh and bash: a block is a command with all the lines it stands on. */
export const shellCutter: Cutter<ShellPart, Compound | undefined> = {
  initial: undefined,
  read: readBlock,
  sameState: sameCompounds,
};

function readBlock(
  text: string,
  compound: Compound | undefined,
  last: boolean,
): PartReading<ShellPart, Compound | undefined> | undefined {
  const scanner = openScanner(text, compound, last);
  while (!scanner.done) {
    if (scanner.at >= text.length) {
      if (!last) return undefined;
      if (!finishFrame(scanner)) break;
    } else step(scanner);
  }
  const root = scanner.frames[0]!;
  if (root.kind !== 'list') return undefined;
  return { end: scanner.at, after: root.compound, value: scanner.events, open: !scanner.done };
}

/** Reads on in the innermost open thing. */
function step(scanner: Scanner): void {
  const frame = scanner.frames[scanner.frames.length - 1]!;
  switch (frame.kind) {
    case 'list':
      scanList(scanner, frame);
      break;
    case 'word': {
      const owner = scanner.frames[scanner.frames.length - 2];
      const word = scanWord(scanner, frame, owner?.kind === 'list' && isAssignable(owner));
      if (!word) break;
      const template = templateOf(scanner, word);
      if (owner?.kind === 'list') takeWord(scanner, owner, template, word);
      else if (owner?.kind === 'array') owner.words.push(template);
      break;
    }
    case 'quote':
      scanQuote(scanner, frame);
      break;
    case 'parameter':
      scanParameter(scanner, frame);
      break;
    case 'arithmetic':
      scanArithmetic(scanner, frame);
      break;
    case 'array':
      scanArray(scanner, frame);
      break;
  }
}

/** The text has ended: closes the innermost open thing. False: there was none left. */
function finishFrame(scanner: Scanner): boolean {
  const frame = scanner.frames[scanner.frames.length - 1]!;
  if (frame.kind !== 'list') {
    step(scanner);
    return true;
  }
  if (frame.substitution) scanner.brokenOff = true;
  closeList(scanner, frame);
  return frame.substitution !== undefined;
}

/** Whether two places have the same constructs open around them. */
function sameCompounds(a: Compound | undefined, b: Compound | undefined): boolean {
  while (a !== b) {
    if (a?.depth !== b?.depth || a?.kind !== b?.kind || a?.maybes !== b?.maybes || a?.piped !== b?.piped) return false;
    a = a?.parent;
    b = b?.parent;
  }
  return true;
}
