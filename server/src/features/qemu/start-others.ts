import { readCloudHypervisorCommand } from '../../model/cloud-hypervisor/read-command';
import type { VmmConfiguration } from '../../model/vmm/vmm-configuration';
import type { VmmFacts } from '../../rules/vmm/vmm-facts';
import { type MachineSimulation, simulateMachine } from '../../simulation/simulate';
import type { ArgumentList } from '../../syntax/qemu/argument-list';
import type { Settings } from '../settings';

/** Other hypervisors than QEMU that a script starts, all in one configuration. */
export interface StartedOthers extends VmmFacts {
  /** What each command comes to. */
  readonly commands: ReadonlyMap<ArgumentList, StartedOther>;
}

const NO_QEMUS: VmmFacts['qemus'] = new Map();

interface StartedOther {
  readonly configuration: VmmConfiguration;
  readonly simulations: readonly MachineSimulation[];
}

/** Works out what commands start. Of an earlier version with the same settings, what did not change stays the same object. */
export function startOthers(
  lists: readonly ArgumentList[],
  { qemu: { host } }: Settings,
  before: StartedOthers | undefined,
): StartedOthers {
  if (before?.commands.size === lists.length && lists.every((list) => before.commands.has(list))) return before;
  const commands = new Map(lists.map((list) => [list, before?.commands.get(list) ?? start(list, host)]));
  const all = [...commands.values()];
  return {
    commands,
    configuration: {
      machines: all.flatMap(({ configuration }) => configuration.machines),
      settings: all.flatMap(({ configuration }) => configuration.settings),
      findings: all.flatMap(({ configuration }) => configuration.findings),
      comments: [],
    },
    simulations: all.flatMap(({ simulations }) => simulations),
    qemus: NO_QEMUS,
  };
}

function start(list: ArgumentList, host: Settings['qemu']['host']): StartedOther {
  const configuration = readCloudHypervisorCommand(list, host);
  const simulations = configuration.machines.flatMap(({ kvm }) => (kvm ? simulateMachine(kvm) : []));
  return { configuration, simulations };
}
