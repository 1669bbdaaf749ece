import type { Analysis } from '../features/analysis';
import { type MachineInDocument, startedMachines } from '../features/started-machines';
import { formatSize, hex } from '../model/format';
import { readInputOptions } from './input-options';
import { readAnalysis } from './read-analysis';
import { readFiles } from './read-files';
import { formatTable, printable } from './terminal';
import { warnOfRefusals } from './warn-of-refusals';
import type { KnownFile } from './write-files';
import { writeReport } from './write-report';

/** One machine as `memslot layout --format json` reports it. What is not known, and what does not apply, is null. */
interface ReportedMachine {
  readonly file: string;
  /** The line of the command, or of `<domain>`, from 1. */
  readonly line: number;
  readonly machine: string | null;
  /** RAM only, as QEMU's flat view shows it before firmware runs; null when the layout is not known. */
  readonly regions: readonly ReportedRegion[] | null;
  readonly devices: readonly ReportedDevice[];
}

interface ReportedRegion {
  readonly kind: string;
  readonly name: string;
  readonly gpa: string;
  readonly size: string;
  readonly offset: string;
}

interface ReportedDevice {
  readonly id: string | null;
  readonly type: string;
  readonly gpa: string | null;
  readonly size: string | null;
  readonly slot: number | null;
  readonly node: number | null;
}

/** `memslot layout`: where the RAM of every QEMU lies in guest-physical memory. */
export async function layoutCommand(argv: readonly string[]): Promise<number> {
  const options = readInputOptions('layout', argv);
  const machinesOf = (input: KnownFile<Analysis>) => {
    warnOfRefusals(input);
    return startedMachines(input.known).map((machine) => report(input.file, machine));
  };
  const { unread } = await writeReport(options, {
    list: 'machines',
    read: (files) => readFiles(files, (file) => readAnalysis(file, options)),
    json: (input) => machinesOf(input).map((machine) => JSON.stringify(machine)),
    text: (input) => machinesOf(input).map(textOf).join('\n') || `${printable(input.file)}: no QEMU command line\n`,
    between: '\n',
  });
  return unread > 0 ? 2 : 0;
}

function report(file: string, { line, started }: MachineInDocument): ReportedMachine {
  const { config, regions, devices } = started;
  return {
    file,
    line,
    machine: config.machine?.name ?? null,
    regions:
      regions
        ?.filter(({ kind }) => kind !== 'rom')
        .map(({ kind, name, gpa, size, offset }) => ({
          kind,
          name,
          gpa: hex(gpa),
          size: hex(size),
          offset: hex(offset),
        })) ?? null,
    devices: devices.map(({ device, gpa, size, slot, node }) => ({
      id: device.id ?? null,
      type: device.driver,
      gpa: gpa === undefined ? null : hex(gpa),
      size: size === undefined ? null : hex(size),
      slot: slot === undefined ? null : Number(slot),
      node: node === undefined ? null : Number(node),
    })),
  };
}

function textOf({ file, line, machine, regions, devices }: ReportedMachine): string {
  const heading = `${printable(file)}:${line}: ${machine ? printable(machine) : 'a machine that is not known'}\n`;
  if (!regions) return `${heading}the layout is not known\n`;
  const left = (title: string) => ({ title, align: 'left' }) as const;
  const rows = regions.map(({ kind, name, gpa, size, offset }) => {
    const end = BigInt(gpa) + BigInt(size);
    const device = devices.find((d) => d.gpa === gpa);
    return [
      `${gpa}-${hex(end)}`,
      formatSize(BigInt(size)),
      `${printable(name)}+${offset}`,
      device ? `${device.type}${device.id ? ` ${printable(device.id)}` : ''}` : kind,
    ];
  });
  return (
    heading +
    formatTable([left('guest-physical'), { title: 'size', align: 'right' }, left('memory'), left('what')], rows)
  );
}
