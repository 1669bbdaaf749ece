import type { Block } from '../../text/block';
import type { Problem } from '../../text/problem';
import type { TextLines } from '../../text/text-lines';
import type { Word } from '../../text/word';
import type { ArgumentList } from '../qemu/argument-list';
import { type Cut, cutBlocks } from '../qemu/cut-blocks';
import { findBrokenCommands } from './broken-continuation';
import { rereadCommands } from './reread-commands';
import type { Compound } from './scanner';
import { type ShellPart, shellCutter } from './shell-cutter';
import type { CommandEvent } from './shell-event';
import { type Survey, surveyScript } from './survey-script';
import { type RunCommand, type WalkedScript, walkScript } from './walk-script';

/** A script of sh or bash, and the commands in it that run QEMU. */
export interface ShellScript {
  readonly cut: Cut<ShellPart, Compound | undefined>;
  /** The document's blocks, in order. */
  readonly blocks: readonly Block[];
  readonly commands: readonly ArgumentList[];
  readonly problems: readonly Problem[];
  /** The command that each event became. */
  readonly lists: ReadonlyMap<CommandEvent, ArgumentList>;
  readonly survey: Survey;
  readonly walked: WalkedScript;
}

/**
 * Reads a script. It is not run, but what its words become is worked out as far as that is certain; what depends on the
 * environment, on other commands or on the way the script takes stays unknown. Of an earlier version, every command whose
 * text and whose variables did not change stays the same object.
 */
export function readShell(text: TextLines, previous?: ShellScript): ShellScript {
  const cut = cutBlocks(text, shellCutter, previous?.cut);
  const blocks = cut.parts.map((part) => part.block);
  const kept = previous && rereadCommands(previous, cut.parts);
  if (kept && kept.walked === previous.walked) return { ...previous, cut, blocks };
  const survey = kept?.survey ?? surveyScript(cut.parts);
  const walked = kept?.walked ?? walkScript(survey);
  const { problems, broken } = findBrokenCommands(survey, walked.commands);
  const lists = new Map<CommandEvent, ArgumentList>();
  const commands: ArgumentList[] = [];
  for (const run of walked.commands) {
    const list = argumentListOf(run, !broken.has(run.event));
    if (!list) continue;
    const old = previous?.lists.get(run.event);
    const same = old && isSameList(old, list) ? old : list;
    lists.set(run.event, same);
    commands.push(same);
  }
  return { cut, blocks, commands, problems, lists, survey, walked };
}

/** The program and its arguments, where a command runs QEMU. */
function argumentListOf(run: RunCommand, whole: boolean): ArgumentList | undefined {
  const { block, words, program } = run;
  if (program === undefined) return undefined;
  return { block, program: words[program]!, arguments: words.slice(program + 1), complete: run.complete && whole };
}

function isSameList(a: ArgumentList, b: ArgumentList): boolean {
  if (a.block !== b.block || a.complete !== b.complete || a.arguments.length !== b.arguments.length) return false;
  return isSameWord(a.program, b.program) && a.arguments.every((word, i) => isSameWord(word, b.arguments[i]!));
}

function isSameWord(a: Word, b: Word): boolean {
  if (a === b) return true;
  if (!isSameSpan(a.span, b.span) || a.pieces.length !== b.pieces.length) return false;
  return a.pieces.every((piece, i) => {
    const other = b.pieces[i]!;
    return piece.text === other.text && piece.literal === other.literal && isSameSpan(piece.span, other.span);
  });
}

function isSameSpan(a: Word['span'], b: Word['span']): boolean {
  return a.block === b.block && a.start === b.start && a.end === b.end;
}
