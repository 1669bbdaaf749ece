import { COMMAND_NOTES } from './command-notes';
import { COMMAND_TABLE, type CommandInfo, type OptionInfo } from './command-table';
import { optionSummary } from './option-summary';

/** What a line of it has at most. */
const WIDTH = 100;

/** What `memslot --help` prints, or `memslot COMMAND --help` for one command. */
export function helpText(command?: CommandInfo): string {
  return `${COMMAND_NOTES.about}\n\n${command ? textOf(command) : textOfAll()}`;
}

function textOf(command: CommandInfo): string {
  const options = COMMAND_TABLE.optionsOf(command).map((option) => optionText(option, command));
  const usage = `Usage:\n${usageOf(command)}\n${wrap(command.summary, 6)}`;
  return [
    usage,
    ...(options.length > 0 ? [`Options:\n${options.join('')}`] : []),
    ...(command.readsFiles ? notes() : []),
  ].join('\n');
}

function textOfAll(): string {
  const { commands, options, optionsOf } = COMMAND_TABLE;
  const usage = commands.map((each) => `${usageOf(each)}\n${wrap(each.summary, 6)}`).join('');
  const common = options.filter((option) => !option.commands).map((option) => optionText(option));
  const own = commands.flatMap((each) => {
    const texts = optionsOf(each)
      .filter((option) => option.commands)
      .map((option) => optionText(option, each));
    return texts.length > 0 ? [`Options of ${each.name}:\n${texts.join('')}`] : [];
  });
  return [
    `Usage:\n${usage}  memslot COMMAND --help\n  memslot --version\n`,
    `Options of the commands that read files:\n${common.join('')}`,
    ...own,
    ...notes(),
  ].join('\n');
}

function notes(): readonly string[] {
  const codes = COMMAND_NOTES.exitCodes.map(([code, meaning]) => wrap(`${code}  ${meaning}`, 2));
  return [...COMMAND_NOTES.files.map((paragraph) => wrap(paragraph, 0)), `Exit codes:\n${codes.join('')}`];
}

function usageOf({ name, operands, formats, readsFiles }: CommandInfo): string {
  return `  memslot ${name}${formats || readsFiles ? ' [OPTION...]' : ''}${operands && ` ${operands}`}`;
}

function optionText(option: OptionInfo, command?: CommandInfo): string {
  const { name, value } = option;
  return `  --${name}${value ? ` ${value}` : ''}\n${wrap(optionSummary(option, command), 6)}`;
}

/** A text in lines, each begun with so many blanks. */
function wrap(text: string, indent: number): string {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1)!;
    if (line !== '' && indent + line.length + 1 + word.length > WIDTH) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines.map((line) => `${' '.repeat(indent)}${line}\n`).join('');
}
