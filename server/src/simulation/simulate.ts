import type { Machine } from '../model/machine';
import type { SetMemoryRegion } from '../model/slot-operation';
import { type AcceptanceRule, type Judgement, judgedSlot } from './acceptance/acceptance-rule';
import { type MemoryAttributes, memoryAttributesOf } from './memory-attributes';
import type { Outcome } from './outcome';
import { type PageUse, simulatePages } from './page-use';
import { type Replay, replayAgain, replayMachine } from './replay';

/** All that is known of what KVM does with one machine's memory. */
export interface MachineSimulation extends Replay {
  readonly machine: Machine;
  readonly replay: Replay;
  readonly attributes: MemoryAttributes;
  /** Which pages the slot that a call sets would run on, whether or not the call is accepted. Worked out when asked for. */
  readonly pagesOf: (region: SetMemoryRegion) => PageUse | undefined;
  /** What one of the rules of the kernel list says of the slot that a call sets. */
  readonly judge: (rule: AcceptanceRule, region: SetMemoryRegion, outcome: Outcome) => Judgement;
}

/** `previous`: the simulation of an earlier version of the machine, of which what did not change is taken over. */
export function simulateMachine(machine: Machine, previous?: MachineSimulation): MachineSimulation {
  if (previous?.machine === machine) return previous;
  const again = previous && replayAgain(machine, previous.machine, previous.replay);
  const replay = again ?? replayMachine(machine);
  const attributes = again ? previous.attributes : memoryAttributesOf(replay.results);
  return new Simulation(machine, replay, attributes);
}

/** Made by a class: what an object with a getter of its own refers to, V8 keeps until it next collects all garbage. */
class Simulation implements MachineSimulation {
  readonly results: Replay['results'];

  constructor(
    readonly machine: Machine,
    readonly replay: Replay,
    readonly attributes: MemoryAttributes,
  ) {
    this.results = replay.results;
  }

  get liveSlots(): Replay['liveSlots'] {
    return this.replay.liveSlots;
  }

  readonly pagesOf = (region: SetMemoryRegion): PageUse | undefined => pagesOf(region, this.machine, this.attributes);

  readonly judge = (rule: AcceptanceRule, region: SetMemoryRegion, outcome: Outcome): Judgement =>
    rule.judge(judgedSlot(region, this.machine.host, outcome));
}

/** What was worked out last for a call, and from what. */
interface KnownPages {
  readonly host: Machine['host'];
  readonly attributes: MemoryAttributes;
  readonly pages: PageUse | undefined;
}

const KNOWN = new WeakMap<SetMemoryRegion, KnownPages>();

function pagesOf(region: SetMemoryRegion, { host }: Machine, attributes: MemoryAttributes): PageUse | undefined {
  const known = KNOWN.get(region);
  if (known !== undefined && known.host === host && known.attributes === attributes) return known.pages;
  const pages = simulatePages(region, host, attributes);
  KNOWN.set(region, { host, attributes, pages });
  return pages;
}
