import type { CommandInfo, OptionInfo } from './command-table';

/** What an option of a command is for, with the values that it can have. */
export function optionSummary({ summary, values }: OptionInfo, command?: CommandInfo): string {
  const words = values === 'format' ? command?.formats : values;
  return words === undefined || typeof words === 'string' ? summary : `${summary}: ${words.join(', ')}`;
}
