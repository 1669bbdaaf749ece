import { COMMAND_TABLE } from '../command-table';
import { completionValues, completionWords } from './completion-words';

/** The completion for zsh: to be evaluated behind compinit, or a file `_memslot` in $fpath. */
export function zshCompletion(): string {
  const commands = COMMAND_TABLE.commands.map(({ name, summary }) => `    ${quote(`${name}:${summary}`)}`);
  const cases = completionWords().map(({ command, options, operands }) => {
    const specs = options.map((option) => {
      const { name, value, summary, repeats } = option;
      const values = completionValues(option, command);
      const action = values === 'file' ? '_files' : values ? `(${values.join(' ')})` : ' ';
      const text = `[${summary.replace(/[[\]:\\]/g, '\\$&')}]`;
      return quote(`${repeats ? '*' : ''}--${name}${value === undefined ? text : `=${text}:${value}:${action}`}`);
    });
    const rest =
      operands.length > 0 ? quote(`*: :(${operands.join(' ')})`) : command.readsFiles ? "'*:file:_files'" : '';
    return `    ${command.name}) _arguments ${[...specs, "'--help[what there is]'", rest].filter(Boolean).join(' ')} ;;`;
  });
  return `#compdef memslot
# zsh completion for memslot: eval "$(memslot completion zsh)"
_memslot() {
  local -a commands
  commands=(
${commands.join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  local command=$words[2]
  shift words
  (( CURRENT-- ))
  case $command in
${cases.join('\n')}
  esac
}
if [ "$funcstack[1]" = _memslot ]; then _memslot "$@"; else compdef _memslot memslot; fi
`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
