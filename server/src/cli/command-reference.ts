import { COMMAND_NOTES } from './command-notes';
import { COMMAND_TABLE, type CommandInfo, type OptionInfo } from './command-table';
import { optionSummary } from './option-summary';

/** The commands, the options and the exit codes as Markdown. */
export function commandReference(): string {
  const { commands, options, optionsOf } = COMMAND_TABLE;
  const own = commands.flatMap((command) => {
    const rows = optionsOf(command).filter((option) => option.commands);
    return rows.length > 0 ? [`### Options of \`${command.name}\``, table(rows, command)] : [];
  });
  return [
    '## Commands',
    rowsOf(
      'Command',
      commands.map(({ name, operands, summary }) => [code(`memslot ${name} ${operands}`.trimEnd()), summary]),
    ),
    '## Options',
    '### Options of the commands that read files',
    table(options.filter((option) => !option.commands)),
    ...own,
    '## Exit codes',
    rowsOf(
      'Code',
      COMMAND_NOTES.exitCodes.map(([exitCode, meaning]) => [exitCode, meaning]),
    ),
  ].join('\n\n');
}

function table(options: readonly OptionInfo[], command?: CommandInfo): string {
  return rowsOf(
    'Option',
    options.map((option) => {
      return [
        code(`--${option.name}${option.value === undefined ? '' : ` ${option.value}`}`),
        optionSummary(option, command),
      ];
    }),
  );
}

function rowsOf(title: string, rows: readonly (readonly [string, string])[]): string {
  return [
    `| ${title} | What it does |`,
    '| --- | --- |',
    ...rows.map((row) => `| ${row.map(inCell).join(' | ')} |`),
  ].join('\n');
}

const code = (text: string) => `\`${text}\``;
const inCell = (text: string) => text.replaceAll('|', '\\|');
