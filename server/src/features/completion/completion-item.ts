import type { Range } from '../../text/text-lines';

/** What a completion stands for; editors show an icon by it. */
export type CompletionKind = 'keyword' | 'field' | 'value' | 'flag' | 'let' | 'backing' | 'rule' | 'number';

/** Something that could be written at the cursor. */
export interface CompletionItem {
  readonly kind: CompletionKind;
  readonly label: string;
  /** A phrase: what it is. */
  readonly detail: string;
  /** Markdown: what KVM does with it. */
  readonly documentation?: string;
  /** What is inserted, where it is not the label. */
  readonly insert?: string;
  /** The same as a template with `${1:…}` places to fill in, for an editor that knows them. */
  readonly snippet?: string;
}

/** What could be written at a position, the likeliest first; it takes the place of `range`. */
export interface CompletionList {
  readonly range: Range;
  readonly items: readonly CompletionItem[];
}
