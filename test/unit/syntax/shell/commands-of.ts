import { readShell } from '../../../../server/src/syntax/shell/read-shell';
import { TextLines } from '../../../../server/src/text/text-lines';
import { show } from '../word-of';

/** The commands of a script, words joined by a bar; a plus behind those that may have more words. */
export function commandsOf(text: string): string[] {
  return readShell(TextLines.of(text)).commands.map(
    (list) => [list.program, ...list.arguments].map(show).join('|') + (list.complete ? '' : '|+'),
  );
}
