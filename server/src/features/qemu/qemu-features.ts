import type { DialectFeatures } from '../dialect-features';
import { qemuCompletionsAt } from './qemu-completion';
import { qemuFoldingRanges } from './qemu-folding';
import { qemuHoverAt } from './qemu-hover';
import { qemuDefinitionAt, qemuReferencesAt, qemuRenameAt, qemuRenameableAt } from './qemu-names';
import { qemuSemanticTokens, qemuSemanticTokensEdits, qemuSemanticTokensIn } from './qemu-semantic-tokens';
import { qemuSignatureAt } from './qemu-signature';
import type { QemuSnapshot } from './qemu-snapshot';
import { qemuSymbols } from './qemu-symbols';

/** What can be asked of a text that starts QEMU. */
export const qemuFeatures: DialectFeatures<QemuSnapshot> = {
  hover: qemuHoverAt,
  completion: { triggers: ['=', '|', ' ', ',', '(', '#', ':', '-'], at: qemuCompletionsAt },
  signature: qemuSignatureAt,
  definition: qemuDefinitionAt,
  references: qemuReferencesAt,
  renameable: qemuRenameableAt,
  rename: qemuRenameAt,
  symbols: qemuSymbols,
  folding(snapshot) {
    const ranges = qemuFoldingRanges(snapshot);
    return ranges.length > 0 ? ranges : undefined;
  },
  tokens: {
    all: qemuSemanticTokens,
    within: qemuSemanticTokensIn,
    editsSince(snapshot, data = qemuSemanticTokens(snapshot)) {
      return (later) => qemuSemanticTokensEdits(data, qemuSemanticTokens(later));
    },
  },
  machines: ({ machines, index }) =>
    machines.map(({ list, started }) => ({ line: index.lineOf(list.block)! + 1, started })),
};
