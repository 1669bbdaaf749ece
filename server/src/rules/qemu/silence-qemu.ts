import type { Block } from '../../text/block';
import { applySeverities, applySuppressions } from '../apply-settings';
import type { Finding, Severity } from '../define-rule';
import { type BlockComment, findSuppressions } from '../suppressions';

/** Applies the severities that somebody set, and the suppressions of a text that starts QEMU. */
export function silenceQemu(
  found: readonly Finding[],
  blocks: readonly Block[],
  severities: ReadonlyMap<string, Severity | 'off'>,
): readonly Finding[] {
  // Hardly any text has one, which is soon seen.
  const suppressions = blocks.some(({ text }) => text.includes('memslot:')) ? findSuppressions(blocks, commentOf) : [];
  return applySuppressions(applySeverities(found, severities), suppressions, severities);
}

/** A block with its comment, where it is nothing but a comment: that is where a directive of ours stands. */
function commentOf({ text }: Block): BlockComment {
  const start = text.search(/\S/);
  const blank = start < 0 || text[start] === '#';
  return { blank, comment: blank && start >= 0 ? { text: text.slice(start).trimEnd(), start } : undefined };
}
