import type { DialectFeatures } from '../dialect-features';
import { vmmFeatures } from '../vmm/vmm-features';
import { vmmHoverAt } from '../vmm/vmm-hover';
import type { VmmView } from '../vmm/vmm-view';
import { backendNeeds } from './backend-needs';
import { fileLinks } from './file-links';
import { machineSummary } from './machine-summary';
import { qemuCompletionsAt } from './qemu-completion';
import { qemuFoldingRanges } from './qemu-folding';
import { qemuHints } from './qemu-hints';
import { qemuHoverAt } from './qemu-hover';
import { qemuDefinitionAt, qemuReferencesAt, qemuRenameAt, qemuRenameableAt } from './qemu-names';
import { qemuPlaceAt, rangeAt } from './qemu-place';
import { qemuSelectionsAt } from './qemu-selections';
import { qemuSemanticTokens, qemuSemanticTokensEdits, qemuSemanticTokensIn } from './qemu-semantic-tokens';
import { qemuSignatureAt } from './qemu-signature';
import { qemuSizes } from './qemu-sizes';
import type { QemuSnapshot } from './qemu-snapshot';
import { qemuSymbols } from './qemu-symbols';

/** What can be asked of a text that starts QEMU. */
export const qemuFeatures: DialectFeatures<QemuSnapshot> = {
  hover: (snapshot, position) =>
    qemuHoverAt(snapshot, position) ??
    ofOthers(snapshot, (view) => {
      const place = qemuPlaceAt(snapshot, position);
      return place && vmmHoverAt(view, place);
    }),
  completion: { triggers: ['=', '|', ' ', ',', '(', '#', ':', '-'], at: qemuCompletionsAt },
  signature: qemuSignatureAt,
  definition: qemuDefinitionAt,
  references: qemuReferencesAt,
  renameable: qemuRenameableAt,
  rename: qemuRenameAt,
  selections: qemuSelectionsAt,
  sizes: (snapshot, lines) => [
    ...qemuSizes(snapshot, lines),
    ...(ofOthers(snapshot, (view) => vmmFeatures.sizes(view, lines)) ?? []),
  ],
  hints: qemuHints,
  links: fileLinks,
  symbols: (snapshot) => [...qemuSymbols(snapshot), ...(ofOthers(snapshot, vmmFeatures.symbols) ?? [])],
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
  spots: (snapshot) => [
    ...snapshot.machines.flatMap((machine) => {
      const range = rangeAt(snapshot, machine.list.program.span);
      const summary = range && machineSummary(machine);
      return summary ? [{ position: range.start, summary: () => summary }] : [];
    }),
    ...(ofOthers(snapshot, vmmFeatures.spots) ?? []),
  ],
  needs: (snapshot) => [
    ...snapshot.machines.flatMap((machine) => {
      const range = rangeAt(snapshot, machine.list.program.span);
      const { config } = machine.started;
      const name = config.machine?.name ?? 'QEMU';
      return range ? [{ name, position: range.start, needs: backendNeeds(machine), complete: config.complete }] : [];
    }),
    ...(ofOthers(snapshot, vmmFeatures.needs) ?? []),
  ],
  machines: ({ machines, index }) =>
    machines.map(({ list, started }) => ({ line: index.lineOf(list.block)! + 1, started })),
};

/** Asks the same of the other hypervisors that a script starts. */
function ofOthers<T>({ text, index, others }: QemuSnapshot, ask: (view: VmmView) => T): T | undefined {
  return others && ask({ ...others, text, index });
}
