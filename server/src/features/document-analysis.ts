import type { Edit, Finding } from '../rules/define-rule';
import type { MachineSimulation } from '../simulation/simulate';
import type { Block } from '../text/block';
import type { BlockIndex } from '../text/block-index';
import type { Span } from '../text/span';
import type { LineChange, Range, TextLines } from '../text/text-lines';

/**
 * One version of a document with what is known of it, whatever it is written in. Immutable. Diagnostics and fixes need no
 * more than this; what belongs to one kind of document is in its own snapshot.
 */
export interface DocumentAnalysis {
  readonly text: TextLines;
  /** Where every block stands. */
  readonly index: BlockIndex;
  /** What the rules found, suppressions and severities applied. Worked out when first asked for. */
  readonly findings: readonly Finding[];
  readonly simulations: readonly MachineSimulation[];
  /** The document after edits, made one after the other. What did not change is taken over. */
  readonly after: (changes: readonly TextChange[]) => DocumentAnalysis;
  /** What is found in one block, worked out anew: its fixes see the machine as it is now. */
  readonly findingsOf: (block: Block) => readonly Finding[];
  /** The place of a span that stands in another file which counts for this one; not there where no file does. */
  readonly elsewhere?: (span: Span) => OtherPlace | undefined;
  /** Puts a directive, `memslot: ignore RULE`, into a comment that is about a place; `undefined`: there are no comments in such a text. */
  readonly comment: (place: Span, directive: string) => Edit | undefined;
}

/** A place in another file. */
export interface OtherPlace {
  /** What whoever had the file calls it: its URI. */
  readonly file: string;
  readonly range: Range;
}

/** An edit: the text after it and the lines that it replaced. */
export interface TextChange {
  readonly text: TextLines;
  readonly change: LineChange;
}
