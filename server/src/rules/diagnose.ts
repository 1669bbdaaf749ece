import type { MemslotFacts } from '../model/memslots/lower-list';
import type { SetMemoryRegion } from '../model/slot-operation';
import type { MemoryAttributes } from '../simulation/memory-attributes';
import type { Outcome } from '../simulation/outcome';
import type { OperationResult } from '../simulation/replay';
import type { MachineSimulation } from '../simulation/simulate';
import type { Declaration } from '../syntax/memslots/declaration';
import type { Block } from '../text/block';
import { applySeverities, applySuppressions } from './apply-settings';
import type { Finding, Severity, SlotFacts } from './define-rule';
import { LIST_RULES, MACHINE_RULES, SLOT_RULES } from './registry';
import { findSuppressions } from './suppressions';

/** What is diagnosed: a document with its simulation. */
export interface Diagnosed {
  readonly facts: MemslotFacts;
  readonly simulations: readonly MachineSimulation[];
  readonly declarations: readonly Declaration[];
  /** The simulations of the version before, whose findings hold for what did not change. */
  readonly earlier?: readonly MachineSimulation[] | undefined;
}

/** Runs every rule, then applies the severities that somebody set and the suppressions of the text. */
export function diagnose(diagnosed: Diagnosed, severities: ReadonlyMap<string, Severity | 'off'>): readonly Finding[] {
  const { facts, simulations, declarations, earlier } = diagnosed;
  const found: Finding[] = [];
  // A list can have more findings than a function can have arguments.
  for (const rule of LIST_RULES) for (const finding of rule.run({ facts, simulations })) found.push(finding);
  for (const [i, simulation] of simulations.entries()) {
    for (const rule of MACHINE_RULES) found.push(...rule.run(simulation));
    for (const findings of findingsOfResults(simulation, earlier?.[i])) if (findings !== NONE) found.push(...findings);
  }
  // Hardly any list has one, which is soon seen.
  const suppressions = declarations.some(({ comment }) => comment?.text.includes('memslot:'))
    ? findSuppressions(declarations, ({ kind, comment }) => ({ blank: kind === 'blank', comment }))
    : [];
  return applySuppressions(applySeverities(found, severities), suppressions, severities);
}

/** The findings of every call of a machine, by index, and what they hold for. */
interface MachineFindings {
  readonly attributes: MemoryAttributes;
  readonly rule: string;
  readonly byResult: readonly (readonly Finding[])[];
}

const OF_RESULTS = new WeakMap<readonly OperationResult[], MachineFindings>();

/** What is found in each call of a machine. A call whose result is the very one of the version before keeps its findings. */
function findingsOfResults(
  simulation: MachineSimulation,
  earlier: MachineSimulation | undefined,
): readonly (readonly Finding[])[] {
  const { results, attributes, machine } = simulation;
  const before = earlier && OF_RESULTS.get(earlier.results);
  const kept = before?.attributes === attributes && before.rule === machine.rule ? before.byResult : undefined;
  const byResult = results.map((result, i) => {
    if (kept && earlier?.results[i] === result) return kept[i]!;
    return result.operation.kind === 'set-memory-region' ? slotFindings(result.operation, result, simulation) : NONE;
  });
  OF_RESULTS.set(results, { attributes, rule: machine.rule, byResult });
  return byResult;
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
  let findings = NONE;
  for (const rule of SLOT_RULES) {
    const found = rule.run(facts);
    if (found.length > 0) findings = [...findings, ...found];
  }
  KNOWN.set(region, { outcome, live, attributes, rule: machine.rule, findings });
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
