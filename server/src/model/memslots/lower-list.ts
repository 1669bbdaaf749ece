import type {
  AttributesDeclaration,
  Declaration,
  LetDeclaration,
  NamedDeclaration,
  SlotDeclaration,
} from '../../syntax/memslots/declaration';
import { onlyDifference } from '../../text/only-difference';
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
  /** What every declaration of a slot or of attributes was lowered to. */
  readonly lowered: { readonly get: (declaration: Declaration) => Lowered | undefined };
  /** Kept for the next version of the text, with the declarations that the facts are of. */
  readonly environment: Environment;
  readonly declarations: readonly Declaration[];
}

/** One declaration's operation and what is wrong with it. */
export interface Lowered {
  readonly operation: Operation;
  /** The names that it uses. */
  readonly names: readonly string[];
  readonly problems: readonly Problem[];
}

/** Works out what a list says. Operations of unchanged declarations are taken over from `previous`. */
export function lowerList(
  declarations: readonly Declaration[],
  defaults: Defaults,
  previous?: MemslotFacts,
): MemslotFacts {
  const changed = previous && lowerChange(declarations, defaults, previous);
  if (changed) return changed;
  const sorted = sortDeclarations(declarations, defaults.log);
  const environment = environmentFor(sorted, defaults, previous?.environment);
  const problems: Problem[] = [...environment.problems];
  const usedNames = new Set(environment.usedNames);
  const machines: Machine[] = [];
  for (const part of sorted.parts) {
    const section = environment.sections.get(part.section)!;
    const operations: Operation[] = [];
    for (const declaration of part.operations) {
      let known = section.lowered.get(declaration);
      if (!known) {
        known = lowerOperation(declaration, section.context);
        section.lowered.set(declaration, known);
      }
      operations.push(known.operation);
      for (const name of known.names) usedNames.add(name);
      if (known.problems.length > 0) problems.push(...known.problems);
    }
    const name = part.section.declaration?.name;
    machines.push({
      name: part.process ?? name?.text,
      nameSpan: name && spanOf(part.section.declaration!, name.start, name.end),
      host: section.context.host,
      rule: section.rule,
      ruleSpan: section.ruleSpan,
      backings: [...environment.backings.values()],
      operations,
    });
  }
  for (const declaration of declarations) {
    if (declaration.problems.length > 0) problems.push(...problemsOf(declaration, sorted.isLog, defaults));
  }
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
    lowered: { get: (declaration) => findLowered(declaration, environment) },
    environment,
    declarations,
  };
}

/** What is wrong with a declaration's text; nothing where it is a line of other software in a log. */
function problemsOf(declaration: Declaration, isLog: boolean, defaults: Defaults): readonly Problem[] {
  const ignored = isLog && declaration.kind === 'foreign' && (defaults.log || !looksLikeOurs(declaration));
  return ignored ? NONE : declaration.problems;
}

/**
 * The facts where one slot, or one line that says nothing, was written anew and nothing else changed: the commonest edits,
 * and the work of one declaration. `undefined` when more than that has to be looked at.
 */
function lowerChange(
  declarations: readonly Declaration[],
  defaults: Defaults,
  previous: MemslotFacts,
): MemslotFacts | undefined {
  const { environment } = previous;
  if (environment.inputs[0] !== defaultsKey(defaults)) return undefined;
  const index = onlyDifference(previous.declarations, declarations, (a, b) => a === b);
  if (index === undefined) return undefined;
  const old = previous.declarations[index]!;
  const declaration = declarations[index]!;
  const kept = () => previous.problems.filter(({ span }) => span.block !== old);
  if (old.kind === declaration.kind && (old.kind === 'foreign' || old.kind === 'blank')) {
    const problems = [...kept(), ...problemsOf(declaration, previous.isLog, defaults)];
    return { ...previous, problems, declarations };
  }
  if (!isSlot(old) || !isSlot(declaration)) return undefined;
  if (old.kind !== declaration.kind || old.process !== declaration.process) return undefined;
  const section = [...environment.sections.values()].find(({ lowered }) => lowered.has(old));
  const before = section?.lowered.get(old);
  if (!section || !before) return undefined;
  const after = section.lowered.get(declaration) ?? lowerOperation(declaration, section.context);
  if (before.names.length > 0 || after.names.length > 0) return undefined;
  section.lowered.set(declaration, after);
  const machines = previous.machines.slice();
  for (const [i, machine] of machines.entries()) {
    const at = machine.operations.indexOf(before.operation);
    if (at < 0) continue;
    const operations = machine.operations.slice();
    operations[at] = after.operation;
    machines[i] = { ...machine, operations };
  }
  const problems = [...kept(), ...after.problems, ...declaration.problems];
  return { ...previous, machines, problems, declarations };
}

