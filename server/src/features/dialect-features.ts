import type { Position } from '../text/text-lines';
import type { MachineNeeds } from './budget/machine-needs';
import type { CompletionList } from './completion/completion-item';
import type { DocumentAnalysis } from './document-analysis';
import type { DocumentLink } from './document-links';
import type { DocumentSymbol } from './document-symbols';
import type { FoldingRange } from './folding-ranges';
import type { Hover } from './hover/hover';
import type { InlayHint } from './inlay-hints';
import type { MachineSpot } from './machine-spots';
import type { FormatEdit } from './memslots/format-list';
import type { OtherDocument, Place } from './qemu/locate';
import type { Reference } from './references';
import type { Renaming } from './rename';
import type { TokensEdit } from './semantic-tokens';
import type { SignatureHelp } from './signature';
import type { MachineInDocument } from './started-machines';
import type { LineSpan, WrittenSize } from './written-size';

/**
 * What can be asked of a document of one kind: for each kind there is one table of these. Each is a pure function of a
 * snapshot; one that is absent has nothing to say about documents of that kind, and its handler answers so.
 */
export interface DialectFeatures<S extends DocumentAnalysis> {
  hover?(snapshot: S, position: Position): Hover | undefined;
  readonly completion?: CompletionFeatures<S>;
  signature?(snapshot: S, position: Position): SignatureHelp | undefined;
  /** `others`: documents that may have names in common with this one. */
  definition?(snapshot: S, position: Position, others: readonly OtherDocument[]): Place | undefined;
  /** Every place where the name at a position is written. */
  references?(snapshot: S, position: Position, others: readonly OtherDocument[]): readonly Reference[];
  renameable?(
    snapshot: S,
    position: Position,
  ): { readonly range: Reference['range']; readonly placeholder: string } | undefined;
  rename?(snapshot: S, position: Position, newName: string, others: readonly OtherDocument[]): Renaming;
  /** The sizes that are written in the document, where their values are known; without `lines` all of them. */
  sizes?(snapshot: S, lines?: LineSpan): readonly WrittenSize[];
  /** What else can be shown in the text on some lines. */
  hints?(snapshot: S, lines: LineSpan): readonly InlayHint[];
  /** Changes of blanks, in the whole document or around some lines. */
  format?(snapshot: S, lines?: LineSpan): readonly FormatEdit[];
  links?(snapshot: S): readonly DocumentLink[];
  symbols?(snapshot: S): readonly DocumentSymbol[];
  /** `undefined`: the editor's own folding is better. */
  folding?(snapshot: S): readonly FoldingRange[] | undefined;
  /** The ranges around a position, the smallest first. */
  selections?(snapshot: S, position: Position): Reference['range'][];
  readonly tokens?: TokenFeatures<S>;
  /** Every machine of the document whose memory is known, of whatever kind. */
  spots?(snapshot: S): readonly MachineSpot[];
  /** What every machine of the document takes of the host's huge pages. */
  needs?(snapshot: S): readonly MachineNeeds[];
  /** The QEMUs that the document starts, in the order of the text. */
  machines?(snapshot: S): readonly MachineInDocument[];
}

export interface CompletionFeatures<S> {
  /** The characters that make an editor ask of itself. */
  readonly triggers: readonly string[];
  /** `trigger`: which of them did; `undefined`: somebody asked, or a word is being typed. */
  at(snapshot: S, position: Position, trigger: string | undefined): CompletionList | undefined;
}

/** Words that an editor colours by what they mean. Numbers are those of the protocol. */
export interface TokenFeatures<S> {
  all(snapshot: S): number[];
  /** Those on the lines `[startLine, endLine]`. */
  within(snapshot: S, startLine: number, endLine: number): number[];
  /**
   * Gives what turns the tokens of this snapshot into those of a later one. It is kept until the next request, so it holds
   * no snapshot: versions of a document do not keep each other. `data`: all of its tokens, where they are known.
   */
  editsSince(snapshot: S, data: readonly number[] | undefined): (later: S) => TokensEdit[];
}
