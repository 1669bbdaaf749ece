import type { QemuFacts } from '../../rules/qemu/qemu-facts';
import type { VmmFacts } from '../../rules/vmm/vmm-facts';
import { vmmSimulation } from '../../rules/vmm/vmm-simulation';
import type { MachineSimulation } from '../../simulation/simulate';
import { rangeOf } from '../../text/block-index';
import type { Span } from '../../text/span';
import type { Position, Range } from '../../text/text-lines';
import type { Analysis } from '../analysis';
import type { DocumentAnalysis } from '../document-analysis';
import { clipText } from '../hover/escape-markdown';
import { domainTitle } from '../libvirt/domain-title';
import { refusalOf } from '../libvirt/refusal-of';
import { machineTitle } from '../memslots/machine-title';
import { locate } from '../qemu/locate';
import type { Snapshot } from '../snapshot';
import { listMap } from './list-map';
import type { MapPlace, MemoryMap } from './memory-map';
import { factsAfterFirmware, qemuMap } from './qemu-map';

/** Which machine of a document is to be drawn, and at which moment. */
export interface MapQuery {
  /** The machine at the position, where `machine` does not say which. */
  readonly position?: Position;
  /** Counted from 0, in the order of the text. */
  readonly machine?: number;
  /** After so many calls; `cursor`: after the call that is written at the position. Else after all of them. */
  readonly calls?: number | 'cursor';
  /** Before the firmware runs, unless it says `after` and what the firmware does is known. */
  readonly firmware?: 'before' | 'after';
}

/** A map, and what else there is to choose from. */
export interface MapView<Address = bigint> {
  readonly map: MemoryMap<Address>;
  /** The machines of the document. */
  readonly titles: readonly string[];
  /** Which of them this is. */
  readonly machine: number;
  /** How many calls a list or a log has, after how many it is drawn, and where the last of these is written. */
  readonly calls: MapCalls | undefined;
  /** Of QEMU: the moment that is drawn. */
  readonly firmware: 'before' | 'after' | undefined;
  /** Both moments are known. */
  readonly bothMoments: boolean;
}

export interface MapCalls {
  readonly count: number;
  readonly done: number;
  readonly place: MapPlace | undefined;
  /** They were logged, so that what counts is their order. */
  readonly logged: boolean;
}

/** The map of one machine of a document; `undefined` for a document that has none. */
export function mapOf(analysis: Analysis, query: MapQuery): MapView | undefined {
  const machines = machinesIn(analysis);
  const at = query.position?.line ?? 0;
  const here = Math.max(
    machines.findLastIndex(({ line }) => line <= at),
    0,
  );
  const machine = machines[query.machine ?? here] ? (query.machine ?? here) : here;
  return machines[machine] && { ...machines[machine].draw(query), titles: machines.map(titleIn), machine };
}

/** The maps of all machines of a document. */
export function mapsOf(analysis: Analysis, query: MapQuery): readonly MapView[] {
  const machines = machinesIn(analysis);
  const titles = machines.map(titleIn);
  return machines.map(({ draw }, machine) => ({ ...draw(query), titles, machine }));
}

interface DrawnMachine {
  readonly title: string;
  /** The line on which it begins, from 0. */
  readonly line: number;
  readonly draw: (query: MapQuery) => Omit<MapView, 'titles' | 'machine'>;
}

/** Several machines of one name are told apart by their lines. */
function titleIn({ title, line }: DrawnMachine, _: number, all: readonly unknown[]): string {
  return all.length > 1 ? `${clipText(title)} (line ${line + 1})` : clipText(title);
}

