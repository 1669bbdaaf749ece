import type { DialectFeatures } from '../dialect-features';
import { backendNeeds } from './backend-needs';
import { fileLinks } from './file-links';
import { machineSummary } from './machine-summary';
import { qemuCompletionsAt } from './qemu-completion';
import { qemuFoldingRanges } from './qemu-folding';
import { qemuHints } from './qemu-hints';
import { qemuHoverAt } from './qemu-hover';
import { qemuDefinitionAt, qemuReferencesAt, qemuRenameAt, qemuRenameableAt } from './qemu-names';
import { rangeAt } from './qemu-place';
import { qemuSelectionsAt } from './qemu-selections';
import { qemuSemanticTokens, qemuSemanticTokensEdits, qemuSemanticTokensIn } from './qemu-semantic-tokens';
import { qemuSignatureAt } from './qemu-signature';
import { qemuSizes } from './qemu-sizes';
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
  selections: qemuSelectionsAt,
  sizes: qemuSizes,
  hints: qemuHints,
  links: fileLinks,
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
  spots: (snapshot) =>
    snapshot.machines.flatMap((machine) => {
      const range = rangeAt(snapshot, machine.list.program.span);
      const summary = range && machineSummary(machine);
      return summary ? [{ position: range.start, summary: () => summary }] : [];
    }),
  needs: (snapshot) =>
    snapshot.machines.flatMap((machine) => {
      const range = rangeAt(snapshot, machine.list.program.span);
      const { config } = machine.started;
      const name = config.machine?.name ?? 'QEMU';
      return range ? [{ name, position: range.start, needs: backendNeeds(machine), complete: config.complete }] : [];
    }),
  machines: ({ machines, index }) =>
    machines.map(({ list, started }) => ({ line: index.lineOf(list.block)! + 1, started })),
};
