import type { MemslotFacts } from '../model/memslots/lower-list';
import type { OperationResult } from '../simulation/replay';
import type { MachineSimulation, Premises } from '../simulation/simulate';
import type { Declaration } from '../syntax/memslots/declaration';
import type { Block } from '../text/block';
import type { Chunk } from '../text/chunk';
import type { ChunkedList } from '../text/chunked-list';
import { perChunk } from '../text/per-chunk';
import { perObject } from '../text/per-object';
import { applySeverities, applySuppressions } from './apply-settings';
import type { Finding, Rule, Severity, SlotFacts } from './define-rule';
import { LIST_RULES, MACHINE_RULES, SLOT_RULES } from './registry';
import { type BlockComment, findSuppressions, type Suppression } from './suppressions';

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
    for (const chunk of simulation.results.chunks)
      for (const finding of findingsOfChunk(chunk, simulation)) found.push(finding);
  }
  const suppressions = suppressionsIn(declarations);
  return applySuppressions(applySeverities(found, severities), suppressions, severities);
}

/** Hardly any list has one, which is soon seen. */
function suppressionsIn({ chunks }: ChunkedList<Declaration>): readonly Suppression[] {
  const found: (readonly Suppression[])[] = [];
  let behind: Declaration | undefined;
  for (let i = chunks.length - 1; i >= 0; i--) {
    const { said, directives } = suppressionFacts(chunks[i]!);
    if (directives) found.push(findSuppressions(chunks[i]!.items, commentOf, behind));
    behind = said ?? behind;
  }
  return found.reverse().flat();
}

/** The first declaration of a chunk that is not blank, and whether there may be suppressions in it. */
const suppressionFacts = perChunk((declarations: readonly Declaration[]) => ({
  said: declarations.find(({ kind }) => kind !== 'blank'),
  directives: declarations.some(mayBeSuppression),
}));

function commentOf(declaration: Declaration): BlockComment {
  return {
    blank: declaration.kind === 'blank',
    comment: mayBeSuppression(declaration) ? declaration.comment : undefined,
  };
}

/** A text on one line need not be read to tell. */
function mayBeSuppression(declaration: Declaration): boolean {
  const text = declaration.lineCount === 1 ? declaration.text : declaration.comment?.text;
  return text?.includes('memslot:') ?? false;
}

/** What is found in every call of a chunk, and the premises of that. */
interface ChunkFindings {
  premises?: Premises;
  findings: readonly Finding[];
}

const findingsIn = perChunk((_: readonly OperationResult[]): ChunkFindings => ({ findings: NONE }));

/** What is found in single calls, as long as the premises hold. */
const findingsUnder = perObject((_: Premises) => new WeakMap<OperationResult, readonly Finding[]>());

/** What is found in the calls of a chunk. A call whose result is the very one of the version before keeps its findings. */
function findingsOfChunk(chunk: Chunk<OperationResult>, simulation: MachineSimulation): readonly Finding[] {
  const { premises } = simulation;
  const known = findingsIn(chunk);
  if (known.premises === premises) return known.findings;
  const ofResult = findingsUnder(premises);
  const all: Finding[] = [];
  for (const result of chunk.items) {
    let own = ofResult.get(result);
    if (!own) {
      own = slotFindings(result, simulation);
      ofResult.set(result, own);
    }
    if (own !== NONE) all.push(...own);
  }
  known.premises = premises;
  known.findings = all.length > 0 ? all : NONE;
  return known.findings;
}

/** What the rules about single calls find in one of them. */
export function slotFindings(
  result: OperationResult,
  simulation: MachineSimulation,
  rules: readonly Rule<'slot'>[] = SLOT_RULES,
): readonly Finding[] {
  const region = result.operation;
  if (region.kind !== 'set-memory-region') return NONE;
  const facts: SlotFacts = { region, result, simulation };
  let findings = NONE;
  for (const rule of rules) {
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
