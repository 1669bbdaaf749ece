import type { PageHazard } from '../simulation/page-use';
import type { SlotFacts } from './define-rule';

/** The hazards of one kind in a slot that is set in the end. */
export function hazardsOf<K extends PageHazard['kind']>(
  kind: K,
  { region, result, simulation }: SlotFacts,
): readonly Extract<PageHazard, { kind: K }>[] {
  const hazards = result.live ? (simulation.pagesOf(region)?.hazards ?? []) : [];
  return hazards.filter((hazard): hazard is Extract<PageHazard, { kind: K }> => hazard.kind === kind);
}
