import { isProgramName, isWrapper } from './find-program';
import type { CommandBuilder } from './scanner';
import { plainText, type ShellEvent, templateText, type WordTemplate } from './shell-event';

/** What a complete command does that matters here. */
export function interestingCommand(
  command: CommandBuilder,
  unsettled: readonly string[],
  endsLine: boolean,
  closed: boolean,
): readonly ShellEvent[] {
  const [first, ...rest] = command.words;
  if (!first)
    return unsettled.length > 0 ? [{ kind: 'forget', names: unsettled }, ...command.assignments] : command.assignments;
  const name = templateText(first);
  const run: ShellEvent = {
    kind: 'command',
    words: command.words,
    broken: command.broken,
    unsettled,
    endsLine,
    closed,
  };
  if (name === undefined) return [run];
  if (command.declares) return declare(command, name, rest);
  switch (name) {
    case 'source':
    case '.':
      return [{ kind: 'clobber' }];
    case 'eval':
      return [run, { kind: 'clobber' }];
    case 'read':
    case 'mapfile':
    case 'readarray':
    case 'getopts':
    case 'let':
    case 'printf':
    case 'wait':
      return [{ kind: 'forget', names: namesIn(rest, name === 'printf') }];
    case 'unset':
      return [{ kind: 'unset', names: namesIn(rest, false), local: false }];
    case 'set':
      return setPositional(rest);
    case 'shift':
      return [{ kind: 'positional', words: undefined }];
    case 'exit':
    case 'return':
    case 'break':
    case 'continue':
      return [{ kind: 'stop' }];
    case 'exec':
      return rest.length > 0 ? [run, { kind: 'stop' }] : [];
    default:
      return isProgramName(name) || isWrapper(name, (word) => mayHave(rest, word)) || name.startsWith('-')
        ? [run]
        : [call(name, command)];
  }
}

/** Whether `text` is one of the words, or in one that may become several: `ip link set "$tap" up` has no other command in it. */
function mayHave(words: readonly WordTemplate[], text: string): boolean {
  return words.some((word) =>
    word.parts.every((part) => part.kind === 'text')
      ? templateText(word) === text
      : word.parts.some(
          (part) => part.kind !== 'text' && (!part.quoted || (part.kind === 'parameter' && part.index === 'all')),
        ),
  );
}

function call(name: string, command: CommandBuilder): ShellEvent {
  const variables: string[] = [];
  for (const event of command.assignments) if (event.kind === 'assign') variables.push(event.name);
  return { kind: 'call', name, variables };
}

/** `export`, `local`, `declare` and the like, with their options. */
function declare(command: CommandBuilder, name: string, rest: readonly WordTemplate[]): readonly ShellEvent[] {
  let flags = '';
  for (const word of rest) {
    const text = plainText(word) ?? '';
    if (/^[-+]/.test(text)) flags += text;
  }
  // A reference may be a name for any other variable.
  if (flags.includes('n') && name !== 'export') return [{ kind: 'clobber' }];
  const transforms = name !== 'export' && /[Ailu]/.test(flags);
  const events: ShellEvent[] = [];
  for (const event of command.assignments) {
    events.push(transforms && event.kind === 'assign' ? { kind: 'forget', names: [event.name] } : event);
  }
  const names = namesIn(rest, false).filter((text) => !text.includes('='));
  if (names.length > 0 && name !== 'export' && name !== 'readonly') events.push({ kind: 'unset', names, local: true });
  return events;
}

function setPositional(rest: readonly WordTemplate[]): readonly ShellEvent[] {
  const texts = rest.map((word) => plainText(word));
  const dashes = texts.indexOf('--');
  if (dashes >= 0) return [{ kind: 'positional', words: rest.slice(dashes + 1) }];
  if (texts.every((text) => text !== undefined && /^[-+]/.test(text))) return [];
  return [{ kind: 'positional', words: undefined }];
}

/** The words that are names of variables. `printf` names one only behind -v. */
function namesIn(words: readonly WordTemplate[], printf: boolean): string[] {
  const names: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const text = templateText(words[i]!) ?? '';
    if (printf && (i === 0 || templateText(words[i - 1]!) !== '-v')) continue;
    const name = /^[A-Za-z_][A-Za-z0-9_]*/.exec(text)?.[0];
    if (name !== undefined) names.push(name);
  }
  return names;
}
