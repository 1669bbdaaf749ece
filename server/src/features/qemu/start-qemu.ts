import { startMachine } from '../../layout/qemu/start-machine';
import { readConfiguration } from '../../model/qemu/configuration';
import type { QemuSetting } from '../../model/qemu/qemu-setting';
import type { QemuFacts } from '../../rules/qemu/qemu-facts';
import { kvmMachineOf } from '../../simulation/qemu/kvm-machine';
import { simulateMachine } from '../../simulation/simulate';
import type { OptionsReading } from '../../syntax/qemu/read-options';
import type { Span } from '../../text/span';

/**
 * A QEMU with these options: what they say, what it makes of them at its start, and what KVM does with that.
 *
 * @param span where findings about the whole are shown
 * @param placeOf where the document shows what stands in another file
 */
export function startQemu(
  { options, problems, complete }: Omit<OptionsReading, 'asksForHelp'>,
  span: Span,
  setting: QemuSetting,
  placeOf?: (span: Span) => Span,
): QemuFacts {
  const started = startMachine(readConfiguration(options, span, complete, setting));
  const machine = kvmMachineOf(started, placeOf);
  return { options, problems, started, simulation: machine && simulateMachine(machine) };
}