function machinesIn(analysis: Analysis): readonly DrawnMachine[] {
  const { index } = analysis;
  switch (analysis.dialect) {
    case 'memslots':
      return analysis.simulations.map((simulation, i) => ({
        title: machineTitle(simulation, i),
        line:
          i === 0 ? 0 : index.lineOf((simulation.machine.nameSpan ?? simulation.machine.operations.at(0)!.span).block)!,
        draw: (query) => drawList(simulation, analysis, query),
      }));
    case 'qemu':
      return [
        ...analysis.machines.map((facts) => ({
          title: facts.started.config.machine?.name ?? 'QEMU',
          line: index.lineOf(facts.list.block) ?? 0,
          draw: (query: MapQuery) => drawQemu(facts, (span) => locate(analysis, [], span), query, undefined),
        })),
        ...(analysis.others ? drawnOthers(analysis.others, analysis) : []),
      ];
    case 'libvirt':
      return analysis.domains.flatMap((domain) => {
        const { qemu, prepared } = domain;
        const { element } = prepared.domain;
        if (!qemu) return [];
        return {
          title: domainTitle(prepared.domain),
          line: rangeOf(element.startTag, index)?.start.line ?? 0,
          draw: (query: MapQuery) =>
            drawQemu(qemu, (span) => place(rangeOf(span, index)), query, refusalOf(domain, analysis)),
        };
      });
    case 'vmm':
      return drawnOthers(analysis, analysis);
  }
}

/** The machines of other hypervisors, as far as their layout is known. */
function drawnOthers(facts: VmmFacts, document: DocumentAnalysis): readonly DrawnMachine[] {
  const placeIn = (at: Span) => place(rangeOf(at, document.index));
  return facts.configuration.machines.flatMap((machine) => {
    const { name: title, span } = machine;
    const line = rangeOf(span, document.index)?.start.line ?? 0;
    const qemu = facts.qemus.get(machine);
    if (qemu) return { title, line, draw: (query: MapQuery) => drawQemu(qemu, placeIn, query, undefined) };
    const simulation = vmmSimulation(machine, facts);
    if (!simulation) return [];
    const map = () => listMap(simulation, document, simulation.machine.operations.length);
    const draw = () => ({ map: map(), calls: undefined, firmware: undefined, bothMoments: false });
    return { title, line, draw };
  });
}

function place(range: Range | undefined): MapPlace | undefined {
  return range && { range };
}

function drawList(
  simulation: MachineSimulation,
  snapshot: Snapshot,
  { calls, position }: MapQuery,
): Omit<MapView, 'titles' | 'machine'> {
  const { operations } = simulation.machine;
  const count = operations.length;
  const block = position && snapshot.index.blockAt(position.line);
  const declaration = block && snapshot.list.declarations.at(block.index);
  const atCursor = calls === 'cursor' ? operations.findIndex(({ span }) => span.block === declaration) + 1 : undefined;
  const done = Math.min(Math.max(typeof calls === 'number' ? calls : atCursor || count, 0), count);
  const last = done > 0 ? operations.at(done - 1) : undefined;
  return {
    map: listMap(simulation, snapshot, done),
    calls: {
      count,
      done,
      place: last && place(rangeOf(last.span, snapshot.index)),
      logged:
        operations.findIndex((operation) => operation.kind === 'set-memory-region' && operation.source === 'trace') >=
        0,
    },
    firmware: undefined,
    bothMoments: false,
  };
}

const SHADOW_NOTE =
  'SeaBIOS makes parts of [0xc0000, 0x100000) read-only, each a memslot of its own; which parts depends on the option ROMs.';

function drawQemu(
  facts: QemuFacts,
  placeOf: (span: Span) => MapPlace | undefined,
  { firmware }: MapQuery,
  refusal: string | undefined,
): Omit<MapView, 'titles' | 'machine'> {
  const later = factsAfterFirmware(facts);
  const drawn = firmware === 'after' ? later : undefined;
  const map = qemuMap(drawn ?? facts, placeOf);
  const notes = [
    ...(refusal === undefined ? [] : [`libvirt refuses it: ${clipText(refusal, 240)}`]),
    ...map.notes,
    ...(drawn ? [SHADOW_NOTE] : []),
  ];
  return {
    map: { ...map, notes },
    calls: undefined,
    firmware: drawn ? 'after' : 'before',
    bothMoments: later !== undefined,
  };
}
