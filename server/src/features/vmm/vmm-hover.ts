import { formatCount, formatSize, hex } from '../../model/format';
import type { VmmMachine, VmmMemory } from '../../model/vmm/vmm-configuration';
import { effectiveErrno } from '../../simulation/replay';
import type { MachineSimulation } from '../../simulation/simulate';
import { type Span, spanTouches } from '../../text/span';
import { pagesFor } from '../budget/machine-needs';
import { clipText, escapeMarkdown } from '../hover/escape-markdown';
import type { Hover } from '../hover/hover';
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
  const size = setting?.size && `**${formatSize(setting.size.bytes)}** = ${formatCount(setting.size.bytes)} bytes`;
  const sections = [
    setting && `\`${setting.path}\`: ${setting.help}`,
    size,
    machine && machineMarkdown(machine, simulations),
  ].filter((section) => section !== undefined && section !== '');
  const touched = [setting?.value, setting?.name, machine?.span].find(touches);
  const range = touched && rangeInWhole(view, touched);
  return range && sections.length > 0 ? { markdown: sections.join('\n\n'), range } : undefined;
}

/** The pieces of a machine's memory, and the slots that KVM has of it. */
function machineMarkdown({ memory, kvm }: VmmMachine, simulations: readonly MachineSimulation[]): string {
  const pieces = memory.slice(0, MOST_ROWS).map((piece) => {
    const { name, size } = piece;
    const cells = [escapeMarkdown(clipText(name)), size === undefined ? 'not known' : formatSize(size), pagesOf(piece)];
    return `| ${[...cells, nodesOf(piece)].join(' | ')} |`;
  });
  const table =
    pieces.length === 0
      ? ''
      : ['| Memory | Size | Host pages | Host nodes |', '| :-- | --: | :-- | :-- |', ...pieces].join('\n');
  const simulation = simulations.find(({ machine }) => machine === kvm);
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
