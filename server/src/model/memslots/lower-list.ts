import type {
  AttributesDeclaration,
  Declaration,
  LetDeclaration,
  NamedDeclaration,
  SlotDeclaration,
} from '../../syntax/memslots/declaration';
import { Chunk } from '../../text/chunk';
import { ChunkedList } from '../../text/chunked-list';
import { differenceOf } from '../../text/difference-of';
import { perChunk } from '../../text/per-chunk';
import { perObject } from '../../text/per-object';
import type { Problem } from '../../text/problem';
import { spanOf } from '../../text/span';
import type { Backing } from '../backing';
import type { Host } from '../host';
import type { Machine } from '../machine';
import type { Operation } from '../slot-operation';
import { lowerBacking } from './lower-backing';
import { type HostDefaults, lowerHost } from './lower-host';
import { lowerAttributes, lowerSlot, type SlotContext } from './lower-slot';
import { type Scope, scopeOf } from './scope';
import { namesUsedBy } from './used-names';

/** What is assumed where a file does not say it. */
export interface Defaults {
  readonly host: HostDefaults;
  /** Id of the acceptance rule. */
  readonly rule: string;
  /** The text is a log: lines of other software between ours are no mistakes. */
  readonly log: boolean;
}

/** What a memslot list or a log says, once its names and numbers are worked out. */
export interface MemslotFacts {
  readonly machines: readonly Machine[];
  /** The host and the rule of a file that names no machine yet. */
  readonly host: Host;
  readonly rule: string;
  readonly scope: Scope;
  readonly backings: ReadonlyMap<string, Backing>;
  /** The names that expressions use. */
  readonly usedNames: ReadonlySet<string>;
  /** A log, by its name or because most of it is trace lines. */
  readonly isLog: boolean;
  /** What could not be read or worked out. */
  readonly problems: readonly Problem[];
  /** What a declaration of a slot or of attributes was lowered to. */
  readonly operationOf: (declaration: Declaration) => Operation | undefined;
  /** Kept for the next version of the text. */
  readonly environment: Environment;
}

/** What there is to know of an operation, where there is something: the names that it uses, and what is wrong with it and its text. */
interface Remarks {
  readonly names: readonly string[];
  readonly problems: readonly Problem[];
}

/** Works out what a list says. What is known of unchanged declarations, and machines that are as they were, are taken over from `previous`. */
export function lowerList(
  declarations: ChunkedList<Declaration>,
  defaults: Defaults,
  previous?: MemslotFacts,
): MemslotFacts {
  const sorted = sortDeclarations(declarations, defaults.log);
  const environment = environmentFor(sorted, defaults, previous?.environment);
  const problems: Problem[] = [...environment.problems];
  const usedNames = new Set(environment.usedNames);
  const machines = sorted.parts.map(({ section, process, runs }, i) => {
    const lowered = environment.sections.get(section)!;
    const { context, rule, ruleSpan } = lowered;
    const chunks = runs.map((run) => {
      const found = lowerRun(run, lowered);
      for (const name of found.names) usedNames.add(name);
      for (const problem of found.problems) problems.push(problem);
      return found.operations;
    });
    const operations = ChunkedList.ofChunks(chunks);
    const before = previous?.environment.inputs === environment.inputs ? previous.machines[i] : undefined;
    const name = section.declaration?.name;
    const machine: Machine = {
      name: process ?? name?.text,
      nameSpan: name && spanOf(section.declaration!, name.start, name.end),
      host: context.host,
      rule,
      ruleSpan,
      backings: environment.backingList,
      operations,
    };
    const isSame = before?.name === machine.name && before?.host === machine.host && before.rule === machine.rule;
    return isSame && !differenceOf(before.operations, operations) ? before : machine;
  });
  const mistakes = sorted.isLog ? (defaults.log ? OWN_MISTAKES : LIKELY_MISTAKES) : ALL_MISTAKES;
  for (const chunk of declarations.chunks) for (const problem of mistakes(chunk)) problems.push(problem);
  const common = environment.sections.get(sorted.sections[0]!)!;
  return {
    machines,
    host: common.context.host,
    rule: common.rule,
    scope: environment.scope,
    backings: environment.backings,
    usedNames,
    isLog: sorted.isLog,
    problems,
    operationOf: (declaration) => findOperation(declaration, environment),
    environment,
  };
}

/** What is wrong with the texts of declarations that are no operations, but for lines of other software. */
const mistakesIn = (isForeign: (declaration: Declaration) => boolean) =>
  perChunk((declarations: readonly Declaration[]): readonly Problem[] => {
    const faulty = declarations.filter((declaration) => !isOperation(declaration) && !isForeign(declaration));
    return faulty.flatMap(({ problems }) => problems);
  });