function isSlot(declaration: Declaration): declaration is SlotDeclaration {
  return declaration.kind === 'slot' || declaration.kind === 'trace-slot';
}

function findLowered(declaration: Declaration, { sections }: Environment): Lowered | undefined {
  for (const { lowered } of sections.values()) {
    const found = lowered.get(declaration);
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
  readonly operations: (SlotDeclaration | AttributesDeclaration)[];
}

interface Sorted {
  readonly sections: readonly Section[];
  readonly parts: readonly Part[];
  readonly lets: readonly LetDeclaration[];
  readonly backings: readonly NamedDeclaration[];
  readonly isLog: boolean;
}

function sortDeclarations(declarations: readonly Declaration[], log: boolean): Sorted {
  const lets: LetDeclaration[] = [];
  const backings: NamedDeclaration[] = [];
  let section: Section = { declaration: undefined, hosts: [], rules: [] };
  const sections = [section];
  let byProcess = new Map<string | undefined, Part>();
  const parts: Part[] = [];
  let traces = 0;
  let slots = 0;
  for (const declaration of declarations) {
    switch (declaration.kind) {
      case 'let':
        lets.push(declaration);
        break;
      case 'backing':
        backings.push(declaration);
        break;
      case 'host':
        section.hosts.push(declaration);
        break;
      case 'rule':
        section.rules.push(declaration);
        break;
      case 'machine':
        section = { declaration, hosts: [], rules: [] };
        sections.push(section);
        byProcess = new Map();
        break;
      case 'slot':
      case 'trace-slot':
      case 'attributes': {
        if (declaration.kind === 'slot') slots++;
        else if (declaration.kind === 'trace-slot') traces++;
        let part = byProcess.get(declaration.process);
        if (!part) {
          part = { section, process: declaration.process, operations: [] };
          byProcess.set(declaration.process, part);
          parts.push(part);
        }
        part.operations.push(declaration);
        break;
      }
    }
  }
  return { sections, parts, lets, backings, isLog: log || (traces > 0 && traces >= slots) };
}

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
  readonly sections: ReadonlyMap<Section, LoweredSection>;
  /** The names that `let`, `backing` and `host` declarations use. */
  readonly usedNames: readonly string[];
  readonly problems: readonly Problem[];
}

interface LoweredSection {
  readonly context: SlotContext;
  readonly rule: string;
  readonly ruleSpan: Machine['ruleSpan'];
  readonly lowered: WeakMap<Declaration, Lowered>;
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

function defaultsKey(defaults: Defaults): string {
  return JSON.stringify(defaults, (_, value) => (typeof value === 'bigint' ? `${value}n` : value));
}

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
      lowered: new WeakMap(),
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
  return { inputs, scope, backings, sections, usedNames: users.flatMap(namesUsedBy), problems };
}

function lowerOperation(declaration: SlotDeclaration | AttributesDeclaration, context: SlotContext): Lowered {
  const problems: Problem[] = [];
  const operation =
    declaration.kind === 'attributes'
      ? lowerAttributes(declaration, context, problems)
      : lowerSlot(declaration, context, problems);
  return { operation, names: namesUsedBy(declaration), problems: problems.length > 0 ? problems : NONE };
}

const NONE: readonly Problem[] = [];
