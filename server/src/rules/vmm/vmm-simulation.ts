import type { VmmMachine } from '../../model/vmm/vmm-configuration';
import type { MachineSimulation } from '../../simulation/simulate';
import type { VmmFacts } from './vmm-facts';

/** What KVM does with one machine of a configuration; `undefined`: its layout is not known. */
export function vmmSimulation(
  { kvm }: Pick<VmmMachine, 'kvm'>,
  { simulations }: Pick<VmmFacts, 'simulations'>,
): MachineSimulation | undefined {
  return kvm && simulations.find(({ machine }) => machine === kvm);
}