const ALL_MISTAKES = mistakesIn(() => false);
const LIKELY_MISTAKES = mistakesIn((declaration) => declaration.kind === 'foreign' && !looksLikeOurs(declaration));
const OWN_MISTAKES = mistakesIn(({ kind }) => kind === 'foreign');

function isOperation({ kind }: Declaration): boolean {
  return kind === 'slot' || kind === 'trace-slot' || kind === 'attributes';
}

function findOperation(declaration: Declaration, { sections }: Environment): Operation | undefined {
  for (const { operations } of sections.values()) {
    const found = operations.get(declaration);
    if (found) return found;
  }
  return undefined;
}

/** A stretch of the file that describes one machine: up to the next `machine` line. */
interface Section {
  readonly declaration: NamedDeclaration | undefined;
  readonly hosts: NamedDeclaration[];
  readonly rules: NamedDeclaration[];
}

/** The operations of one machine: of one section, and in a log of one process. */
interface Part {
  readonly section: Section;
  readonly process: string | undefined;
  readonly runs: Run[];
}

interface Sorted {
  readonly sections: readonly Section[];
  readonly parts: readonly Part[];
  readonly lets: readonly LetDeclaration[];
  readonly backings: readonly NamedDeclaration[];
  readonly isLog: boolean;
}

function sortDeclarations({ chunks }: ChunkedList<Declaration>, log: boolean): Sorted {
  const lets: LetDeclaration[] = [];
  const backings: NamedDeclaration[] = [];
  let section: Section = { declaration: undefined, hosts: [], rules: [] };
  const sections = [section];
  let byProcess = new Map<string | undefined, Part>();
  const parts: Part[] = [];
  let balance = 0;
  let traces = false;
  for (const chunk of chunks) {
    for (const item of sortChunk(chunk)) {
      if (item.kind !== 'run') {
        if (item.kind === 'let') lets.push(item);
        else if (item.kind === 'backing') backings.push(item);
        else if (item.kind === 'host') section.hosts.push(item);
        else if (item.kind === 'rule') section.rules.push(item);
        else {
          section = { declaration: item, hosts: [], rules: [] };
          sections.push(section);
          byProcess = new Map();
        }
        continue;
      }
      balance += item.traces - item.slots;
      traces ||= item.traces > 0;
      let part = byProcess.get(item.process);
      if (!part) {
        part = { section, process: item.process, runs: [] };
        byProcess.set(item.process, part);
        parts.push(part);
      }
      part.runs.push(item);
    }
  }
  return { sections, parts, lets, backings, isLog: log || (traces && balance >= 0) };
}

/** Operations of one process that stand in one chunk and in one section. */
interface Run {
  readonly kind: 'run';
  readonly process: string | undefined;
  readonly operations: (SlotDeclaration | AttributesDeclaration)[];
  /** How many of them are trace lines that set slots, and how many are written by hand. */
  traces: number;
  slots: number;
  /** What they were lowered to last, and in which section. */
  lowered?: LoweredRun;
}

/** What the declarations of a chunk say, in order; of the operations between two machines, those of one process together. */
const sortChunk = perChunk(
  (declarations: readonly Declaration[]): readonly (LetDeclaration | NamedDeclaration | Run)[] => {
    const items: (LetDeclaration | NamedDeclaration | Run)[] = [];
    let runs = new Map<string | undefined, Run>();
    for (const declaration of declarations) {
      switch (declaration.kind) {
        case 'blank':
        case 'foreign':
          break;
        case 'slot':
        case 'trace-slot':
        case 'attributes': {
          const { process } = declaration;
          let run = runs.get(process);
          if (!run) {
            run = { kind: 'run', process, operations: [], traces: 0, slots: 0 };
            runs.set(process, run);
            items.push(run);
          }
          if (declaration.kind === 'slot') run.slots++;
          else if (declaration.kind === 'trace-slot') run.traces++;
          run.operations.push(declaration);
          break;
        }
        default:
          items.push(declaration);
          if (declaration.kind === 'machine') runs = new Map();
      }
    }
    return items;
  },
);

/** Among pasted trace lines, a foreign line is nobody's mistake unless it has fields like ours. */
function looksLikeOurs(declaration: Declaration): boolean {
  return (
    /\b(?:gpa|size|backing|offset)\s*=/.test(declaration.text.slice(0, 400)) &&
    !/\bkvm_/.test(declaration.text.slice(0, 400))
  );
}

/** Everything that a slot's meaning depends on beside its own text. Kept while the declarations it comes from stay. */
interface Environment {
  readonly inputs: readonly unknown[];
  readonly scope: Scope;
  readonly backings: ReadonlyMap<string, Backing>;
  readonly backingList: readonly Backing[];
  readonly sections: ReadonlyMap<Section, LoweredSection>;
  /** The names that `let`, `backing` and `host` declarations use. */
  readonly usedNames: readonly string[];
  readonly problems: readonly Problem[];
}

