import { ALL_RULES } from '../../rules/registry';
import { ACCEPTANCE_RULES } from '../../simulation/acceptance/acceptance-rules';
import { COMMAND_TABLE, type CommandInfo, type OptionInfo } from '../command-table';

/** What can stand behind a command in a command line. */
export interface CompletionWords {
  readonly command: CommandInfo;
  readonly options: readonly OptionInfo[];
  /** Words that stand for an operand; none: files do. */
  readonly operands: readonly string[];
}

/** The commands with their options and operands, as the completions of all shells have them. */
export function completionWords(): readonly CompletionWords[] {
  return COMMAND_TABLE.commands.map((command) => ({
    command,
    options: COMMAND_TABLE.optionsOf(command),
    operands:
      command.name === 'explain' ? [...ALL_RULES, ...ACCEPTANCE_RULES].map(({ id }) => id) : (command.words ?? []),
  }));
}

/** What the value of an option can be; `undefined`: nobody knows. */
export function completionValues(
  { values }: OptionInfo,
  { formats }: CommandInfo,
): readonly string[] | 'file' | undefined {
  if (values === 'format') return formats;
  if (values !== 'rule') return values;
  return [...ACCEPTANCE_RULES.map(({ id }) => id), ...ALL_RULES.map(({ id }) => `${id}=`)];
}
