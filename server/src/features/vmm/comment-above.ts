import type { Edit } from '../../rules/define-rule';
import { type Span, spanOf } from '../../text/span';

/** A line with a comment of `#`, right above the one that a place is on, and as far to the right as that. */
export function commentAbove({ block, start }: Span, directive: string): Edit {
  const { text } = block;
  const at = start === 0 ? 0 : text.lastIndexOf('\n', start - 1) + 1;
  const indent = /^ */.exec(text.slice(at, start))![0];
  const end = text.indexOf('\n', at);
  const lineEnd = end > 0 && text[end - 1] === '\r' ? '\r\n' : '\n';
  return { span: spanOf(block, at, at), newText: `${indent}# ${directive}${lineEnd}` };
}