interface LoweredSection {
  readonly context: SlotContext;
  readonly rule: string;
  readonly ruleSpan: Machine['ruleSpan'];
  readonly operations: WeakMap<Declaration, Operation>;
  readonly remarks: WeakMap<Operation, Remarks>;
}

function environmentFor(sorted: Sorted, defaults: Defaults, previous: Environment | undefined): Environment {
  const inputs = [
    defaultsKey(defaults),
    ...sorted.lets,
    ...sorted.backings,
    ...sorted.sections.flatMap((s) => [s.declaration, ...s.hosts, ...s.rules]),
  ];
  if (
    previous &&
    inputs.length === previous.inputs.length &&
    inputs.every((input, i) => input === previous.inputs[i])
  ) {
    // The sections are new objects each time; what was worked out for them holds by position.
    const known = [...previous.sections.values()];
    return { ...previous, sections: new Map(sorted.sections.map((section, i) => [section, known[i]!])) };
  }
  return buildEnvironment(sorted, defaults, inputs);
}

const defaultsKey = perObject((defaults: Defaults): string =>
  JSON.stringify(defaults, (_, value) => (typeof value === 'bigint' ? `${value}n` : value)),
);

function buildEnvironment(sorted: Sorted, defaults: Defaults, inputs: readonly unknown[]): Environment {
  const scope = scopeOf(sorted.lets);
  const problems: Problem[] = [...scope.problems];
  const [common, ...own] = sorted.sections;
  const commonHost = lowerHost(common!.hosts, defaults.host, scope, problems);
  const backings = new Map<string, Backing>();
  for (const declaration of sorted.backings) {
    const backing = lowerBacking(declaration, commonHost, scope, problems);
    if (!backing) continue;
    if (backings.has(backing.name)) {
      problems.push({
        code: 'duplicate-name',
        span: backing.nameSpan,
        severity: 'error',
        message: `There are two backings '${backing.name}'; the first one counts.`,
      });
    } else backings.set(backing.name, backing);
  }
  const sections = new Map<Section, LoweredSection>();
  const add = (section: Section, host: Host, rules: readonly NamedDeclaration[]) => {
    const last = rules.at(-1);
    const name = last?.name;
    sections.set(section, {
      context: { host, scope, backings },
      rule: name?.text ?? defaults.rule,
      ruleSpan: name && spanOf(last, name.start, name.end),
      operations: new WeakMap(),
      remarks: new WeakMap(),
    });
  };
  add(common!, commonHost, common!.rules);
  for (const section of own) {
    const host =
      section.hosts.length > 0
        ? lowerHost([...common!.hosts, ...section.hosts], defaults.host, scope, problems)
        : commonHost;
    add(section, host, section.rules.length > 0 ? section.rules : common!.rules);
  }
  const users = [...sorted.lets, ...sorted.backings, ...sorted.sections.flatMap((section) => section.hosts)];
  return {
    inputs,
    scope,
    backings,
    backingList: [...backings.values()],
    sections,
    usedNames: users.flatMap(namesUsedBy),
    problems,
  };
}

interface LoweredRun {
  readonly section: LoweredSection;
  readonly operations: Chunk<Operation>;
  readonly names: ReadonlySet<string>;
  readonly problems: readonly Problem[];
}

function lowerRun(run: Run, section: LoweredSection): LoweredRun {
  if (run.lowered?.section === section) return run.lowered;
  const problems: Problem[] = [];
  const names = new Set<string>();
  const operations = run.operations.map((declaration) => {
    let operation = section.operations.get(declaration);
    if (!operation) {
      operation = lowerOperation(declaration, section);
      section.operations.set(declaration, operation);
    }
    const remarks = section.remarks.get(operation);
    for (const name of remarks?.names ?? []) names.add(name);
    for (const problem of remarks?.problems ?? []) problems.push(problem);
    return operation;
  });
  run.lowered = { section, operations: new Chunk(operations), names, problems };
  return run.lowered;
}

function lowerOperation(
  declaration: SlotDeclaration | AttributesDeclaration,
  { context, remarks }: LoweredSection,
): Operation {
  const problems: Problem[] = [];
  const operation =
    declaration.kind === 'attributes'
      ? lowerAttributes(declaration, context, problems)
      : lowerSlot(declaration, context, problems);
  for (const problem of declaration.problems) problems.push(problem);
  const names = namesUsedBy(declaration);
  if (names.length > 0 || problems.length > 0) remarks.set(operation, { names, problems });
  return operation;
}
