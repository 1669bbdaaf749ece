import { type Span, spanOf } from '../../text/span';
import type { Word, WordPiece } from '../../text/word';

/**
 * The words of `args`, with quotes and backslashes as a shell has them and nothing else of a shell. `undefined`: a quote is
 * not closed, which leaves no words at all. (Perl, Text::ParseWords: shellwords; pve-common, src/PVE/Tools.pm: split_args)
 */
export function splitArgs({ block, start, end }: Span): readonly Word[] | undefined {
  const { text } = block;
  const words: Word[] = [];
  let pieces: WordPiece[] = [];
  let first = -1;
  let run = start;
  let quote = '';
  const flush = (to: number, literal = true, shown = text.slice(run, to)): void => {
    if (run < to) pieces.push({ text: shown, span: spanOf(block, run, to), literal });
    run = to;
  };
  for (let at = start; at <= end; at++) {
    const character = at < end ? text[at]! : '';
    if (quote === '' && (character === '' || BLANK.test(character))) {
      flush(at);
      if (first >= 0) words.push({ span: spanOf(block, first, at), pieces });
      pieces = [];
      first = -1;
      run = at + 1;
      continue;
    }
    if (character === '') return undefined;
    if (first < 0) first = at;
    if (character === '\\') {
      if (at + 1 >= end) return undefined;
      // In single quotes both characters stay, but a quote behind a backslash closes nothing.
      if (quote !== "'") {
        flush(at);
        flush(at + 2, false, text[at + 1]);
      }
      at++;
    } else if (quote === '' ? character === '"' || character === "'" : character === quote) {
      flush(at);
      quote = quote === '' ? character : '';
      run = at + 1;
    }
  }
  return words;
}

const BLANK = /[ \t\r\n\f\v]/;
