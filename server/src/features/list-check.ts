import type { Machine } from '../model/machine';
import {
  type LoweredSection,
  looksLikeOurs,
  lowerList,
  lowerOperation,
  type MemslotFacts,
} from '../model/memslots/lower-list';
import type { Operation, SetMemoryRegion } from '../model/slot-operation';
import { LIST_RULES } from '../rules/registry';
import { readSuppressions, type Suppression } from '../rules/suppressions';
import { SYNTAX_RULES } from '../rules/syntax-rules';
import { unusedSuppression } from '../rules/unused-suppression';
import type { AttributesDeclaration, Declaration, SlotDeclaration } from '../syntax/memslots/declaration';
import { ListScanner } from '../syntax/memslots/list-scanner';
import type { Block } from '../text/block';
import { ChunkedList } from '../text/chunked-list';
import type { Problem } from '../text/problem';
import { type Span, spanOf } from '../text/span';
import { type FindingsMemo, MachineCheck } from './machine-check';
import { type Place, ReportedFindings } from './reported-findings';
import type { Settings } from './settings';

export interface ListCheckOptions {
  readonly settings: Settings;
  /** The text is a log by its name or language. */
  readonly log: boolean;
  /** So many findings are kept at most. */
  readonly most: number;
  /** Whether somebody wants to know if anything can be fixed. */
  readonly asksForFixes: boolean;
  /** What counts for the whole file, if that stands too late in it to be known in time: see `ListCheck.isLate`. */
  readonly common?: CommonParts | undefined;
}

/** What everything else in a list depends on. */
export interface CommonParts {
  /** Each `let`, `backing`, `host`, `rule` and `machine`. */
  readonly declarations: readonly Declaration[];
  /** The comments that silence rules in the whole file. */
  readonly silenced: readonly Suppression[];
  /** The lines on which these stand. */
  readonly lines: ReadonlyMap<Block, number>;
}

/** A declaration of a call, and what it comes to. */
interface ReadOperation {
  readonly declaration: SlotDeclaration | AttributesDeclaration;
  readonly operation: Operation;
  readonly problems: readonly Problem[];
  readonly memo: FindingsMemo;
}

/**
 * Checks a memslot list or a log that is read piece by piece. It finds what is found in a snapshot of the whole text, and
 * keeps no more than the slots that are set and what there is to report.
 */
export class ListCheck {
  /**
   * Something that counts for the whole file stands behind what was found, or behind a call. What was found does not hold then; once the file is read to
   * its end, another check may begin with the `common` parts of this one.
   */
  isLate = false;
  readonly findings: ReportedFindings;
  private readonly scanner: ListScanner<ReadOperation | undefined>;
  private readonly declarations: Declaration[] = [];
  private readonly silenced: Suppression[] = [];
  private readonly lines = new Map<Block, number>();
  private readonly targeted = new Map<number, Suppression[]>();
  /** Comments on lines of their own, about the next declaration. */
  private waiting: Declaration[] = [];
  /** What is found in lines that are a mistake in a list only. */
  private readonly foreign: ReportedFindings;
  private readonly empty: MemslotFacts;
  /** What counts for the whole file, once the first call needs it. */
  private whole: { readonly facts: MemslotFacts; readonly sections: readonly LoweredSection[] } | undefined;
  private section = 0;
  private machines = new Map<string | undefined, MachineCheck>();
  private hasMachines = false;
  private hasReported = false;
  private traces = 0;
  private slots = 0;
  private readonly usedNames = new Set<string>();
  private readonly usedBackings = new Map<string, SetMemoryRegion>();

