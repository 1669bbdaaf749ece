import type { VmmConfiguration } from '../../model/vmm/vmm-configuration';
import { spanText } from '../../text/span';
import { applySeverities, applySuppressions } from '../apply-settings';
import type { Finding, Severity } from '../define-rule';
import { readSuppressions, type Suppression } from '../suppressions';
import type { VmmFacts } from './vmm-facts';
import { VMM_RULES } from './vmm-rules';

/** Runs every rule about such files, then applies the severities that somebody set and the suppressions of the text. */
export function diagnoseVmm(facts: VmmFacts, severities: ReadonlyMap<string, Severity | 'off'>): readonly Finding[] {
  const found = VMM_RULES.flatMap((rule) => rule.run(facts));
  return applySuppressions(applySeverities(found, severities), suppressionsOf(facts.configuration), severities);
}

function suppressionsOf({ comments }: VmmConfiguration): readonly Suppression[] {
  return comments.flatMap(({ span, target }) =>
    readSuppressions({ block: span.block, text: spanText(span), start: span.start, target: () => target }),
  );
}
