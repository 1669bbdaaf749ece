import type { VmmConfiguration } from '../../model/vmm/vmm-configuration';
import type { MachineSimulation } from '../../simulation/simulate';

/** A configuration of another hypervisor, and what KVM does with the machines of which the layout is known. */
export interface VmmFacts {
  readonly configuration: VmmConfiguration;
  readonly simulations: readonly MachineSimulation[];
}
