import type { MemslotFacts } from '../model/memslots/lower-list';
import type { OperationResult } from '../simulation/replay';
import type { MachineSimulation, Premises } from '../simulation/simulate';
import type { Declaration } from '../syntax/memslots/declaration';
import type { Block } from '../text/block';
import type { ChunkedList } from '../text/chunked-list';
import { perObject } from '../text/per-object';
import { applySeverities, applySuppressions } from './apply-settings';
import type { Finding, Severity, SlotFacts } from './define-rule';
import { LIST_RULES, MACHINE_RULES, SLOT_RULES } from './registry';
import { findSuppressions } from './suppressions';

/** What is diagnosed: a document with its simulation. */
export interface Diagnosed {
  readonly facts: MemslotFacts;
  readonly simulations: readonly MachineSimulation[];
  readonly declarations: ChunkedList<Declaration>;
}

/** Runs every rule, then applies the severities that somebody set and the suppressions of the text. */
export function diagnose(diagnosed: Diagnosed, severities: ReadonlyMap<string, Severity | 'off'>): readonly Finding[] {
  const { facts, simulations, declarations } = diagnosed;
  const found: Finding[] = [];
  // A list can have more findings than a function can have arguments.
  for (const rule of LIST_RULES) for (const finding of rule.run({ facts, simulations })) found.push(finding);
  for (const simulation of simulations) {
    for (const rule of MACHINE_RULES) for (const finding of rule.run(simulation)) found.push(finding);
    const known = findingsUnder(simulation.premises);
    for (const chunk of simulation.results.chunks)
      for (const finding of findingsOfChunk(chunk, simulation, known)) found.push(finding);
  }
  // Hardly any list has one, which is soon seen.
  const suppressions = declarations.chunks.some(mayBeSuppressed)
    ? findSuppressions([...declarations], ({ kind, comment }) => ({ blank: kind === 'blank', comment }))
    : [];
  return applySuppressions(applySeverities(found, severities), suppressions, severities);
}

const mayBeSuppressed = perObject((chunk: readonly Declaration[]): boolean =>
  chunk.some(({ text }) => text.includes('memslot:')),
);

/** What is found in a result, and in many of them, holds as long as the premises do. */
interface KnownFindings {
  readonly ofResult: WeakMap<OperationResult, readonly Finding[]>;
  readonly ofChunk: WeakMap<readonly OperationResult[], readonly Finding[]>;
}

const findingsUnder = perObject((_: Premises): KnownFindings => ({ ofResult: new WeakMap(), ofChunk: new WeakMap() }));

/** What is found in the calls of a chunk. A call whose result is the very one of the version before keeps its findings. */
function findingsOfChunk(
  chunk: readonly OperationResult[],
  simulation: MachineSimulation,
  { ofResult, ofChunk }: KnownFindings,
): readonly Finding[] {
  let findings = ofChunk.get(chunk);
  if (findings) return findings;
  const all: Finding[] = [];
  for (const result of chunk) {
    let own = ofResult.get(result);
    if (!own) {
      own = slotFindings(result, simulation);
      ofResult.set(result, own);
    }
    if (own !== NONE) all.push(...own);
  }
  findings = all.length > 0 ? all : NONE;
  ofChunk.set(chunk, findings);
  return findings;
}

function slotFindings(result: OperationResult, simulation: MachineSimulation): readonly Finding[] {
  const region = result.operation;
  if (region.kind !== 'set-memory-region') return NONE;
  const facts: SlotFacts = { region, result, simulation };
  let findings = NONE;
  for (const rule of SLOT_RULES) {
    const found = rule.run(facts);
    if (found.length > 0) findings = [...findings, ...found];
  }
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
