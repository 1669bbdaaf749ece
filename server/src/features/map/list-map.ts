import type { Backing } from '../../model/backing';
import type { Machine } from '../../model/machine';
import type { Operation } from '../../model/slot-operation';
import { slotKey } from '../../simulation/memslots';
import { secondLevelOf } from '../../simulation/second-level';
import { type MachineSimulation, simulateMachine } from '../../simulation/simulate';
import { rangeOf } from '../../text/block-index';
import { ChunkedList } from '../../text/chunked-list';
import type { Span } from '../../text/span';
import type { DocumentAnalysis } from '../document-analysis';
import { type DrawnSlot, withBackings } from './list-backings';
import type { MapPlace, MapSlot, MemoryMap } from './memory-map';
import { slotOfRegion } from './slot-of-region';

/**
 * The memory of a machine of a list or a log after its first `count` calls: the slots that are set then, and what was
 * refused and not tried again since.
 */
export function listMap(
  simulation: MachineSimulation,
  { index }: Pick<DocumentAnalysis, 'index'>,
  count: number,
): MemoryMap {
  const { machine } = simulation;
  const then =
    count < machine.operations.length
      ? simulateMachine({ ...machine, operations: ChunkedList.of([...machine.operations.slice(0, count)]) })
      : simulation;
  const placeOf = (span: Span): MapPlace | undefined => {
    const range = rangeOf(span, index);
    return range && { range };
  };
  const results = [...then.results];
  const lastOfKey = new Map(results.map(({ operation }, i) => [keyOf(operation), i]));
  const drawn: DrawnSlot[] = [];
  let unplaced = 0n;
  for (const [i, result] of results.entries()) {
    const { operation } = result;
    if (operation.kind !== 'set-memory-region') continue;
    const key = keyOf(operation);
    const slot = slotOfRegion(operation, result, then);
    if (!result.live && !(slot?.state === 'refused' && (key === undefined || lastOfKey.get(key) === i))) continue;
    if (slot) drawn.push({ slot: { ...slot, place: placeOf(operation.span) }, backing: operation.backing });
    else if (operation.size.value !== 0n) unplaced += 1n;
  }
  const { backings, slots } = withBackings(drawn, usedBackings(machine), placeOf);
  return {
    slots: slots.sort(bySpaceAndStart),
    backings,
    mappable: secondLevelOf(machine.host).granule.mappable,
    deviceMemory: undefined,
    notes: unplaced === 0n ? [] : [`Slots whose place is not known are not drawn: ${unplaced}.`],
  };
}

/** What a file declares is there for all its machines; those that this one names at any time. */
function usedBackings({ backings, operations }: Machine): readonly Backing[] {
  const used = new Set<Backing | undefined>();
  for (const operation of operations) if (operation.kind === 'set-memory-region') used.add(operation.backing);
  return backings.filter((backing) => used.has(backing));
}

function keyOf(operation: Operation): number | undefined {
  return operation.kind === 'set-memory-region' ? slotKey(operation) : undefined;
}

function bySpaceAndStart(a: MapSlot, b: MapSlot): number {
  const rank = (slot: MapSlot) => slot.space * 2 + (slot.state === 'refused' ? 1 : 0);
  return rank(a) - rank(b) || (a.start < b.start ? -1 : a.start > b.start ? 1 : 0);
}
