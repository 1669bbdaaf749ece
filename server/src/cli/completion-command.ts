import process from 'node:process';
import { wordTable } from '../text/word-table';
import { bashCompletion } from './completions/bash-completion';
import { fishCompletion } from './completions/fish-completion';
import { zshCompletion } from './completions/zsh-completion';
import { UsageError } from './usage-error';

const SCRIPTS = wordTable({
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
});

/** `memslot completion SHELL`: a script for the shell that completes the commands, the options and their values. */
export function completionCommand(argv: readonly string[]): number {
  const script = argv.length === 1 ? SCRIPTS[argv[0]!] : undefined;
  if (!script) throw new UsageError(`'memslot completion' takes one of ${Object.keys(SCRIPTS).join(', ')}.`);
  process.stdout.write(script());
  return 0;
}
