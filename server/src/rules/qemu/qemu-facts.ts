import type { StartedMachine } from '../../layout/qemu/start-machine';
import type { MachineSimulation } from '../../simulation/simulate';
import type { OptionGroup } from '../../syntax/qemu/argument-list';
import type { Problem } from '../../text/problem';

/** One QEMU: what its options say, what QEMU makes of them, and what KVM does with that. */
export interface QemuFacts {
  readonly options: readonly OptionGroup[];
  /** What QEMU refuses while it takes the options apart. */
  readonly problems: readonly Problem[];
  readonly started: StartedMachine;
  /** `undefined` when the layout is not known. */
  readonly simulation: MachineSimulation | undefined;
}
