import type { MemslotFacts } from '../model/memslots/lower-list';
import type { SetMemoryRegion } from '../model/slot-operation';
import type { OperationResult } from '../simulation/replay';
import type { MachineSimulation } from '../simulation/simulate';
import type { Problem } from '../text/problem';
import type { Span } from '../text/span';
import type { DomainFacts } from './libvirt/domain-facts';
import type { QemuFacts } from './qemu/qemu-facts';
import { runGuarded } from './rule-guard';
import type { Suppression } from './suppressions';
import type { VmmFacts } from './vmm/vmm-facts';

export type Severity = 'error' | 'warning' | 'information' | 'hint';

/** What a rule of each scope looks at. A rule sees facts, never syntax. */
export interface FactsByScope {
  /** One call that sets, changes or deletes a slot, and what the simulation made of it. */
  readonly slot: SlotFacts;
  /** One virtual machine as a whole. */
  readonly machine: MachineSimulation;
  /** A file with everything in it. */
  readonly list: ListFacts;
  /** One QEMU as its command line starts it. */
  readonly qemu: QemuFacts;
  /** One libvirt domain, and the QEMU that it starts. */
  readonly domain: DomainFacts;
  /** A configuration of another hypervisor than QEMU. */
  readonly vmm: VmmFacts;
  /** What could not be read in a script or another file that starts QEMU, or in an XML text. */
  readonly script: readonly Problem[];
  /** The suppression comments of a file that silenced nothing. */
  readonly suppression: readonly Suppression[];
}

export type Scope = keyof FactsByScope;

export interface SlotFacts {
  readonly region: SetMemoryRegion;
  readonly result: OperationResult;
  readonly simulation: MachineSimulation;
}

export interface ListFacts {
  readonly facts: MemslotFacts;
  readonly simulations: readonly MachineSimulation[];
}

/** A rule, with all that is ever said about it: its page, its row in the README and its setting are made from this. */
export interface RuleDefinition<S extends Scope, F> {
  /** Kebab-case, named after the thing that is wrong: diagnostic code, setting, page and suppression token at once. */
  readonly id: string;
  readonly severity: Severity;
  readonly scope: S;
  /** One sentence: what is found. */
  readonly summary: string;
  /** Markdown: what KVM does there, with the errno or the cost, and what to do. */
  readonly why: string;
  /** Kernel or QEMU source `file: function`, documentation, or a patch. */
  readonly references: readonly string[];
  /** Whole files, without and with the finding. A test runs them; the rule's page shows them. */
  readonly examples: { readonly valid: readonly string[]; readonly invalid: readonly string[] };
  readonly check: (facts: FactsByScope[S]) => readonly F[];
  readonly report: (finding: F, facts: FactsByScope[S]) => Report;
  readonly fixes?: (finding: F, facts: FactsByScope[S]) => readonly Fix[];
}

/** What is said about one finding, and where. */
export interface Report {
  readonly span: Span;
  /** What is wrong with its numbers, what that costs, what to do. */
  readonly message: string;
  /** Where this finding weighs less (or more) than the rule usually does. */
  readonly severity?: Severity;
  readonly related?: readonly { readonly span: Span; readonly message: string }[];
  /** Nothing would be lost without this piece of text: editors fade it. */
  readonly unnecessary?: boolean;
}

/** A change of the text that should make a finding go away. Proved by the engine before anybody sees it. */
export interface Fix {
  readonly title: string;
  readonly edits: readonly Edit[];
  /** What most people would take; of several that hold, the first. */
  readonly preferred?: boolean;
  /** It is only worth anything if more of the memory is on larger pages afterwards. */
  readonly gains?: boolean;
  /** It cannot change what the file means to do; applied by "fix all". */
  readonly safe?: boolean;
}

/** The span gives way to the text; an empty span is a place to insert at. */
export interface Edit {
  readonly span: Span;
  readonly newText: string;
}

/** Something that a rule found. */
export interface Finding {
  readonly rule: RuleInfo;
  readonly report: Report;
  readonly fixes: () => readonly Fix[];
}

/** What can be said of a rule without running it. */
export type RuleInfo = Omit<RuleDefinition<Scope, never>, 'check' | 'report' | 'fixes'>;

/** A rule whose kind of finding is its own business. */
export interface Rule<S extends Scope = Scope> extends RuleInfo {
  readonly scope: S;
  readonly run: (facts: FactsByScope[S]) => readonly Finding[];
}

export function defineRule<S extends Scope, F>(definition: RuleDefinition<S, F>): Rule<S> {
  const { check, report, fixes, ...info } = definition;
  const find = (facts: FactsByScope[S]): readonly Finding[] => {
    const found = check(facts);
    // Nearly always nothing, and there may be a hundred thousand slots.
    if (found.length === 0) return NOTHING;
    return found.map((finding) => ({
      rule: rule as RuleInfo,
      report: report(finding, facts),
      fixes: () => (fixes ? runGuarded(info.id, [], () => fixes(finding, facts), facts) : []),
    }));
  };
  const rule: Rule<S> = { ...info, run: (facts) => runGuarded(info.id, NOTHING, find, facts) };
  return rule;
}

const NOTHING: readonly Finding[] = [];
