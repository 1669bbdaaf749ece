import type { OptionInfo } from '../command-table';
import { COMMAND_TABLE } from '../command-table';
import { completionValues, completionWords } from './completion-words';

/** The completion for fish. */
export function fishCompletion(): string {
  const lines = ['# fish completion for memslot: memslot completion fish | source', 'complete -c memslot -f'];
  for (const { name, summary } of COMMAND_TABLE.commands)
    lines.push(`complete -c memslot -n __fish_use_subcommand -a ${name} -d ${quote(summary)}`);
  lines.push("complete -c memslot -n __fish_use_subcommand -l version -d 'the version'");
  lines.push("complete -c memslot -l help -s h -d 'what there is'");
  for (const { command, options, operands } of completionWords()) {
    const here = `complete -c memslot -n '__fish_seen_subcommand_from ${command.name}'`;
    for (const option of options)
      lines.push(
        `${here} -l ${option.name}${valueText(option, completionValues(option, command))} -d ${quote(option.summary)}`,
      );
    if (operands.length > 0) lines.push(`${here} -a ${quote(operands.join(' '))}`);
    else if (command.readsFiles) lines.push(`${here} -F`);
  }
  return `${lines.join('\n')}\n`;
}

function valueText({ value }: OptionInfo, values: readonly string[] | 'file' | undefined): string {
  if (value === undefined) return '';
  if (values === 'file') return ' -r -F';
  return values ? ` -x -a ${quote(values.join(' '))}` : ' -x';
}

function quote(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}
