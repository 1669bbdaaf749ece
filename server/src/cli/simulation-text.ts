import type { Analysis } from '../features/analysis';
import { operationLine } from '../features/operation-line';
import { whyNotLarger } from '../features/why-not-larger';
import { formatCount, formatSize, hex, pageName } from '../model/format';
import { addressValue } from '../model/host-address';
import { formatKernelVersion } from '../model/kernel-version';
import type { SetMemoryRegion } from '../model/slot-operation';
import { effectiveErrno, type OperationResult } from '../simulation/replay';
import type { MachineSimulation } from '../simulation/simulate';
import { type Column, formatTable, type Paint, paintFor, printable } from './terminal';

const COLUMNS: readonly Column[] = [
  { title: 'line', align: 'right' },
  { title: 'slot', align: 'left' },
  { title: 'guest-physical', align: 'left' },
  { title: 'size', align: 'right' },
  { title: 'memory', align: 'left' },
  { title: 'KVM', align: 'left' },
  { title: 'pages', align: 'left' },
];

/** What becomes of every slot of a file, as a table for each machine. */
export function simulationText(file: string, document: Analysis, withName: boolean, color: boolean): string {
  const paint = paintFor(color);
  const tables = document.simulations.map((simulation) => machineText(simulation, document, paint));
  if (tables.length === 0) return `${printable(file)}: no slots\n`;
  return (withName ? `${paint.bold(printable(file))}\n` : '') + tables.join('\n');
}

function machineText(simulation: MachineSimulation, document: Analysis, paint: Paint): string {
  const { host, name, rule } = simulation.machine;
  const heading = [
    `${host.arch}, Linux ${formatKernelVersion(host.kernel)}`,
    name && `machine ${printable(name)}`,
    rule !== 'upstream' && `rule ${printable(rule)}`,
  ];
  const rows = [...simulation.results].flatMap((result) =>
    result.operation.kind === 'set-memory-region'
      ? [row(operationLine(result.operation, document), result.operation, result, simulation, paint)]
      : [],
  );
  return `${paint.dim(heading.filter(Boolean).join(', '))}\n${formatTable(COLUMNS, rows)}`;
}

function row(
  line: number,
  region: SetMemoryRegion,
  result: OperationResult,
  simulation: MachineSimulation,
  paint: Paint,
): string[] {
  const { gpa, size, slot, addressSpace, name } = region;
  const place =
    gpa.value === undefined
      ? '?'
      : size.value === undefined
        ? hex(gpa.value)
        : `${hex(gpa.value)}-${hex(gpa.value + size.value)}`;
  const id = `${addressSpace.value ? `${addressSpace.value}:` : ''}${slot.value ?? '?'}${name ? ` ${printable(name)}` : ''}`;
  return [
    `${line}`,
    id,
    place,
    size.value === undefined ? '?' : formatSize(size.value),
    memoryText(region),
    answerText(result, paint),
    pagesText(region, result, simulation, paint),
  ];
}

function memoryText({ backing, offset, userspaceAddr }: SetMemoryRegion): string {
  const hva = addressValue(userspaceAddr);
  if (backing) return `${printable(backing.name)}+${offset?.value === undefined ? '?' : hex(offset.value)}`;
  if (userspaceAddr.span) return hva === undefined ? '?' : `ua ${hex(hva)}`;
  return offset?.value === undefined ? '' : `+${hex(offset.value)}`;
}

function answerText(result: OperationResult, paint: Paint): string {
  const errno = effectiveErrno(result);
  if (errno === undefined) return paint.yellow('unknown');
  if (errno !== 0) return paint.red(errno);
  const { outcome } = result;
  const change = outcome.kind === 'accepted' ? outcome.change : 'create';
  return change === 'create' ? (result.live ? paint.green('ok') : paint.dim('ok, gone later')) : paint.dim(change);
}

function pagesText(
  region: SetMemoryRegion,
  result: OperationResult,
  simulation: MachineSimulation,
  paint: Paint,
): string {
  const errno = effectiveErrno(result);
  if ((errno !== 0 && errno !== undefined) || region.size.value === 0n) return '';
  const use = simulation.pagesOf(region);
  if (!use) return paint.dim('unknown');
  const used = use.pages.filter(({ count }) => count > 0n).reverse();
  const pages = used.map(({ size, count }) => `${formatCount(count)} x ${pageName(size)}`).join(' + ');
  const why = whyNotLarger(use, region);
  const base = use.pages[0]!;
  const onlyBase = used.length === 1 && used[0]!.size === base.size;
  return `${use.upperBound ? 'up to ' : ''}${onlyBase ? paint.yellow(pages) : pages}${why && onlyBase ? paint.dim(`  ${why}`) : ''}`;
}
