import type { Block } from '../../text/block';
import type { Part } from '../qemu/cut-blocks';
import type { Compound } from './scanner';
import type { ShellPart } from './shell-cutter';
import type { ShellEvent } from './shell-event';
import type { Survey } from './survey-script';
import { replaceCommand, type WalkedScript } from './walk-script';

type ScriptPart = Part<ShellPart, Compound | undefined>;

/** What a version of a script was found to do. */
interface ReadScript {
  readonly cut: { readonly parts: readonly ScriptPart[] };
  readonly survey: Survey;
  readonly walked: WalkedScript;
}

/** Of more commands than these the whole script is walked again: each that is replaced costs a look at all. */
const MOST_REPLACED = 16;

/**
 * What the next version of a script does, where only comments and the words of single commands have changed: then no other
 * command has to be looked at again. `undefined`: more has changed.
 */
export function rereadCommands(
  previous: ReadScript,
  parts: readonly ScriptPart[],
): Pick<ReadScript, 'survey' | 'walked'> | undefined {
  const old = previous.cut.parts;
  const most = Math.min(old.length, parts.length);
  let first = 0;
  let index = 0;
  while (first < most && old[first] === parts[first]) index += old[first++]!.value.length;
  let last = 0;
  while (last < most - first && old[old.length - 1 - last] === parts[parts.length - 1 - last]) last += 1;
  const before = eventsOf(old.slice(first, old.length - last));
  const after = eventsOf(parts.slice(first, parts.length - last));
  if (before.length !== after.length || after.length > MOST_REPLACED) return undefined;
  let { survey, walked } = previous;
  if (after.length === 0) return { survey, walked };
  const events = survey.events.slice();
  const blocks = survey.blocks.slice();
  for (const [i, { event, block }] of after.entries()) {
    const other = before[i]!.event;
    if (event.kind === 'command' && other.kind === 'command') {
      const replaced = replaceCommand(walked, index + i, event, block);
      if (!replaced) return undefined;
      walked = replaced;
    } else if (!isSameEvent(other, event)) return undefined;
    events[index + i] = event;
    blocks[index + i] = block;
  }
  survey = { ...survey, events, blocks };
  return { survey, walked };
}

function eventsOf(parts: readonly ScriptPart[]): { event: ShellEvent; block: Block }[] {
  return parts.flatMap(({ block, value }) => value.map((event) => ({ event, block })));
}

/** Whether two events without words do the same. */
function isSameEvent(a: ShellEvent, b: ShellEvent): boolean {
  switch (a.kind) {
    case 'enter':
      return b.kind === 'enter' && a.flow === b.flow && a.name === b.name;
    case 'arm':
      return b.kind === 'arm' && a.exhaustive === b.exhaustive;
    case 'leave':
    case 'piped':
    case 'stop':
    case 'clobber':
      return a.kind === b.kind;
    case 'call':
      return b.kind === 'call' && a.name === b.name && `${a.variables}` === `${b.variables}`;
    default:
      return false;
  }
}
