import { endOfLine } from './end-of-line';

/** Behind a byte order mark, and behind the line with which Ansible's templates set how they are read. */
export function skipPreamble(text: string): number {
  const at = text.startsWith('\ufeff') ? 1 : 0;
  return text.startsWith('#jinja2:', at) ? endOfLine(text, at) : at;
}
