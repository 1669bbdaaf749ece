import type { MemslotFacts } from '../model/memslots/lower-list';
import type { SetMemoryRegion } from '../model/slot-operation';
import type { MemoryAttributes } from '../simulation/memory-attributes';
import type { Outcome } from '../simulation/outcome';
import type { OperationResult } from '../simulation/replay';
import type { MachineSimulation } from '../simulation/simulate';
import type { Block } from '../text/block';
import type { Finding, Severity, SlotFacts } from './define-rule';
import { LIST_RULES, MACHINE_RULES, SLOT_RULES } from './registry';
import { type CommentedBlock, findSuppressions } from './suppressions';
import { unusedSuppression } from './unused-suppression';

/** What is diagnosed: a document with its simulation. */
export interface Diagnosed {
  readonly facts: MemslotFacts;
  readonly simulations: readonly MachineSimulation[];
  readonly declarations: readonly CommentedBlock[];
}

/** Runs every rule, then applies the severities that somebody set and the suppressions of the text. */
export function diagnose(diagnosed: Diagnosed, severities: ReadonlyMap<string, Severity | 'off'>): readonly Finding[] {
  const { facts, simulations, declarations } = diagnosed;
  const found: Finding[] = [];
  for (const rule of LIST_RULES) found.push(...rule.run({ facts, simulations }));
  for (const simulation of simulations) {
    for (const rule of MACHINE_RULES) found.push(...rule.run(simulation));
    for (const result of simulation.results) {
      if (result.operation.kind === 'set-memory-region')
        found.push(...slotFindings(result.operation, result, simulation));
    }
  }
  return suppress(withSeverities(found, severities), declarations, severities);
}

/** What the findings of a slot were worked out from. */
interface SlotVerdict {
  readonly outcome: Outcome;
  readonly live: boolean;
  readonly attributes: MemoryAttributes;
  readonly rule: string;
  readonly findings: readonly Finding[];
}

/** A slot that did not change, and whose fate did not, has the findings that it had. */
const KNOWN = new WeakMap<SetMemoryRegion, SlotVerdict>();

function slotFindings(
  region: SetMemoryRegion,
  result: OperationResult,
  simulation: MachineSimulation,
): readonly Finding[] {
  const { outcome, live } = result;
  const { attributes, machine } = simulation;
  const known = KNOWN.get(region);
  if (
    known &&
    known.outcome === outcome &&
    known.live === live &&
    known.attributes === attributes &&
    known.rule === machine.rule
  )
    return known.findings;
  const facts: SlotFacts = { region, result, simulation };
  const findings = SLOT_RULES.flatMap((rule) => rule.run(facts));
  KNOWN.set(region, { outcome, live, attributes, rule: machine.rule, findings: findings.length > 0 ? findings : NONE });
  return findings;
}

const NONE: readonly Finding[] = [];

/** What the rules about single calls find in the slots of one block, worked out anew: for fixes, which look at the machine around. */
export function findingsOfBlock(block: Block, simulations: readonly MachineSimulation[]): readonly Finding[] {
  const found: Finding[] = [];
  for (const simulation of simulations) {
    for (const result of simulation.results) {
      const region = result.operation;
      if (region.kind !== 'set-memory-region' || region.span.block !== block) continue;
      for (const rule of SLOT_RULES) found.push(...rule.run({ region, result, simulation }));
    }
  }
  return found;
}

function withSeverities(
  found: readonly Finding[],
  severities: ReadonlyMap<string, Severity | 'off'>,
): readonly Finding[] {
  if (severities.size === 0) return found;
  return found.flatMap((finding) => {
    const severity = severities.get(finding.rule.id);
    if (severity === undefined) return [finding];
    return severity === 'off' ? [] : [{ ...finding, report: { ...finding.report, severity } }];
  });
}

function suppress(
  found: readonly Finding[],
  declarations: readonly CommentedBlock[],
  severities: ReadonlyMap<string, Severity | 'off'>,
): readonly Finding[] {
  const suppressions = findSuppressions(declarations);
  if (suppressions.length === 0) return found;
  const used = new Set<unknown>();
  const kept = found.filter(({ rule, report }) => {
    const hits = suppressions.filter(
      (s) => (s.rule === undefined || s.rule === rule.id) && (s.target === undefined || s.target === report.span.block),
    );
    for (const hit of hits) used.add(hit);
    return hits.length === 0;
  });
  const idle = suppressions.filter((s) => !used.has(s) && !(s.rule === undefined && s.target === undefined));
  return [...kept, ...withSeverities(unusedSuppression.run(idle), severities)];
}
