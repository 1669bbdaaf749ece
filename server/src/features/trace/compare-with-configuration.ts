import { formatSize, hex, plural } from '../../model/format';
import { machineOf as libvirtMachineOf } from '../../model/libvirt/command-line';
import type { QemuFacts } from '../../rules/qemu/qemu-facts';
import type { VmmFacts } from '../../rules/vmm/vmm-facts';
import { vmmSimulation } from '../../rules/vmm/vmm-simulation';
import type { MachineSimulation } from '../../simulation/simulate';
import { type BlockIndex, rangeOf } from '../../text/block-index';
import type { Analysis } from '../analysis';
import { factsAfterFirmware } from '../map/qemu-map';
import type { Snapshot } from '../snapshot';
import { type ComparedMemory, compareMemory, countDifferences } from './compare-memory';

/** What a log and a configuration have in common. */
export interface Comparison {
  /** `machine 51877`. */
  readonly log: string;
  /** `pc, line 3, after the firmware runs`. */
  readonly configuration: string;
  readonly rows: readonly ComparedMemory[];
}

/** A machine of a configuration at one moment. */
interface Candidate {
  readonly title: string;
  readonly simulation: MachineSimulation;
}

/**
 * The memory that is set at the end of a log against that of a configuration. Of several machines, and of a machine before
 * and after its firmware runs, those two are compared that are most alike. `undefined`: one of them has no memory that is
 * known.
 */
export function compareWithConfiguration(log: Snapshot, configuration: Analysis): Comparison | undefined {
  let best: Comparison | undefined;
  let fewest = Number.POSITIVE_INFINITY;
  const candidates = candidatesIn(configuration);
  for (const [i, simulation] of log.simulations.entries()) {
    if (!simulation.liveSlots.get(0)?.length) continue;
    for (const candidate of candidates) {
      const rows = compareMemory(candidate.simulation, simulation);
      const differences = countDifferences(rows);
      if (differences >= fewest) continue;
      fewest = differences;
      best = { log: `machine ${simulation.machine.name ?? i + 1}`, configuration: candidate.title, rows };
    }
  }
  return best;
}

function candidatesIn(analysis: Analysis): readonly Candidate[] {
  const { index } = analysis;
  switch (analysis.dialect) {
    case 'memslots':
      return analysis.simulations.map((simulation, i) => ({
        title: `machine ${simulation.machine.name ?? i + 1}`,
        simulation,
      }));
    case 'qemu':
      return [
        ...analysis.machines.flatMap((facts) =>
          momentsOf(facts, facts.started.config.machine?.name ?? 'QEMU', index.lineOf(facts.list.block) ?? 0),
        ),
        ...(analysis.others ? othersIn(analysis.others, index) : []),
      ];
    case 'libvirt':
      return analysis.domains.flatMap(({ qemu, prepared: { domain } }) =>
        qemu
          ? momentsOf(
              qemu,
              libvirtMachineOf(domain) ?? 'domain',
              rangeOf(domain.element.startTag, index)?.start.line ?? 0,
            )
          : [],
      );
    case 'vmm':
      return othersIn(analysis, index);
  }
}

/** The machines of other hypervisors, as far as their layout is known. */
function othersIn(facts: VmmFacts, index: BlockIndex): readonly Candidate[] {
  return facts.configuration.machines.flatMap((machine) => {
    const { name: title, span } = machine;
    const qemu = facts.qemus.get(machine);
    if (qemu) return momentsOf(qemu, title, rangeOf(span, index)?.start.line ?? 0);
    const simulation = vmmSimulation(machine, facts);
    return simulation ? { title, simulation } : [];
  });
}

function momentsOf(facts: QemuFacts, name: string, line: number): readonly Candidate[] {
  const later = factsAfterFirmware(facts)?.simulation;
  const title = `${name}, line ${line + 1}`;
  const now = facts.simulation
    ? [{ title: later ? `${title}, before its firmware runs` : title, simulation: facts.simulation }]
    : [];
  return later ? [...now, { title: `${title}, after its firmware ran`, simulation: later }] : now;
}

const MARKS = { same: '  same    ', missing: '- missing ', extra: '+ extra   ', differs: '~ differs ' } as const;

const WHY = {
  missing: 'in the configuration only',
  extra: 'in the log only; firmware places the memory of PCI devices, such as a display, where no configuration says',
} as const;

/** A comparison as lines for people. `names`: of the two files. */
export function comparisonText(
  { log, configuration, rows }: Comparison,
  names: { log: string; configuration: string },
): string {
  const differences = countDifferences(rows);
  const lines = rows.map(({ kind, start, end, notes }) => {
    const why = kind === 'missing' || kind === 'extra' ? [WHY[kind]] : notes;
    return [
      `${MARKS[kind]}[${hex(start)}, ${hex(end)})  ${formatSize(end - start)}`,
      ...why.map((note) => `            ${note}`),
    ].join('\n');
  });
  return [
    `${names.log}: ${log}`,
    `${names.configuration}: ${configuration}`,
    differences === 0
      ? 'The memory is the same.'
      : `Of ${plural(BigInt(rows.length), 'piece')} of memory, ${differences === 1 ? '1 is' : `${differences} are`} not the same.`,
    '',
    ...lines,
    '',
  ].join('\n');
}
