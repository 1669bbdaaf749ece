import type { Analysis } from '../../server/src/features/analysis';
import { featuresOf } from '../../server/src/features/features-of';
import { commandLineAt } from '../../server/src/features/libvirt/command-line-at';
import type { Position } from '../../server/src/text/text-lines';

/** What an editor asks of a document as a whole. Tokens as in the protocol: five numbers each. */
export function askOutline(analysis: Analysis) {
  const { symbols, folding, tokens } = featuresOf(analysis);
  return {
    symbols: symbols?.(analysis) ?? [],
    folding: folding?.(analysis) ?? [],
    tokens: tokens?.all(analysis) ?? [],
  };
}

/** What an editor asks about a place. */
export function askAt(analysis: Analysis, position: Position) {
  const features = featuresOf(analysis);
  return {
    hover: features.hover?.(analysis, position),
    completions: features.completion?.at(analysis, position, undefined),
    signature: features.signature?.(analysis, position),
    definition: features.definition?.(analysis, position, []),
    references: features.references?.(analysis, position, []) ?? [],
    renameable: features.renameable?.(analysis, position),
    renaming: features.rename?.(analysis, position, 'renamed', []),
    selections: features.selections?.(analysis, position) ?? [],
    commandLine: analysis.dialect === 'libvirt' ? commandLineAt(analysis, position) : undefined,
  };
}
