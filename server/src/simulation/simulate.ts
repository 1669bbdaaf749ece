import type { Host } from '../model/host';
import type { Machine } from '../model/machine';
import type { SetMemoryRegion } from '../model/slot-operation';
import { type AcceptanceRule, type Judgement, judgedSlot } from './acceptance/acceptance-rule';
import { type MemoryAttributes, memoryAttributesOf } from './memory-attributes';
import type { Outcome } from './outcome';
import { type PageUse, simulatePages } from './page-use';
import { type Replay, replayAgain, replayMachine } from './replay';

/** What the fate of a machine's calls rests on beside the calls. */
export interface Premises {
  readonly host: Host;
  readonly rule: string;
  readonly attributes: MemoryAttributes;
}

/** All that is known of what KVM does with one machine's memory. */
export interface MachineSimulation extends Replay {
  readonly machine: Machine;
  readonly attributes: MemoryAttributes;
  /** One object for all versions of a machine with the same premises: what was worked out from these and a result still holds. */
  readonly premises: Premises;
  /** Which pages the slot that a call sets would run on, whether or not the call is accepted. Worked out when asked for. */
  readonly pagesOf: (region: SetMemoryRegion) => PageUse | undefined;
  /** What one of the rules of the kernel list says of the slot that a call sets. */
  readonly judge: (rule: AcceptanceRule, region: SetMemoryRegion, outcome: Outcome) => Judgement;
}

/** `previous`: the simulation of an earlier version of the machine, of which what did not change is taken over. */
export function simulateMachine(machine: Machine, previous?: MachineSimulation): MachineSimulation {
  if (previous?.machine === machine) return previous;
  const { vm, results, liveSlots } =
    (previous && replayAgain(machine, previous.machine, previous)) ??
    replayMachine(machine, previous?.machine, previous);
  const { host, rule } = machine;
  const attributes = memoryAttributesOf(results);
  const before = previous?.premises;
  const isSame = before?.host === host && before.rule === rule && before.attributes === attributes;
  // Who asks once soon asks again; but to keep the pages of every slot would cost more memory than the slots.
  let asked: SetMemoryRegion | undefined;
  let pages: PageUse | undefined;
  return {
    vm,
    machine,
    results,
    liveSlots,
    attributes,
    premises: isSame ? before : { host, rule, attributes },
    pagesOf(region) {
      if (asked !== region) pages = simulatePages(region, host, attributes);
      asked = region;
      return pages;
    },
    judge: (acceptance, region, outcome) => acceptance.judge(judgedSlot(region, host, outcome)),
  };
}
