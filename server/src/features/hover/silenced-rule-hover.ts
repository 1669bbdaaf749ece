import { ALL_RULES } from '../../rules/registry';
import { findSuppressions } from '../../rules/suppressions';
import type { Declaration } from '../../syntax/memslots/declaration';
import { spanTouches } from '../../text/span';
import type { Snapshot } from '../snapshot';
import type { HoverContent } from './hover-content';

/** On the id of a rule in a comment that silences it: what the rule finds, and why that matters. */
export function silencedRuleHover(
  _snapshot: Snapshot,
  declaration: Declaration,
  offset: number,
): HoverContent | undefined {
  const { comment } = declaration;
  if (!comment || offset < comment.start) return undefined;
  // Nothing is asked of what the comment is about, so it counts as being about its own declaration.
  const suppressions = findSuppressions([declaration], () => ({ blank: false, comment }));
  const suppression = suppressions.find(({ rule, span }) => rule !== undefined && spanTouches(span, offset));
  const rule = suppression && ALL_RULES.find(({ id }) => id === suppression.rule);
  if (!rule) return undefined;
  const { start, end } = suppression.span;
  return { markdown: `**${rule.id}**: ${rule.summary}\n\n${rule.why}`, start, end };
}
