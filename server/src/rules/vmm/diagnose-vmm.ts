import type { VmmConfiguration } from '../../model/vmm/vmm-configuration';
import { type Span, spanText } from '../../text/span';
import { applySeverities, applySuppressions } from '../apply-settings';
import type { Finding, Severity } from '../define-rule';
import { slotFindings } from '../diagnose';
import { QEMU_RULES } from '../qemu/qemu-rules';
import { SILENT_QEMU_RULES } from '../qemu/silent-qemu-rules';
import { CODE_RULES } from '../registry';
import { readSuppressions, type Suppression } from '../suppressions';
import { inCode } from './code-edits';
import type { VmmFacts } from './vmm-facts';
import { VMM_RULES } from './vmm-rules';

/** Runs every rule about such files, then applies the severities that somebody set and the suppressions of the text. */
export function diagnoseVmm(facts: VmmFacts, severities: ReadonlyMap<string, Severity | 'off'>): readonly Finding[] {
  const own = VMM_RULES.flatMap((rule) => rule.run(facts));
  const found = [...own, ...findingsOfQemu(facts, !own.some(isError)), ...callFindings(facts)];
  return applySuppressions(applySeverities(found, severities), suppressionsOf(facts.configuration), severities);
}

function isError({ rule, report }: Finding): boolean {
  return (report.severity ?? rule.severity) === 'error';
}

/**
 * What is found in the options that somebody wrote, and what is as true of the others. `started`: the manager gets so far as to
 * start QEMU.
 */
function findingsOfQemu({ qemus }: VmmFacts, started: boolean): readonly Finding[] {
  return [...qemus].flatMap(([{ qemu }, facts]) => {
    const isWritten = (span: Span) => {
      const { written } = qemu!;
      return written !== undefined && written.start <= span.start && span.end <= written.end;
    };
    return QEMU_RULES.flatMap((rule) => rule.run(facts)).flatMap((finding) => {
      const { fixes } = finding;
      // A fix in QEMU's words is no good elsewhere.
      const own = {
        ...finding,
        fixes: () => fixes().filter(({ edits }) => edits.every(({ span }) => isWritten(span))),
      };
      if (isWritten(finding.report.span)) return own;
      return started && (isError(finding) || SILENT_QEMU_RULES.has(finding.rule.id)) ? own : [];
    });
  });
}

/** What is found in calls that a program makes. */
function callFindings({ configuration, simulations }: VmmFacts): readonly Finding[] {
  const called = new Set(
    configuration.machines.flatMap(({ kvm, written }) => (kvm && written === 'called' ? kvm : [])),
  );
  return simulations
    .filter(({ machine }) => called.has(machine))
    .flatMap((simulation) =>
      [...simulation.results].flatMap((result) => slotFindings(result, simulation, CODE_RULES).map(inCode)),
    );
}

function suppressionsOf({ comments }: VmmConfiguration): readonly Suppression[] {
  return comments.flatMap(({ span, target }) =>
    readSuppressions({ block: span.block, text: spanText(span), start: span.start, target: () => target }),
  );
}