  constructor(private readonly options: ListCheckOptions) {
    const { settings, log, most, asksForFixes, common } = options;
    const silence = {
      severities: settings.severities,
      inFile: common?.silenced ?? this.silenced,
      byLine: this.targeted,
    };
    this.findings = new ReportedFindings(silence, most, asksForFixes);
    this.foreign = this.findings.another();
    this.empty = this.factsOf([]);
    if (common) this.know(common.declarations);
    this.scanner = new ListScanner(log, {
      read: (declaration) => (this.isLate ? undefined : this.read(declaration as SlotDeclaration)),
      trace: (operation, line, shift, process) => {
        if (operation) this.make(operation, line, shift, process);
      },
      declaration: (declaration, line) => this.take(declaration, line),
    });
  }

  /** Reads on, as `ListScanner.push`. */
  push(text: string): void {
    this.scanner.push(text);
  }

  /** What a check of the same text begins with that knows all of it. */
  get common(): CommonParts {
    return { declarations: this.declarations, silenced: this.silenced, lines: this.lines };
  }

  /** The text is at its end: what is found in the file as a whole. */
  end(): void {
    this.scanner.end();
    if (this.isLate) return;
    this.endMachines();
    const { findings } = this;
    const { facts } = this.whole ?? this.know(this.declarations);
    const isLog = this.options.log || (this.traces > 0 && this.traces >= this.slots);
    const whole = {
      ...facts,
      isLog,
      // For the rules about the file a machine counts by the backings that it uses.
      machines: [this.machineOf(undefined, [...this.usedBackings.values()])],
      usedNames: new Set([...facts.usedNames, ...this.usedNames]),
    };
    for (const rule of LIST_RULES)
      for (const finding of rule.run({ facts: whole, simulations: [] })) findings.add(finding, this.placeOf);
    if (!isLog) findings.addAll(this.foreign);
    const silenced = [...(this.options.common?.silenced ?? this.silenced), ...[...this.targeted.values()].flat()];
    const idle = silenced.filter((s) => !findings.used.has(s) && !(s.rule === undefined && s.target === undefined));
    for (const finding of unusedSuppression.run(idle)) findings.add(finding, this.placeOf, false);
  }

  /** Whether there is nothing in the text that is known. */
  get isForeign(): boolean {
    return !this.hasMachines && this.findings.list.hasOnly('unknown-declaration');
  }

  private factsOf(declarations: readonly Declaration[]): MemslotFacts {
    const { settings, log } = this.options;
    return lowerList(ChunkedList.of(declarations), { ...settings.defaults, log });
  }

  private know(declarations: readonly Declaration[]) {
    const facts = this.factsOf(declarations);
    this.whole = { facts, sections: [...facts.environment.sections.values()] };
    return this.whole;
  }

  /** What a declaration of a call comes to. */
  private read(declaration: SlotDeclaration | AttributesDeclaration): ReadOperation {
    const { sections } = this.whole ?? this.know(this.declarations);
    const section = sections[this.section]!;
    const operation = lowerOperation(declaration, section);
    const remarks = section.remarks.get(operation);
    for (const name of remarks?.names ?? []) this.usedNames.add(name);
    if (operation.kind === 'set-memory-region' && operation.backing && !this.usedBackings.has(operation.backing.name))
      this.usedBackings.set(operation.backing.name, operation);
    return { declaration, operation, problems: remarks?.problems ?? [], memo: {} };
  }

  /** Makes a call at a place. */
  private make(read: ReadOperation, line: number, shift: number, process: string | undefined): void {
    if (this.isLate) return;
    const { declaration, operation, problems, memo } = read;
    const place = { line, shift, memo };
    if (this.waiting.length > 0) this.silenceNext(declaration, line);
    if (declaration.kind === 'slot') this.slots++;
    else if (declaration.kind === 'trace-slot') this.traces++;
    let machine = this.machines.get(process);
    if (!machine) {
      machine = new MachineCheck(this.machineOf(process, []), this.findings, this.placeOf);
      // A copy: it may be a piece of a text that is not to be kept.
      this.machines.set(process && ` ${process}`.slice(1), machine);
      this.hasMachines = true;
    }
    machine.step(operation, place);
    if (problems.length > 0) this.report(problems, this.findings, declaration, place);
  }

