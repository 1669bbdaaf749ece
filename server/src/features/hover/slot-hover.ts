import { effectiveErrno } from '../../simulation/replay';
import type { Declaration } from '../../syntax/memslots/declaration';
import { resultOf, type Snapshot } from '../snapshot';
import { effectsOn } from '../trace/effects-on';
import { escapeMarkdown } from './escape-markdown';
import type { HoverContent } from './hover-content';
import { slotMarkdown } from './slot-markdown';

/** Anywhere on a slot: the call that it is, and what became of it. */
export function slotHover(snapshot: Snapshot, declaration: Declaration): HoverContent | undefined {
  if (declaration.kind !== 'slot' && declaration.kind !== 'trace-slot') return undefined;
  const found = resultOf(snapshot, declaration);
  if (!found) return undefined;
  const { region, result, simulation } = found;
  const { start, end } = declaration.head;
  return { markdown: slotMarkdown(region, result, simulation, effect(snapshot, declaration)), start, end };
}

/** What the operation did together with those around it. */
function effect(snapshot: Snapshot, declaration: Declaration): string | undefined {
  const line = snapshot.index.lineOf(declaration)!;
  const found = effectsOn(snapshot, { start: line, end: line }).get(declaration);
  if (found?.result.operation.kind !== 'set-memory-region' || found.result.operation.source !== 'trace')
    return undefined;
  return effectiveErrno(found.result) === 0 ? `In this log: ${escapeMarkdown(found.label)}.` : undefined;
}
