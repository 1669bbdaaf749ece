import type { Machine } from '../../model/machine';
import { type LoweredSection, lowerList, lowerOperation, type MemslotFacts } from '../../model/memslots/lower-list';
import type { Operation } from '../../model/slot-operation';
import type { LiveSlot } from '../../simulation/replay';
import { ReplayStream } from '../../simulation/replay-stream';
import { TransactionCutter } from '../../simulation/transactions';
import { isToldByOperations, usesPrivateMemory, vmOf } from '../../simulation/vm';
import type { AttributesDeclaration, Declaration, SlotDeclaration } from '../../syntax/memslots/declaration';
import { ListScanner } from '../../syntax/memslots/list-scanner';
import { ChunkedList } from '../../text/chunked-list';
import type { Settings } from '../settings';
import { describeTransaction, type Effect, transactionTitle } from './describe-transaction';

/** Operations that a VMM made to change one thing. */
export interface TracedTransaction {
  /** The process or the machine; `undefined` where nothing tells. */
  readonly machine: string | undefined;
  /** `undefined` for a single operation. */
  readonly title: string | undefined;
  /** Each with its line, from 1. */
  readonly effects: readonly Effect<number>[];
}

/** Who is told what a log says, as soon as it is known. */
export interface TraceSink {
  readonly transaction: (transaction: TracedTransaction) => void;
  /** A machine is at its end. By address space: what is set, in the order of the addresses. */
  readonly end: (machine: string | undefined, slots: ReadonlyMap<number, ChunkedList<LiveSlot>>) => void;
}

/** One machine of a log. */
interface TracedMachine {
  readonly machine: Machine;
  readonly stream: ReplayStream<number>;
  readonly cutter: TransactionCutter<number>;
  /** Whether it may still turn out to have private memory. */
  isOpen: boolean;
}

/**
 * Says what each operation of a log did while the log is read piece by piece, and keeps no more of it than the slots that
 * are set. What a file says about its host counts from where it stands on.
 */
export class TraceReader {
  private readonly scanner: ListScanner<Operation>;
  private readonly declarations: Declaration[] = [];
  private facts: MemslotFacts | undefined;
  private machines = new Map<string | undefined, TracedMachine>();

  constructor(
    private readonly settings: Settings,
    private readonly sink: TraceSink,
  ) {
    this.scanner = new ListScanner(true, {
      read: (declaration) => this.lower(declaration as SlotDeclaration),
      trace: (operation, line, _, process) => this.make(operation, line, process),
      declaration: (declaration, line) => this.take(declaration, line),
    });
  }

  /** Reads on, as `ListScanner.push`. */
  push(text: string): void {
    this.scanner.push(text);
  }

  /** The log is at its end. */
  end(): void {
    this.scanner.end();
    this.endMachines();
  }

  private take(declaration: Declaration, line: number): boolean {
    switch (declaration.kind) {
      case 'slot':
      case 'trace-slot':
      case 'attributes':
        this.make(this.lower(declaration), line, declaration.process);
        break;
      case 'blank':
      case 'foreign':
        break;
      default:
        if (declaration.kind === 'machine') this.endMachines();
        this.declarations.push(declaration);
        this.facts = undefined;
        this.scanner.forget();
    }
    return false;
  }

  private lower(declaration: SlotDeclaration | AttributesDeclaration): Operation {
    return lowerOperation(declaration, this.section());
  }

  private section(): LoweredSection {
    this.facts ??= lowerList(ChunkedList.of(this.declarations), { ...this.settings.defaults, log: true });
    return [...this.facts.environment.sections.values()].at(-1)!;
  }

  private make(operation: Operation, line: number, process: string | undefined): void {
    let traced = this.machines.get(process);
    if (!traced) {
      // A copy: it may be a piece of a text that is not to be kept.
      const name = process && ` ${process}`.slice(1);
      traced = this.open(name);
      this.machines.set(name, traced);
    }
    if (traced.isOpen && usesPrivateMemory(operation)) {
      traced.isOpen = false;
      traced.stream.become(vmOf(traced.machine, true));
    }
    const outcome = traced.stream.step(operation, line);
    const done = traced.cutter.push({ operation, outcome, live: true }, line + 1);
    if (done) this.tell(traced, done);
  }

  private open(name: string | undefined): TracedMachine {
    const { context, rule, ruleSpan } = this.section();
    const { host } = context;
    const operations = ChunkedList.of<Operation>([]);
    const machine: Machine = { name, nameSpan: undefined, host, rule, ruleSpan, backings: [], operations };
    const stream = new ReplayStream<number>(vmOf(machine), () => undefined);
    return { machine, stream, cutter: new TransactionCutter(), isOpen: isToldByOperations(host) };
  }

  private tell({ machine: { name, host } }: TracedMachine, done: ReturnType<TransactionCutter<number>['end']>): void {
    if (!done) return;
    const effects = describeTransaction(done, host);
    this.sink.transaction({ machine: name, title: transactionTitle(done, host), effects });
  }

  private endMachines(): void {
    for (const traced of this.machines.values()) {
      this.tell(traced, traced.cutter.end());
      this.sink.end(traced.machine.name, traced.stream.end().replay.liveSlots);
    }
    this.machines = new Map();
  }
}
