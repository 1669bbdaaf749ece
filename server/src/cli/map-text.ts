import { clipText } from '../features/hover/escape-markdown';
import { layoutMap, type PlacedSlot } from '../features/map/layout-map';
import type { MapSlot, MemoryMap } from '../features/map/memory-map';
import { pageLevel } from '../features/map/palette';
import { nodesName, pagesOf } from '../features/map/slot-words';
import type { MapScale } from '../features/map/stack-extents';
import { formatRoughSize, formatSize, hex, pageName } from '../model/format';
import { formatTable, type Paint, printable } from './terminal';

/** Heights in lines: one for the smallest piece, and one more for each ten doublings beyond 1 MiB. */
const LINES: MapScale = { kind: 'log', least: 1, doubling: 0.1, total: 24, hole: 0.7, run: 1, whole: true };

/** By the level of a page size, so that it is seen without colour, too. */
const SHADES = ['░', '▒', '█', '▓'] as const;
const FIRMWARE = '·';
const REFUSED = '/';
const UNKNOWN = '?';
/** Columns of all lanes together, where these are not more. */
const BAR = 12;
/** Slots of further lanes are named, but have no bar. */
const MOST_LANES = 24;

/** A map as text; lines are cut at `columns`, where that is not too narrow for any. */
export function mapText(map: MemoryMap, columns: number, paint: Paint): string {
  const layout = layoutMap(map, LINES);
  const last = layout.stretches.at(-1);
  const rows: Row[] = layout.stretches.flatMap(({ height, start, end, hole, forDevices }) =>
    Array.from({ length: height }, (_, i): Row => {
      const words = `${forDevices ? 'for memory devices' : 'hole'} · ${formatRoughSize(end - start)}`;
      return { address: i === 0 ? hex(start) : '', bars: [], words: i === 0 && hole ? words : '', hole };
    }),
  );
  const shown = Math.min(layout.lanes, MOST_LANES);
  const width = Math.max(1, Math.floor(BAR / shown));
  for (const [i, slot] of map.slots.entries()) {
    const placed = layout.slots[i]!;
    if (placed.lane >= MOST_LANES) continue;
    for (let row = placed.top; row < placed.top + placed.height; row++)
      rows[row]!.bars[placed.lane] = barOf(slot, placed, row, map.mappable, paint, width);
  }
  const unnamed = writeWords(rows, map, layout.slots);
  const addressWidth = Math.max(...rows.map(({ address }) => address.length), last ? hex(last.end).length : 0);
  const room = Math.max(columns - addressWidth - shown * width - 4, 20);
  const lines = rows.map(({ address, bars, words, hole }) => {
    const said = clipText(words, room);
    const lanes = Array.from({ length: shown }, (_, lane) => bars[lane] ?? ' '.repeat(width)).join('');
    const edge = hole ? paint.dim('╎') : '│';
    return `${address.padStart(addressWidth)} ${edge}${lanes}${edge} ${hole ? paint.dim(said) : said}`.trimEnd();
  });
  const parts = [
    ...lines,
    ...(last ? [hex(last.end).padStart(addressWidth)] : []),
    ...(unnamed > 0 ? [`… and ${unnamed} more, for which there is no line`] : []),
    ...legend(map, paint),
    ...map.notes.map((note) => paint.yellow(printable(note))),
  ];
  return `${parts.join('\n')}\n${backingsText(map)}`;
}

interface Row {
  readonly address: string;
  readonly bars: string[];
  words: string;
  readonly hole: boolean;
}

/**
 * Every slot is named on its first line that is free; what else is known of it stands on those below that are its own.
 * Returns how many slots there is no line for.
 */
function writeWords(rows: readonly Row[], { slots }: MemoryMap, places: readonly PlacedSlot[]): number {
  const order = places.map(({ top }, i) => ({ top, i })).sort((a, b) => a.top - b.top);
  const named = new Map<number, number>();
  let free = 0;
  for (const { top, i } of order) {
    for (free = Math.max(free, top); rows[free]?.words; free++);
    const row = rows[free];
    if (!row) break;
    row.words = headingOf(slots[i]!);
    named.set(i, free);
  }
  for (const [i, first] of named) {
    const { top, height } = places[i]!;
    const notes = slots[i]!.notes.slice(1);
    for (let row = first + 1; row < top + height && !rows[row]!.words && notes.length > 0; row++)
      rows[row]!.words = printable(notes.shift()!);
  }
  return slots.length - named.size;
}

function barOf(
  slot: MapSlot,
  { runs }: PlacedSlot,
  row: number,
  mappable: readonly bigint[],
  paint: Paint,
  width: number,
): string {
  if (slot.state === 'refused') return paint.red(REFUSED.repeat(width));
  if (slot.kind === 'firmware') return paint.dim(FIRMWARE.repeat(width));
  const run = runs.find(({ top, height }) => top + height > row + 0.5) ?? runs.at(-1);
  return run ? shade(run.pageSize, mappable, paint, width) : paint.dim(UNKNOWN.repeat(width));
}

function shade(pageSize: bigint, mappable: readonly bigint[], paint: Paint, width: number): string {
  const level = pageLevel(pageSize, mappable);
  const colour = [paint.yellow, paint.blue, paint.green][level] ?? paint.red;
  return colour(SHADES[level]!.repeat(width));
}

function headingOf(slot: MapSlot): string {
  const { name, start, end, notes } = slot;
  return printable([name, formatSize(end - start), pagesOf(slot), notes[0]].filter(Boolean).join(' · '));
}

function legend({ slots, mappable }: MemoryMap, paint: Paint): string[] {
  const sizes = [...new Set(slots.flatMap(({ segments }) => segments.map(({ pageSize }) => pageSize)))];
  const entries = sizes
    .sort((a, b) => (a < b ? -1 : 1))
    .map((size) => `${shade(size, mappable, paint, 2)} ${pageName(size)}`);
  if (slots.some(({ kind }) => kind === 'firmware')) entries.push(`${paint.dim(FIRMWARE.repeat(2))} firmware`);
  if (slots.some(({ state }) => state === 'refused')) entries.push(`${paint.red(REFUSED.repeat(2))} refused`);
  if (slots.some(({ kind, state, segments }) => kind !== 'firmware' && state !== 'refused' && segments.length === 0))
    entries.push(`${paint.dim(UNKNOWN.repeat(2))} not known`);
  return entries.length > 0 ? ['', entries.join('  ')] : [];
}

function backingsText({ backings }: MemoryMap): string {
  if (backings.length === 0) return '';
  const withNodes = backings.some(({ nodes }) => nodes !== undefined);
  const left = (title: string) => ({ title, align: 'left' }) as const;
  const columns = [left('memory'), { title: 'size', align: 'right' } as const, left('what')];
  const rows = backings.map(({ name, size, what, nodes }) => [
    printable(name),
    size === undefined ? '?' : formatSize(size),
    what,
    ...(withNodes ? [nodes === undefined ? '' : nodesName(nodes)] : []),
  ]);
  return `\n${formatTable(withNodes ? [...columns, left('host')] : columns, rows)}`;
}
