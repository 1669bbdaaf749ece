import { completionsAt } from '../completion/completion';
import { definitionAt } from '../definition';
import type { DialectFeatures } from '../dialect-features';
import { documentSymbols } from '../document-symbols';
import { foldingRanges } from '../folding-ranges';
import { hoverAt } from '../hover/hover';
import { referencesAt } from '../references';
import { renameAt, renameableAt } from '../rename';
import { selectionRangesAt } from '../selection-ranges';
import { semanticTokens, semanticTokensEdits, semanticTokensIn } from '../semantic-tokens';
import { slotSignatureAt } from '../slot-signature';
import type { Snapshot } from '../snapshot';
import { effectHints } from '../trace/effect-hints';
import { formatList } from './format-list';
import { listMachines, listNeeds } from './list-machines';
import { ruleLinks } from './rule-links';
import { slotHints } from './slot-hints';
import { slotSizes } from './slot-sizes';

/** What can be asked of a memslot list or a log. */
export const memslotsFeatures: DialectFeatures<Snapshot> = {
  hover: hoverAt,
  completion: { triggers: ['=', '|', ' ', ',', '(', '#', ':', '-'], at: completionsAt },
  signature: slotSignatureAt,
  definition(snapshot, position) {
    const range = definitionAt(snapshot, position);
    return range && { range };
  },
  references: referencesAt,
  renameable: renameableAt,
  rename: renameAt,
  sizes: slotSizes,
  hints(snapshot, lines) {
    const effects = snapshot.settings.inlayHints.has('operations') ? effectHints(snapshot, lines) : [];
    return [...slotHints(snapshot, lines), ...effects];
  },
  spots: listMachines,
  needs: listNeeds,
  format: formatList,
  links: ruleLinks,
  symbols: documentSymbols,
  folding: foldingRanges,
  selections: selectionRangesAt,
  tokens: {
    all: semanticTokens,
    within: semanticTokensIn,
    editsSince({ list: { declarations } }) {
      return (later) => semanticTokensEdits(declarations, later);
    },
  },
};
