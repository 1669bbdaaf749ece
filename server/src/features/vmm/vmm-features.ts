import { formatSize } from '../../model/format';
import type { VmmMachine, VmmMemory } from '../../model/vmm/vmm-configuration';
import { vmmSimulation } from '../../rules/vmm/vmm-simulation';
import { liveRegions } from '../../simulation/live-regions';
import { rangeOf } from '../../text/block-index';
import { clipEntry } from '../../text/clip';
import { comparePositions } from '../../text/compare-positions';
import { spanText, spanTouches } from '../../text/span';
import { type HugePageNeed, pagesFor } from '../budget/machine-needs';
import type { DialectFeatures } from '../dialect-features';
import type { DocumentSymbol } from '../document-symbols';
import { isOnLines } from '../is-on-lines';
import type { MachineSummary } from '../machine-spots';
import { sumOfSizes } from '../sum-of-sizes';
import { offsetInWhole, rangeInWhole } from '../whole-text';
import { wideningRanges } from '../widening-ranges';
import type { WrittenSize } from '../written-size';
import { VMM_FORMATS } from './vmm-formats';
import { vmmHoverAt } from './vmm-hover';
import type { VmmSnapshot } from './vmm-snapshot';
import type { VmmView } from './vmm-view';

/** What can be asked of a file of another hypervisor; some of it of a script that starts one as well. */
export const vmmFeatures = {
  hover: (snapshot, position) =>
    vmmHoverAt(snapshot, { block: snapshot.block, offset: offsetInWhole(snapshot, snapshot.block, position) }),
  completion: {
    triggers: ['"', ':', ' ', '=', ','],
    at: (snapshot, position) =>
      VMM_FORMATS[snapshot.kind].completion?.(snapshot, offsetInWhole(snapshot, snapshot.block, position)),
  },
  selections(snapshot, position) {
    const { configuration, block, text } = snapshot;
    const offset = offsetInWhole(snapshot, block, position);
    const around = configuration.settings.find(({ name, value = name }) => name.start <= offset && offset <= value.end);
    if (!around) return wideningRanges([], text);
    const { name, value = name } = around;
    const spans = [name, value].filter((span) => spanTouches(span, offset));
    const ranges = [...spans, { block, start: name.start, end: value.end }].map((span) => rangeInWhole(snapshot, span));
    return wideningRanges(ranges, text);
  },
  sizes: (snapshot: VmmView, lines) =>
    snapshot.configuration.settings.flatMap(({ value, size }): readonly WrittenSize[] => {
      if (!value || !size) return [];
      const range = lines && rangeInWhole(snapshot, value);
      if (lines && range && !isOnLines(range, lines)) return [];
      const bare = size.unit && { unit: size.unit };
      return [{ span: value, written: spanText(value), bytes: size.bytes, ...(bare && { bare }) }];
    }),
  symbols: (snapshot: VmmView) =>
    snapshot.configuration.machines.flatMap(({ name, span, memory }) => {
      const children = memory.flatMap((piece) => symbol(snapshot, 'slot', piece.name, sizeText(piece), piece.span, []));
      return symbol(snapshot, 'machine', name, sizeText({ size: totalOf(memory) }), span, children);
    }),
  spots: (snapshot: VmmView) =>
    snapshot.configuration.machines.flatMap((machine) => {
      const range = machine.written === 'alone' ? undefined : rangeInWhole(snapshot, machine.span);
      const summary = range && summaryOf(machine, snapshot);
      return summary ? [{ position: range.start, summary: () => summary }] : [];
    }),
  needs: (snapshot: VmmView) =>
    snapshot.configuration.machines.flatMap(({ name, span, memory, complete, written }) => {
      // What a program has behind its slots, it does not say.
      const range = written ? undefined : rangeInWhole(snapshot, span);
      return range ? [{ name, position: range.start, needs: needsOf(memory), complete }] : [];
    }),
  machines: ({ qemus, index }) =>
    [...qemus].map(([{ span }, { started }]) => ({ line: (rangeOf(span, index)?.start.line ?? 0) + 1, started })),
} satisfies DialectFeatures<VmmSnapshot>;

/** What a machine comes to; `undefined`: its layout is not known. */
function summaryOf(machine: VmmMachine, view: VmmView): MachineSummary | undefined {
  const simulation = vmmSimulation(machine, view);
  if (!simulation) return undefined;
  const { memory, written } = machine;
  const regions = liveRegions(simulation);
  return {
    slots: regions.length,
    bytes: totalOf(memory),
    uses: regions.map(simulation.pagesOf),
    needs: written ? [] : needsOf(memory),
  };
}

function needsOf(memory: readonly VmmMemory[]): readonly HugePageNeed[] {
  return memory.flatMap(({ name, size, page, nodes }) => {
    if (page.kind !== 'hugetlb' && page.kind !== 'unknown') return [];
    const pageSize = page.kind === 'hugetlb' ? page.size : undefined;
    const pages = pageSize === undefined || size === undefined ? undefined : pagesFor(size, pageSize);
    return { name, pageSize, pages, nodes };
  });
}

/** `undefined`: a part of it is not known. */
function totalOf(memory: readonly VmmMemory[]): bigint | undefined {
  return memory.length === 0 ? undefined : sumOfSizes(memory.map(({ size }) => size));
}

function sizeText({ size }: Pick<VmmMemory, 'size'>): string {
  return size === undefined ? '' : formatSize(size);
}

function symbol(
  snapshot: VmmView,
  kind: DocumentSymbol['kind'],
  name: string,
  detail: string,
  span: VmmMachine['span'],
  children: readonly DocumentSymbol[],
): DocumentSymbol[] {
  const own = rangeInWhole(snapshot, span);
  if (!own) return [];
  const parts = [own, ...children.map((child) => child.range)];
  const start = parts.map((part) => part.start).reduce((a, b) => (comparePositions(b, a) < 0 ? b : a));
  const end = parts.map((part) => part.end).reduce((a, b) => (comparePositions(b, a) > 0 ? b : a));
  return [{ kind, name: clipEntry(name), detail: clipEntry(detail), range: { start, end }, selection: own, children }];
}
