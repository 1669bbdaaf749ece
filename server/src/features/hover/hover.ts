import type { Declaration } from '../../syntax/memslots/declaration';
import type { Position, Range } from '../../text/text-lines';
import { placeAt, rangeIn } from '../place-at';
import type { Snapshot } from '../snapshot';
import { backingHover } from './backing-hover';
import type { HoverContent } from './hover-content';
import { silencedRuleHover } from './silenced-rule-hover';
import { slotHover } from './slot-hover';
import { valueHover } from './value-hover';
import { wordHover } from './word-hover';

/** Knows one kind of hover; `undefined` where it has nothing to say. */
export type HoverProvider = (snapshot: Snapshot, declaration: Declaration, offset: number) => HoverContent | undefined;

/** The kinds of hovers; the first one that has something to say is shown. */
const PROVIDERS: readonly HoverProvider[] = [valueHover, backingHover, wordHover, silencedRuleHover, slotHover];

export interface Hover {
  readonly markdown: string;
  readonly range: Range;
}

/** What to show of the text at a position. */
export function hoverAt(snapshot: Snapshot, position: Position): Hover | undefined {
  const place = placeAt(snapshot, position);
  if (!place) return undefined;
  const { declaration, line, offset } = place;
  for (const provide of PROVIDERS) {
    const content = provide(snapshot, declaration, offset);
    if (content) return { markdown: content.markdown, range: rangeIn(declaration, line, content) };
  }
  return undefined;
}
