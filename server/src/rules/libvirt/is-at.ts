import type { Span } from '../../text/span';

/** Whether a span, where there is one, covers just the same characters as another. */
export function isAt(span: Span | undefined, at: Span): boolean {
  return span !== undefined && span.block === at.block && span.start === at.start && span.end === at.end;
}
