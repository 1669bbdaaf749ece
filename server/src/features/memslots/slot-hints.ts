import { hex } from '../../model/format';
import { pagesText } from '../../rules/slot-text';
import { positionIn } from '../../text/block-index';
import type { InlayHint } from '../inlay-hints';
import { machineOf } from '../machine-of';
import { pageShare } from '../page-share';
import type { Snapshot } from '../snapshot';
import { whyNotLarger } from '../why-not-larger';
import type { LineSpan } from '../written-size';
import { declarationsOn } from './declarations-on';
import { sizeSpan } from './slot-sizes';

/** Where the slots on some lines end, and on which pages they run. */
export function slotHints(snapshot: Snapshot, lines: LineSpan): readonly InlayHint[] {
  const hints: InlayHint[] = [];
  for (const { declaration, line } of declarationsOn(snapshot, lines)) {
    const operation = snapshot.facts.operationOf(declaration);
    if (!operation?.size.value) continue;
    const { gpa, size } = operation;
    const written = sizeSpan(declaration);
    if (gpa.value !== undefined && written)
      hints.push({
        kind: 'ends',
        position: positionIn(declaration, written.end, line),
        label: `→ ${hex(gpa.value + size.value!)}`,
        tooltip: 'The first guest-physical address behind it.',
      });
    // What the kernel refused runs on no pages at all.
    if (operation.kind !== 'set-memory-region' || operation.recorded?.value) continue;
    const machine = machineOf(snapshot, declaration);
    const use = snapshot.simulations.find((simulation) => simulation.machine === machine)?.pagesOf(operation);
    const share = use && pageShare([use]);
    if (!share) continue;
    const tooltip = [pagesText(use), whyNotLarger(use, operation)].filter(Boolean).join('\n');
    hints.push({ kind: 'pages', position: positionIn(declaration, declaration.end, line), label: share, tooltip });
  }
  return hints;
}
