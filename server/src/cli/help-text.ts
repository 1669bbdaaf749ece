import { COMMAND_TABLE, type CommandInfo, type OptionInfo } from './command-table';

const FIRST = 'memslot simulates what KVM does with guest memory.';

/** What a line of it has at most. */
const WIDTH = 100;

const FILES = `FILE is a memslot list, a log with QEMU's kvm_set_user_memory lines or the calls that strace, Cloud Hypervisor or crosvm wrote down, a shell script that runs QEMU, a -readconfig file, QMP or HMP commands, QEMU's words one a line, or libvirt domain XML; - reads standard input. A folder stands for the files below it that are one of these, but for those that .gitignore files name; a pattern in quotes ('vms/**/*.xml') for those it fits. Symbolic links in folders are not followed. A file .memslotrc.json in the folder of a file or above it holds settings.`;

const CODES =
  'Exit codes: 0 nothing is wrong; 1 an error was found (or what the command says above); 2 wrong use, or something cannot be read; 3 Memslot itself failed.';

/** What `memslot --help` prints, or `memslot COMMAND --help` for one command. */
export function helpText(command?: CommandInfo): string {
  const { commands, optionsOf } = COMMAND_TABLE;
  if (command) {
    const options = optionsOf(command);
    const about = [`${usageOf(command)}\n${wrap(command.summary, 6)}`];
    if (options.length > 0) about.push(`Options:\n${options.map((option) => optionText(option, command)).join('')}`);
    return [
      FIRST,
      `Usage:\n${about[0]}`,
      ...about.slice(1),
      ...(command.readsFiles ? [wrap(FILES, 0), wrap(CODES, 0)] : []),
    ]
      .map((part) => part.trimEnd())
      .join('\n\n')
      .concat('\n');
  }
  const usage = commands.map((each) => `${usageOf(each)}\n${wrap(each.summary, 6)}`).join('');
  const common = COMMAND_TABLE.options.filter((option) => !option.commands);
  return `${FIRST}\n\nUsage:\n${usage}  memslot COMMAND --help, memslot --version\n\n${wrap(FILES, 0)}\nOptions of the commands that read files:\n${common
    .map((option) => optionText(option))
    .join('')}\n${commands
    .map((each): [CommandInfo, readonly OptionInfo[]] => [each, optionsOf(each).filter((option) => option.commands)])
    .filter(([, own]) => own.length > 0)
    .map(([each, own]) => `Options of ${each.name}:\n${own.map((option) => optionText(option, each)).join('')}\n`)
    .join('')}${wrap(CODES, 0)}`;
}

function usageOf({ name, operands, formats, readsFiles }: CommandInfo): string {
  return `  memslot ${name}${formats || readsFiles ? ' [OPTION...]' : ''}${operands && ` ${operands}`}`;
}

function optionText(option: OptionInfo, command?: CommandInfo): string {
  const { name, value, summary } = option;
  const values = option.values === 'format' ? command?.formats : option.values;
  const choice = Array.isArray(values) ? `: ${values.join(', ')}` : '';
  return `  --${name}${value ? ` ${value}` : ''}\n${wrap(`${summary}${choice}`, 6)}`;
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
