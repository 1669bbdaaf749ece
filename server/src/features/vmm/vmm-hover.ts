import { formatCount, formatSize, hex } from '../../model/format';
import type { SetMemoryRegion } from '../../model/slot-operation';
import type { VmmConfiguration, VmmMachine, VmmMemory, VmmSetting } from '../../model/vmm/vmm-configuration';
import { vmmSimulation } from '../../rules/vmm/vmm-simulation';
import { effectiveErrno, type OperationResult } from '../../simulation/replay';
import type { MachineSimulation } from '../../simulation/simulate';
import { type Span, spanTouches } from '../../text/span';
import { pagesFor } from '../budget/machine-needs';
import { clipText, escapeMarkdown } from '../hover/escape-markdown';
import type { Hover } from '../hover/hover';
import { numberMarkdown } from '../hover/number-markdown';
import { slotMarkdown } from '../hover/slot-markdown';
import { pageShare } from '../page-share';
import { rangeInWhole } from '../whole-text';
import type { VmmPlace, VmmView } from './vmm-view';

/** What to show of the text at a position: a setting and what it comes to, and the machine that begins there. */
export function vmmHoverAt(view: VmmView, { block, offset }: VmmPlace): Hover | undefined {
  const { configuration, simulations } = view;
  const touches = (span: Span | undefined) => span?.block === block && spanTouches(span, offset);
  const setting = configuration.settings.find(({ name, value }) => touches(name) || touches(value));
  const machine = configuration.machines.find(
    ({ span, memory }) => touches(span) || memory.some((piece) => touches(piece.span)),
  );
  const call = setting ? undefined : writtenCallAt(simulations, configuration, { block, offset });
  const sections = [
    setting && `\`${setting.path}\`: ${setting.help}`,
    setting && numberText(setting, view),
    call && slotMarkdown(call.region, call.result, call.simulation),
    machine && !machine.written && machineMarkdown(machine, view),
  ].filter((section): section is string => Boolean(section));
  const places = [setting?.value, setting?.name, call ? call.region.headSpan : machine?.span];
  const touched = places.find((span) => span && (call || touches(span)));
  const range = touched && rangeInWhole(view, touched);
  return range && sections.length > 0 ? { markdown: sections.join('\n\n'), range } : undefined;
}

/** What a size or an address comes to. */
function numberText({ number, size }: VmmSetting, { configuration }: VmmView): string | undefined {
  if (number === undefined) return size && `**${formatSize(size.bytes)}** = ${formatCount(size.bytes)} bytes`;
  const host = configuration.machines.find(({ kvm }) => kvm)?.kvm?.host;
  return host && numberMarkdown(number, host);
}

/** The call that is written at an offset, and what became of it. */
function writtenCallAt(
  simulations: readonly MachineSimulation[],
  { machines }: VmmConfiguration,
  { block, offset }: VmmPlace,
): { region: SetMemoryRegion; result: OperationResult; simulation: MachineSimulation } | undefined {
  const written = new Set(machines.flatMap(({ kvm, written }) => (kvm && written ? kvm : [])));
  for (const simulation of simulations) {
    if (!written.has(simulation.machine)) continue;
    for (const result of simulation.results) {
      const { operation: region } = result;
      if (region.kind === 'set-memory-region' && region.span.block === block && spanTouches(region.span, offset))
        return { region, result, simulation };
    }
  }
  return undefined;
}

/** The pieces of a machine's memory, and the slots that KVM has of it. */
function machineMarkdown(machine: VmmMachine, view: VmmView): string {
  const pieces = machine.memory.slice(0, MOST_ROWS).map((piece) => {
    const { name, size } = piece;
    const cells = [escapeMarkdown(clipText(name)), size === undefined ? 'not known' : formatSize(size), pagesOf(piece)];
    return `| ${[...cells, nodesOf(piece)].join(' | ')} |`;
  });
  const table =
    pieces.length === 0
      ? ''
      : ['| Memory | Size | Host pages | Host nodes |', '| :-- | --: | :-- | :-- |', ...pieces].join('\n');
  const simulation = vmmSimulation(machine, view);
  return [table, simulation ? slotTable(simulation) : ''].filter(Boolean).join('\n\n');
}

function slotTable({ results, pagesOf }: MachineSimulation): string {
  const rows = [...results.slice(0, MOST_ROWS)].flatMap((result) => {
    const { operation: region } = result;
    if (region.kind !== 'set-memory-region' || region.gpa.value === undefined || !region.size.value) return [];
    const errno = effectiveErrno(result);
    const pages = errno ? `refused: ${errno}` : (pageShare([pagesOf(region)]) ?? 'not known');
    const extent = `\`[${hex(region.gpa.value)}, ${hex(region.gpa.value + region.size.value)})\``;
    return `| ${extent} | ${formatSize(region.size.value)} | ${pages} |`;
  });
  return rows.length === 0 ? '' : ['| KVM memslot | Size | Guest pages |', '| :-- | --: | :-- |', ...rows].join('\n');
}

/** A longer table is cut off by the hover's own limit, in the middle of a row perhaps. */
const MOST_ROWS = 40;

function pagesOf({ page, size }: VmmMemory): string {
  if (page.kind === 'unknown') return 'not known';
  if (page.kind === 'base') return 'base pages';
  if (page.kind === 'thp') return 'transparent huge pages, where the kernel has them';
  const count = size === undefined ? '' : `${formatCount(pagesFor(size, page.size))} × `;
  return `${count}${formatSize(page.size)}`;
}

function nodesOf({ nodes }: VmmMemory): string {
  if (!nodes) return 'not known';
  return nodes.length === 0 ? 'any' : nodes.join(', ');
}