  private machineOf(process: string | undefined, operations: readonly SetMemoryRegion[]): Machine {
    const { facts, sections } = this.whole!;
    const { context, rule, ruleSpan } = sections[this.section]!;
    const backings = [...facts.backings.values()];
    return {
      name: process,
      nameSpan: undefined,
      host: context.host,
      rule,
      ruleSpan,
      backings,
      operations: ChunkedList.of<Operation>(operations),
    };
  }

  /** Takes what is no trace line that could be remembered. True: it has a comment about the next declaration. */
  private take(declaration: Declaration, line: number): boolean {
    const { kind, comment, problems } = declaration;
    if (kind !== 'blank' && this.waiting.length > 0) this.silenceNext(declaration, line);
    if (comment?.text.includes('memslot:')) this.takeComment(declaration, line);
    switch (kind) {
      case 'slot':
      case 'trace-slot':
      case 'attributes':
        if (!this.isLate) this.make(this.read(declaration), line, 0, declaration.process);
        break;
      case 'foreign':
        if (this.options.log || this.isLate) break;
        this.report(problems, looksLikeOurs(declaration) ? this.findings : this.foreign, declaration, {
          line,
          shift: 0,
        });
        break;
      case 'blank':
        break;
      default:
        this.takeCommon(declaration, line);
    }
    return this.waiting.length > 0;
  }

  /** A `let`, `backing`, `host`, `rule` or `machine`. */
  private takeCommon(declaration: Declaration, line: number): void {
    if (declaration.kind === 'machine') {
      this.endMachines();
      this.section++;
    }
    if (this.options.common) return;
    this.declarations.push(declaration);
    this.lines.set(declaration, line);
    if (this.whole) this.isLate = true;
  }

  private endMachines(): void {
    if (!this.isLate) for (const machine of this.machines.values()) machine.end();
    this.machines = new Map();
    this.scanner.forget();
  }

  private takeComment(declaration: Declaration, line: number): void {
    const isBlank = declaration.kind === 'blank';
    const own = isBlank ? undefined : spanOf(declaration, 0, declaration.text.length);
    const found = suppressionsIn(declaration, own);
    if (isBlank && found.length === 0) this.waiting.push(declaration);
    this.lines.set(declaration, line);
    for (const suppression of found) {
      if (suppression.target) this.silenceAt(line, suppression);
      else if (!this.options.common) {
        this.silenced.push(suppression);
        if (this.whole || this.hasReported) this.isLate = true;
      }
    }
  }

  /** What comments before a declaration silence in it. */
  private silenceNext(declaration: Declaration, line: number): void {
    const target = spanOf(declaration, 0, declaration.text.length);
    for (const comment of this.waiting)
      for (const suppression of suppressionsIn(comment, target)) this.silenceAt(line, suppression);
    this.waiting = [];
  }

  private silenceAt(line: number, suppression: Suppression): void {
    const known = this.targeted.get(line);
    if (known) known.push(suppression);
    else this.targeted.set(line, [suppression]);
  }

  private report(problems: readonly Problem[], findings: ReportedFindings, own: Block, place: Place): void {
    this.hasReported = true;
    const placeOf = (block: Block) => (block === own ? place : this.placeOf(block));
    for (const rule of SYNTAX_RULES)
      for (const finding of rule.run({ facts: { ...this.empty, problems }, simulations: [] }))
        findings.add(finding, placeOf);
  }

  /** Where a declaration stands that counts for the whole file. */
  private readonly placeOf = (block: Block): Place | undefined => {
    const line = this.lines.get(block) ?? this.options.common?.lines.get(block);
    return line === undefined ? undefined : { line, shift: 0 };
  };
}

function suppressionsIn(declaration: Declaration, target: Span | undefined): readonly Suppression[] {
  const { text, start } = declaration.comment!;
  return readSuppressions({ block: declaration, text, start, target: () => target });
}
