import type { Range } from '../text/text-lines';
import type { LineSpan } from './written-size';

/** Whether a range has anything on some lines. */
export function isOnLines({ start, end }: Range, lines: LineSpan): boolean {
  return end.line >= lines.start && start.line <= lines.end;
}
