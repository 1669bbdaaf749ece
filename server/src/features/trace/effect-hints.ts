import { positionIn } from '../../text/block-index';
import type { InlayHint } from '../inlay-hints';
import { declarationsOn } from '../memslots/declarations-on';
import type { Snapshot } from '../snapshot';
import type { LineSpan } from '../written-size';
import { effectsOn } from './effects-on';

/** What the operations on some lines of a log did, behind each; in a list, what changes slots that are set already. */
export function effectHints(snapshot: Snapshot, lines: LineSpan): readonly InlayHint[] {
  const effects = effectsOn(snapshot, lines);
  return declarationsOn(snapshot, lines).flatMap(({ declaration, line }): InlayHint[] => {
    const effect = effects.get(declaration);
    if (!effect) return [];
    const { result, label, detail } = effect;
    const { operation, outcome } = result;
    const isLogged = operation.kind === 'set-memory-region' && operation.source === 'trace';
    const changes = outcome.kind === 'accepted' && outcome.change !== 'create' && outcome.change !== 'attributes';
    if (!isLogged && !changes) return [];
    const position = positionIn(declaration, declaration.end, line);
    return [{ kind: 'operations', position, label, ...(detail && { tooltip: detail }) }];
  });
}
