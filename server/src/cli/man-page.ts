import { COMMAND_NOTES } from './command-notes';
import { COMMAND_TABLE, type CommandInfo, type OptionInfo } from './command-table';
import { optionSummary } from './option-summary';

/** The manual, memslot(1), in the macros of man(7). */
export function manPage(version: string): string {
  const { commands, options, optionsOf } = COMMAND_TABLE;
  const own = commands.flatMap((command) => {
    const texts = optionsOf(command)
      .filter((option) => option.commands)
      .map((option) => optionText(option, command));
    return texts.length > 0 ? [`.SS Options of ${command.name}`, ...texts] : [];
  });
  const lines = [
    '.\\" Made by scripts/generate.ts of the table behind memslot --help.',
    `.TH MEMSLOT 1 "" "memslot ${version}" "User Commands"`,
    '.SH NAME',
    'memslot \\- simulate what KVM does with guest memory',
    '.SH SYNOPSIS',
    '.B memslot',
    '.I COMMAND',
    '[\\fIOPTION\\fR...] [\\fIFILE\\fR...]',
    '.SH DESCRIPTION',
    ...COMMAND_NOTES.files.flatMap((paragraph) => ['.PP', roff(paragraph)]),
    '.SH COMMANDS',
    ...commands.flatMap(({ name, operands, summary }) => [
      '.TP',
      `.B ${roff(`memslot ${name}`)}${operands === '' ? '' : ` \\fI${roff(operands)}\\fR`}`,
      roff(sentence(summary)),
    ]),
    '.SH OPTIONS',
    '.SS Options of the commands that read files',
    ...options.filter((option) => !option.commands).map((option) => optionText(option)),
    ...own,
    '.SH EXIT STATUS',
    ...COMMAND_NOTES.exitCodes.flatMap(([code, meaning]) => ['.TP', `.B ${code}`, roff(sentence(meaning))]),
    '.SH FILES',
    '.TP',
    '.I .memslotrc.json',
    'Settings, by the names that they have in an editor.',
    '.SH SEE ALSO',
    '.BR qemu-system (1),',
    '.BR virsh (1)',
  ];
  return `${lines.join('\n')}\n`;
}

function optionText(option: OptionInfo, command?: CommandInfo): string {
  const { name, value } = option;
  return `.TP\n.B ${roff(`--${name}`)}${value === undefined ? '' : ` \\fI${roff(value)}\\fR`}\n${roff(sentence(optionSummary(option, command)))}`;
}

function sentence(text: string): string {
  return `${text[0]!.toUpperCase()}${text.slice(1)}.`;
}

/** A text as it is: without what roff takes for a request, an escape, or a hyphen. (groff_man(7)) */
function roff(text: string): string {
  return text.replace(/\\/g, '\\e').replace(/-/g, '\\-').replace(/'/g, '\\(aq').replace(/^\./gm, '\\&.');
}
