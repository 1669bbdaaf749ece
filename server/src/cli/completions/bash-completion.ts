import { COMMAND_TABLE } from '../command-table';
import { completionValues, completionWords } from './completion-words';

/** The completion for bash, which needs no more than bash itself. */
export function bashCompletion(): string {
  // Options with the same values are told of together.
  const keysByReply = new Map<string, string[]>();
  for (const { command, options } of completionWords())
    for (const option of options) {
      if (option.value === undefined) continue;
      const words = completionValues(option, command);
      const known = words === 'file' ? 'compgen -f' : words && `compgen -W '${words.join(' ')}'`;
      const reply = known ? `mapfile -t COMPREPLY < <(${known} -- "$word"); return` : 'return';
      keysByReply.set(reply, [...(keysByReply.get(reply) ?? []), `${command.name}:--${option.name}`]);
    }
  const valueCases = [...keysByReply].map(([reply, keys]) => `    ${keys.join(' | ')}) ${reply} ;;`);
  const wordCases = completionWords().map(({ command, options, operands }) => {
    const flags = [...options.map(({ name }) => `--${name}`), '--help'].join(' ');
    const rest =
      operands.length > 0
        ? `compgen -W '${operands.join(' ')}' -- "$word"`
        : command.readsFiles
          ? 'compgen -f -- "$word"'
          : ':';
    return `    ${command.name}) options='${flags}'; operands() { ${rest}; } ;;`;
  });
  return `# bash completion for memslot: eval "$(memslot completion bash)"
_memslot() {
  local word=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]} command=\${COMP_WORDS[1]} options
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    mapfile -t COMPREPLY < <(compgen -W '${COMMAND_TABLE.commands.map(({ name }) => name).join(' ')} --help --version' -- "$word")
    return
  fi
  # '--option=value' comes in three words.
  if [ "$word" = = ]; then word=; elif [ "$previous" = = ]; then previous=\${COMP_WORDS[COMP_CWORD-2]}; fi
  case "$command:$previous" in
${valueCases.join('\n')}
  esac
  case "$command" in
${wordCases.join('\n')}
    *) return ;;
  esac
  if [[ $word == -* ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$options" -- "$word")
  else
    mapfile -t COMPREPLY < <(operands)
  fi
  unset -f operands
}
complete -o filenames -o nosort -F _memslot memslot 2>/dev/null || complete -F _memslot memslot
`;
}
