import type { VmmConfiguration, VmmMachine } from '../../model/vmm/vmm-configuration';
import type { MachineSimulation } from '../../simulation/simulate';
import type { QemuFacts } from '../qemu/qemu-facts';

/** A configuration of another hypervisor, and what KVM does with the machines of which the layout is known. */
export interface VmmFacts {
  readonly configuration: VmmConfiguration;
  readonly simulations: readonly MachineSimulation[];
  /** Of the machines that QEMU runs. */
  readonly qemus: ReadonlyMap<VmmMachine, QemuFacts>;
}
