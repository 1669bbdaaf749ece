import type { Backing } from '../../model/backing';
import { hex, pageName } from '../../model/format';
import type { Span } from '../../text/span';
import type { MapBacking, MapPlace, MapSlot } from './memory-map';

/** A slot, and the backing that it names. */
export interface DrawnSlot {
  readonly slot: MapSlot;
  readonly backing: Backing | undefined;
}

/** Slots with a backing go to it. Those of a log have only a userspace_addr: what touches there is one piece of memory. */
export function withBackings(
  drawn: readonly DrawnSlot[],
  declared: readonly Backing[],
  placeOf: (span: Span) => MapPlace | undefined,
): { backings: MapBacking[]; slots: MapSlot[] } {
  const all = [...new Set([...declared, ...drawn.flatMap(({ backing }) => backing ?? [])])];
  const backings = all.map(
    ({ name, type, page, size, nameSpan }): MapBacking => ({
      name,
      what: [type, page.kind === 'hugetlb' ? `${pageName(page.size)} pages` : ''].filter(Boolean).join(', '),
      start: 0n,
      size: size.value,
      nodes: undefined,
      place: placeOf(nameSpan),
    }),
  );
  const indices = new Map(all.map((backing, i) => [backing, i]));
  const slots: MapSlot[] = [];
  const inProcess: MapSlot[] = [];
  for (const { slot, backing } of drawn) {
    if (backing) slots.push({ ...slot, backing: indices.get(backing) });
    else (slot.at === undefined ? slots : inProcess).push(slot);
  }
  let end = -1n;
  for (const slot of inProcess.sort((a, b) => (a.at! < b.at! ? -1 : 1))) {
    const { at, start } = slot;
    const slotEnd = at! + (slot.end - start);
    if (at! > end) {
      const what = 'userspace_addr';
      backings.push({ name: hex(at!), what, start: at!, size: 0n, nodes: undefined, place: undefined });
      end = at!;
    }
    if (slotEnd > end) end = slotEnd;
    const last = backings.length - 1;
    backings[last] = { ...backings[last]!, size: end - backings[last]!.start };
    slots.push({ ...slot, backing: last });
  }
  return { backings, slots };
}
