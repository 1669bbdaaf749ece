import { type Defaults, lowerList, type MemslotFacts } from '../model/memslots/lower-list';
import type { SetMemoryRegion } from '../model/slot-operation';
import type { Edit, Finding } from '../rules/define-rule';
import { diagnose, findingsOfBlock } from '../rules/diagnose';
import { insertLineBefore } from '../rules/edits';
import type { OperationResult } from '../simulation/replay';
import { type MachineSimulation, simulateMachine } from '../simulation/simulate';
import type { Declaration } from '../syntax/memslots/declaration';
import { type ParsedList, parseList, updateList } from '../syntax/memslots/memslot-list';
import { perObject } from '../text/per-object';
import { spanOf } from '../text/span';
import type { TextLines } from '../text/text-lines';
import type { DocumentAnalysis, TextChange } from './document-analysis';
import type { Settings } from './settings';

/** One version of a memslot list or a log, with everything that is known of it. Every feature is a function of it. */
export interface Snapshot extends DocumentAnalysis {
  readonly dialect: 'memslots';
  readonly settings: Settings;
  /** The document is a log by its name or language. */
  readonly log: boolean;
  readonly list: ParsedList;
  readonly facts: MemslotFacts;
}

/** What kind of text a snapshot is made of. */
export interface SnapshotOptions {
  readonly settings: Settings;
  /** The document is a log by its name or language. */
  readonly log: boolean;
}

/** Analyses a text from scratch. */
export function createSnapshot(text: TextLines, options: SnapshotOptions): Snapshot {
  return analyse(parseList(text), options, undefined);
}

/** The snapshot after edits, made one after the other. What did not change is taken over from `previous`. */
export function updateSnapshot(previous: Snapshot, changes: readonly TextChange[], options: SnapshotOptions): Snapshot {
  let { list } = previous;
  for (const { text, change } of changes) list = updateList(list, text, change);
  return analyse(list, options, previous);
}

function analyse(list: ParsedList, { settings, log }: SnapshotOptions, previous: Snapshot | undefined): Snapshot {
  const facts = lowerList(list.declarations, (log ? LOG_DEFAULTS : LIST_DEFAULTS)(settings), previous?.facts);
  const simulations = facts.machines.map((machine, i) => simulateMachine(machine, previous?.simulations[i]));
  let findings: readonly Finding[] | undefined;
  const snapshot: Snapshot = {
    dialect: 'memslots',
    text: list.text,
    settings,
    log,
    list,
    facts,
    simulations,
    index: list.index,
    get findings() {
      findings ??= diagnose({ facts, simulations, declarations: list.declarations }, settings.severities);
      return findings;
    },
    after: (changes) => updateSnapshot(snapshot, changes, snapshot),
    findingsOf: (block) => findingsOfBlock(block, simulations),
    comment: ({ block }, directive) => commentOn(block as Declaration, `# ${directive}`),
  };
  return snapshot;
}

/** What is assumed in a log, and in a list, under the same settings each time one and the same object. */
const defaultsOf = (log: boolean) => perObject((settings: Settings): Defaults => ({ ...settings.defaults, log }));
const LOG_DEFAULTS = defaultsOf(true);
const LIST_DEFAULTS = defaultsOf(false);

/** A comment stands behind a declaration that is on one line and has none yet, but for trace lines; else on a line before it. */
function commentOn(declaration: Declaration, comment: string): Edit {
  const { kind, lineCount, end } = declaration;
  return declaration.comment || kind === 'trace-slot' || kind === 'attributes' || lineCount > 1
    ? insertLineBefore(declaration, comment)
    : { span: spanOf(declaration, end, end), newText: ` ${comment}` };
}

/** The declaration at a line, with the line on which it begins. */
export function declarationAt(
  snapshot: Snapshot,
  line: number,
): { readonly declaration: Declaration; readonly line: number } | undefined {
  const found = snapshot.index.blockAt(line);
  return found && { declaration: snapshot.list.declarations.at(found.index)!, line: found.line };
}

/** The call that a slot declaration describes and what became of it; `undefined` for another declaration. */
export function resultOf(
  snapshot: Snapshot,
  declaration: Declaration,
): { region: SetMemoryRegion; result: OperationResult; simulation: MachineSimulation } | undefined {
  const region = snapshot.facts.operationOf(declaration);
  if (region?.kind !== 'set-memory-region') return undefined;
  for (const simulation of snapshot.simulations) {
    const result = simulation.results.find(({ operation }) => operation === region);
    if (result) return { region, result, simulation };
  }
  return undefined;
}
