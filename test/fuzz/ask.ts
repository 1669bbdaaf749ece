import type { Analysis } from '../../server/src/features/analysis';
import { completionsAt } from '../../server/src/features/completion/completion';
import type { CompletionList } from '../../server/src/features/completion/completion-item';
import { definitionAt } from '../../server/src/features/definition';
import { type DocumentSymbol, documentSymbols } from '../../server/src/features/document-symbols';
import { type FoldingRange, foldingRanges } from '../../server/src/features/folding-ranges';
import { type Hover, hoverAt } from '../../server/src/features/hover/hover';
import { libvirtDefinitionAt } from '../../server/src/features/libvirt/cell-names';
import { commandLineAt } from '../../server/src/features/libvirt/command-line-at';
import { libvirtCompletionsAt } from '../../server/src/features/libvirt/libvirt-completion';
import { libvirtHoverAt } from '../../server/src/features/libvirt/libvirt-hover';
import { libvirtSymbols } from '../../server/src/features/libvirt/libvirt-symbols';
import { qemuCompletionsAt } from '../../server/src/features/qemu/qemu-completion';
import { qemuFoldingRanges } from '../../server/src/features/qemu/qemu-folding';
import { qemuHoverAt } from '../../server/src/features/qemu/qemu-hover';
import { qemuDefinitionAt, qemuRenameAt, qemuRenameableAt } from '../../server/src/features/qemu/qemu-names';
import { qemuSemanticTokens } from '../../server/src/features/qemu/qemu-semantic-tokens';
import { qemuSignatureAt } from '../../server/src/features/qemu/qemu-signature';
import { qemuSymbols } from '../../server/src/features/qemu/qemu-symbols';
import type { Reference } from '../../server/src/features/references';
import { referencesIn } from '../../server/src/features/references-in';
import { type Renaming, renameAt, renameableAt } from '../../server/src/features/rename';
import { selectionRangesAt } from '../../server/src/features/selection-ranges';
import { semanticTokens } from '../../server/src/features/semantic-tokens';
import type { SignatureHelp } from '../../server/src/features/signature';
import { slotSignatureAt } from '../../server/src/features/slot-signature';
import type { Position, Range } from '../../server/src/text/text-lines';

/** What an editor asks of a document as a whole. */
export interface Outline {
  readonly symbols: readonly DocumentSymbol[];
  readonly folding: readonly FoldingRange[];
  /** As in the protocol: five numbers a token. */
  readonly tokens: readonly number[];
}

/** What an editor asks about a place. */
export interface Asked {
  readonly hover: Hover | undefined;
  readonly completions: CompletionList | undefined;
  readonly references: readonly Reference[];
  readonly definition: Range | undefined;
  readonly renameable: Range | undefined;
  readonly renaming: Renaming | undefined;
  readonly signature: SignatureHelp | undefined;
  readonly selections: readonly Range[];
  readonly commandLine: string | undefined;
}

const NOTHING = {
  renameable: undefined,
  renaming: undefined,
  signature: undefined,
  selections: [],
  commandLine: undefined,
};

export function askOutline(analysis: Analysis): Outline {
  switch (analysis.dialect) {
    case 'memslots':
      return {
        symbols: documentSymbols(analysis),
        folding: foldingRanges(analysis),
        tokens: semanticTokens(analysis),
      };
    case 'qemu':
      return {
        symbols: qemuSymbols(analysis),
        folding: qemuFoldingRanges(analysis),
        tokens: qemuSemanticTokens(analysis),
      };
    case 'libvirt':
      return { symbols: libvirtSymbols(analysis), folding: [], tokens: [] };
  }
}

export function askAt(analysis: Analysis, position: Position): Asked {
  const references = referencesIn(analysis, position);
  switch (analysis.dialect) {
    case 'memslots':
      return {
        ...NOTHING,
        references,
        hover: hoverAt(analysis, position),
        completions: completionsAt(analysis, position),
        definition: definitionAt(analysis, position),
        renameable: renameableAt(analysis, position)?.range,
        renaming: renameAt(analysis, position, 'renamed'),
        signature: slotSignatureAt(analysis, position),
        selections: selectionRangesAt(analysis, position),
      };
    case 'qemu':
      return {
        ...NOTHING,
        references,
        hover: qemuHoverAt(analysis, position),
        completions: qemuCompletionsAt(analysis, position),
        definition: qemuDefinitionAt(analysis, position)?.range,
        renameable: qemuRenameableAt(analysis, position)?.range,
        renaming: qemuRenameAt(analysis, position, 'renamed'),
        signature: qemuSignatureAt(analysis, position),
      };
    case 'libvirt':
      return {
        ...NOTHING,
        references,
        hover: libvirtHoverAt(analysis, position),
        completions: libvirtCompletionsAt(analysis, position),
        definition: libvirtDefinitionAt(analysis, position),
        commandLine: commandLineAt(analysis, position),
      };
  }
}
