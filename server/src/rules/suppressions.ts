import type { Block } from '../text/block';
import { type Span, spanOf } from '../text/span';

/** A comment that asks for silence: `# memslot: ignore slot-overlap, hva-incongruent` or `# memslot: off`. */
export interface Suppression {
  /** The declaration whose findings are meant; `undefined`: the whole file's. */
  readonly target: Block | undefined;
  /** The rule; `undefined`: every rule. */
  readonly rule: string | undefined;
  /** The rule id in the comment, or the whole directive. */
  readonly span: Span;
  /** The whole comment. */
  readonly comment: Span;
}

/** A block as far as suppressions are concerned. */
export interface BlockComment {
  /** The block says nothing but its comment. */
  readonly blank: boolean;
  readonly comment: { readonly text: string; readonly start: number } | undefined;
}

const DIRECTIVE = /\bmemslot:[ \t]*(off|ignore-file|ignore)\b[ \t:]*/;
const RULE_ID = /[a-z][a-z0-9-]*/y;

/**
 * The suppressions of a document. One behind a declaration means that declaration; one on a line of its own means the next
 * declaration. What stands behind ` -- ` in the comment is a reason, for people.
 */
export function findSuppressions<B extends Block>(
  blocks: readonly B[],
  commentOf: (block: B) => BlockComment,
): readonly Suppression[] {
  const found: Suppression[] = [];
  for (let i = 0; i < blocks.length; i++) {
    const block = blocks[i]!;
    const { comment: note } = commentOf(block);
    const directive = note?.text.includes('memslot:') ? DIRECTIVE.exec(note.text) : null;
    if (!note || !directive) continue;
    const wholeFile = directive[1] !== 'ignore';
    let target: Block | undefined;
    if (!wholeFile) {
      let next = i;
      while (next < blocks.length && commentOf(blocks[next]!).blank) next++;
      target = blocks[next];
      if (!target) continue;
    }
    const start = note.start + directive.index;
    const comment = spanOf(block, note.start, note.start + note.text.length);
    const ids = ruleIds(note.text, directive.index + directive[0].length);
    if (ids.length === 0) {
      const end = start + directive[0].trimEnd().length;
      found.push({ target, rule: undefined, span: spanOf(block, start, end), comment });
    }
    for (const { id, at } of ids) {
      const from = note.start + at;
      found.push({ target, rule: id, span: spanOf(block, from, from + id.length), comment });
    }
  }
  return found;
}

function ruleIds(text: string, from: number): { id: string; at: number }[] {
  const ids: { id: string; at: number }[] = [];
  let at = from;
  for (;;) {
    RULE_ID.lastIndex = at;
    const match = RULE_ID.exec(text);
    if (!match) return ids;
    ids.push({ id: match[0], at });
    at = RULE_ID.lastIndex;
    const separator = /[ \t]*,[ \t]*/y;
    separator.lastIndex = at;
    if (!separator.test(text)) return ids;
    at = separator.lastIndex;
  }
}
