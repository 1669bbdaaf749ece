import type { Machine } from '../model/machine';
import type { Operation } from '../model/slot-operation';
import { attributesInvalid } from '../rules/attributes-invalid';
import type { Finding } from '../rules/define-rule';
import { slotFindings } from '../rules/diagnose';
import { MACHINE_RULES } from '../rules/registry';
import { NO_ATTRIBUTES } from '../simulation/memory-attributes';
import type { Outcome } from '../simulation/outcome';
import type { OperationResult } from '../simulation/replay';
import { ReplayStream } from '../simulation/replay-stream';
import { type MachineSimulation, simulationOf } from '../simulation/simulate';
import { isToldByOperations, usesPrivateMemory, type Vm, vmOf } from '../simulation/vm';
import type { Block } from '../text/block';
import { ChunkedList } from '../text/chunked-list';
import type { Place, ReportedFindings } from './reported-findings';

/** Where an operation stands, and what is known of those that say the same. */
export interface OperationPlace extends Place {
  readonly memo: FindingsMemo;
}

/** What was found last in an operation that has no effect any more. */
export interface FindingsMemo {
  outcome?: Outcome;
  findings?: readonly Finding[];
}

/** A way that a machine may have gone, and what is found on it. */
interface Course {
  readonly stream: ReplayStream<OperationPlace>;
  findings: ReportedFindings;
  /** The first call of a list that deletes or moves a slot. */
  zap: { readonly result: OperationResult; readonly place: OperationPlace } | undefined;
}

/**
 * Checks one machine whose operations come one by one: the findings are those of all of them together. Whether it has private
 * memory shows only when an operation uses it. Until then both are possible, and where they differ both are followed.
 */
export class MachineCheck {
  /** What is known of the machine before its end: enough for calls that have no effect any more. */
  private readonly beforeEnd: MachineSimulation;
  /** What it is if it has private memory; `undefined` when it is known whether it has. */
  private secret: Vm | undefined;
  private course: Course;
  /** The course that it went if it has private memory, where that is another one. */
  private secretCourse: Course | undefined;

  /** Where the calls stand whose slots may still be set: findings in others are about them, too. */
  private readonly places = new Map<Block, OperationPlace>();

  /** `placeOf` gives the place of a declaration that is none of the machine's operations. */
  constructor(
    private readonly machine: Machine,
    private readonly findings: ReportedFindings,
    private readonly placeOf: (block: Block) => Place | undefined,
  ) {
    this.beforeEnd = simulationOf(
      machine,
      { vm: vmOf(machine), results: ChunkedList.of([]), liveSlots: new Map() },
      NO_ATTRIBUTES,
    );
    this.secret = isToldByOperations(machine.host) ? vmOf(machine, true) : undefined;
    const stream = new ReplayStream<OperationPlace>(vmOf(machine), (result, place) =>
      this.settle(result, place, this.course),
    );
    this.course = { stream, findings, zap: undefined };
  }

  step(operation: Operation, place: OperationPlace): void {
    if (this.secret) this.learnFrom(operation, this.secret);
    this.places.set(operation.span.block, place);
    makeCall(this.course, operation, place);
    if (this.secretCourse) makeCall(this.secretCourse, operation, place);
  }

  /** After the last operation: what the rules find in what is left. */
  end(): void {
    const { machine, findings, course } = this;
    this.secretCourse = undefined;
    const { replay, places, attributes } = course.stream.end();
    if (course.findings !== findings) findings.addAll(course.findings);
    const byBlock = new Map([...places].map(([{ span }, place]) => [span.block, place] as const));
    const placeOf = (block: Block) => byBlock.get(block) ?? this.placeOf(block);
    const simulation = simulationOf(machine, replay, attributes);
    const { zap } = course;
    if (zap) byBlock.set(zap.result.operation.span.block, zap.place);
    // Rules about the machine as a whole look at slots that are set, and at the first call that deletes one or moves it.
    const whole = zap ? { ...simulation, results: ChunkedList.of([zap.result, ...replay.results]) } : simulation;
    for (const rule of MACHINE_RULES) for (const finding of rule.run(whole)) findings.add(finding, placeOf);
    for (const result of replay.results)
      for (const finding of slotFindings(result, simulation)) findings.add(finding, placeOf);
  }

  /** Looks whether an operation tells that there is private memory, or is answered differently if there is. */
  private learnFrom(operation: Operation, secret: Vm): void {
    const { course, secretCourse } = this;
    if (usesPrivateMemory(operation)) {
      this.secret = undefined;
      if (secretCourse) {
        this.findings.addAll(secretCourse.findings);
        secretCourse.findings = this.findings;
        this.course = secretCourse;
        this.secretCourse = undefined;
      } else course.stream.become(secret);
      return;
    }
    // Of calls that do not themselves use private memory, those of another address space than the first.
    if (secretCourse || operation.kind !== 'set-memory-region' || operation.addressSpace.value === 0n) return;
    if (!course.stream.differsAs(secret, operation)) return;
    course.findings = this.findings.another();
    const twin = course.stream.fork(secret, (result, place) => this.settle(result, place, fork));
    const fork: Course = { stream: twin, findings: this.findings.another(), zap: course.zap };
    this.secretCourse = fork;
  }

  /** The findings in an operation that has no effect any more. */
  private settle(result: OperationResult, place: OperationPlace, { findings }: Course): void {
    const { operation, outcome } = result;
    const { block } = operation.span;
    const { memo } = place;
    // What says the same may stand elsewhere, and still be in force.
    if (this.places.get(block) === place) this.places.delete(block);
    if (memo.outcome !== outcome) {
      memo.outcome = outcome;
      memo.findings =
        operation.kind === 'set-memory-region'
          ? slotFindings(result, this.beforeEnd)
          : attributesInvalid.run({ ...this.beforeEnd, results: ChunkedList.of([result]) });
    }
    const found = memo.findings!;
    if (found.length === 0) return;
    const placeOf = (other: Block) => (other === block ? place : (this.places.get(other) ?? this.placeOf(other)));
    for (const finding of found) findings.add(finding, placeOf);
  }
}

function makeCall(course: Course, operation: Operation, place: OperationPlace): void {
  const outcome = course.stream.step(operation, place);
  if (course.zap || operation.kind !== 'set-memory-region' || operation.source !== 'list') return;
  if (outcome.kind === 'accepted' && (outcome.change === 'delete' || outcome.change === 'move'))
    course.zap = { result: { operation, outcome, live: false }, place };
}
