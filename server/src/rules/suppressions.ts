import type { Block } from '../text/block';
import { type Span, spanOf } from '../text/span';

/** A comment that asks for silence: `# memslot: ignore slot-overlap, hva-incongruent` or `# memslot: off`. */
export interface Suppression {
  /** Findings in it are meant: a declaration, an element. `undefined`: the whole file's. */
  readonly target: Span | undefined;
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

/** Comments of a block and what they would silence. */
interface PlacedComment {
  readonly block: Block;
  readonly text: string;
  readonly start: number;
  /** What a directive that is not about the whole file means; `undefined`: there is nothing behind it. */
  readonly target: () => Span | undefined;
}

/**
 * The suppressions of a document. One behind a declaration means that declaration; one on a line of its own means the next
 * declaration. What stands behind ` -- ` in the comment is a reason, for people. `behind`: where the blocks are not all of the
 * document, the first one behind them that is not blank.
 */
export function findSuppressions<B extends Block>(
  blocks: readonly B[],
  commentOf: (block: B) => BlockComment,
  behind?: B,
): readonly Suppression[] {
  const found: (readonly Suppression[])[] = [];
  let next = behind;
  for (let i = blocks.length - 1; i >= 0; i--) {
    const block = blocks[i]!;
    const { blank, comment } = commentOf(block);
    if (!blank) next = block;
    const meant = next;
    if (comment)
      found.push(readSuppressions({ block, ...comment, target: () => meant && spanOf(meant, 0, meant.text.length) }));
  }
  return found.reverse().flat();
}

/** The suppressions in one comment. */
export function readSuppressions({ block, text, start: from, target }: PlacedComment): readonly Suppression[] {
  const directive = text.includes('memslot:') ? DIRECTIVE.exec(text) : null;
  if (!directive) return [];
  const meant = directive[1] === 'ignore' ? target() : undefined;
  if (directive[1] === 'ignore' && !meant) return [];
  const start = from + directive.index;
  const comment = spanOf(block, from, from + text.length);
  const ids = ruleIds(text, directive.index + directive[0].length);
  if (ids.length === 0) {
    const end = start + directive[0].trimEnd().length;
    return [{ target: meant, rule: undefined, span: spanOf(block, start, end), comment }];
  }
  return ids.map(({ id, at }) => ({
    target: meant,
    rule: id,
    span: spanOf(block, from + at, from + at + id.length),
    comment,
  }));
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
