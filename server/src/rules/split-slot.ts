import { hex } from '../model/format';
import type { Machine } from '../model/machine';
import type { SetMemoryRegion } from '../model/slot-operation';
import { spanOf } from '../text/span';
import type { Edit } from './define-rule';
import { insertLineBefore, writeLike, writeValue } from './edits';

/**
 * Edits that cut a slot at guest-physical addresses: the declaration keeps the last piece, and one line for each other
 * piece goes before it. `undefined` when its numbers have no place in the text, or free ids run out.
 */
export function splitSlot(
  region: SetMemoryRegion,
  cuts: readonly bigint[],
  machine: Machine,
): readonly Edit[] | undefined {
  const gpa = region.gpa.value;
  const size = region.size.value;
  if (gpa === undefined || size === undefined || cuts.length === 0 || region.source !== 'list') return undefined;
  const { block } = region.span;
  const ids = freeIds(machine, cuts.length);
  const last = cuts[cuts.length - 1]!;
  const edits = [
    ...cuts.map((cut, i) => {
      const start = i === 0 ? gpa : cuts[i - 1]!;
      return insertLineBefore(block, pieceLine(region, ids[i]!, start - gpa, cut - start));
    }),
    ...movedBy(region, last - gpa, gpa + size - last),
  ];
  return ids.length === cuts.length ? edits : undefined;
}

/** The declaration of a piece: the text of the whole with its id, place, size and offset replaced. */
function pieceLine(region: SetMemoryRegion, id: bigint, shift: bigint, size: bigint): string {
  const { block, end } = region.span;
  const { slot } = region;
  const edits = movedBy(region, shift, size);
  if (slot.span) edits.push({ span: slot.span, newText: `${id}` });
  let text = block.text.slice(0, end);
  for (const { span, newText } of [...edits].sort((a, b) => b.span.start - a.span.start)) {
    text = text.slice(0, span.start) + newText + text.slice(span.end);
  }
  return text;
}

function movedBy(region: SetMemoryRegion, shift: bigint, size: bigint): Edit[] {
  const edits: Edit[] = [];
  const { gpa, offset, userspaceAddr } = region;
  const push = (edit: Edit | undefined) => edit && edits.push(edit);
  push(writeValue(region.size, size));
  if (shift === 0n) return edits;
  push(writeValue(gpa, gpa.value! + shift));
  if (offset?.value !== undefined) {
    if (offset.span) push(writeValue(offset, offset.value + shift));
    else if (region.backing)
      edits.push({
        span: spanOf(region.span.block, region.span.end, region.span.end),
        newText: `, offset=${writeLike('', offset.value + shift)}`,
      });
  }
  if (userspaceAddr.span) edits.push({ span: userspaceAddr.span, newText: hex(userspaceAddr.residue + shift) });
  return edits;
}

function freeIds(machine: Machine, count: number): bigint[] {
  const taken = new Set<bigint>();
  for (const operation of machine.operations)
    if (operation.kind === 'set-memory-region' && operation.slot.value !== undefined) taken.add(operation.slot.value);
  const free: bigint[] = [];
  for (let id = 0n; free.length < count && id < 32764n; id++) if (!taken.has(id)) free.push(id);
  return free;
}
