import { formatRoughSize, formatSize, hex, pageName } from '../../model/format';
import { PALETTE, pageColour } from './palette';
import { round, svgText } from './svg';

/** What lies at one stretch of guest-physical addresses. */
export interface MapPiece {
  readonly kind: 'ram' | 'device' | 'firmware';
  readonly start: bigint;
  readonly end: bigint;
  /** What it is, in a few words. */
  readonly label: string;
  /** The pages KVM maps it with, in the order of the addresses; none where they are not known. */
  readonly segments: readonly { readonly start: bigint; readonly end: bigint; readonly pageSize: bigint }[];
}

export interface MachineMapInput {
  /** In the order of their addresses. */
  readonly pieces: readonly MapPiece[];
  /** Page sizes that KVM can map, ascending. */
  readonly mappable: readonly bigint[];
  /** The region for memory devices, free or not. */
  readonly deviceMemory: { readonly start: bigint; readonly size: bigint } | undefined;
}

const WIDTH = 460;
const MARGIN = 14;
const TOP = 30;
const BAR_LEFT = 124;
const BAR_WIDTH = 92;
const TEXT_LEFT = BAR_LEFT + BAR_WIDTH + 12;
const GAP = 22;
const FIRMWARE = 20;
/** More rows than this are left out. */
const MOST_ROWS = 28;
/** Every stretch of pages has at least this many pixels. */
const THINNEST = 3;
const LONGEST_LABEL = 26;

/**
 * The guest-physical memory of a machine as SVG, the lowest address on top: RAM and memory devices in the colours of the
 * pages that KVM maps them with, firmware in grey, holes folded. Heights grow with the logarithm of the sizes, so that
 * the small pieces below 1 MiB stay visible. It stands on a card of its own, as it cannot know the theme around it.
 */
export function drawMachineMap({ pieces, mappable, deviceMemory }: MachineMapInput): string | undefined {
  const rows = rowsOf(pieces, deviceMemory);
  if (rows.length === 0) return undefined;
  const shown = rows.slice(0, MOST_ROWS);
  const parts: string[] = [];
  let y = TOP;
  for (const row of shown) {
    parts.push(row.piece ? drawPiece(row.piece, y, row.height, mappable) : drawGap(row, y));
    // The bar begins at the line on which its address stands.
    parts.push(svgText(BAR_LEFT - 10, y + 9, hex(row.start), row.piece ? PALETTE.ink : PALETTE.quiet, 'end'));
    y += row.height;
  }
  const last = shown[shown.length - 1]!;
  parts.push(svgText(BAR_LEFT - 10, y + 9, hex(last.end), PALETTE.ink, 'end'));
  const left = rows.length - shown.length;
  if (left > 0) parts.push(svgText(TEXT_LEFT, y + 9, `… and ${left} more`, PALETTE.quiet));
  const height = y + 40;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" font-family="system-ui, sans-serif" font-size="11">`,
    `<rect width="${WIDTH}" height="${height}" rx="6" fill="${PALETTE.card}"/>`,
    svgText(MARGIN, TOP - 12, 'guest-physical memory', PALETTE.quiet),
    ...parts,
    legend(pieces, mappable, height - 10),
    '</svg>',
  ].join('');
}

/** A piece, or a hole between pieces, with its height in pixels. */
interface Row {
  readonly start: bigint;
  readonly end: bigint;
  readonly height: number;
  /** `undefined`: a hole. */
  readonly piece: MapPiece | undefined;
  readonly label: string;
}

function rowsOf(pieces: readonly MapPiece[], deviceMemory: MachineMapInput['deviceMemory']): Row[] {
  const rows: Row[] = [];
  const free = deviceMemory && { start: deviceMemory.start, end: deviceMemory.start + deviceMemory.size };
  const addGap = (start: bigint, end: bigint): void => {
    if (start >= end) return;
    if (!free || free.end <= start || end <= free.start) rows.push(gap(start, end, 'hole'));
    else {
      if (start < free.start) rows.push(gap(start, free.start, 'hole'));
      const from = start < free.start ? free.start : start;
      const to = free.end < end ? free.end : end;
      rows.push(gap(from, to, 'for memory devices'));
      if (to < end) rows.push(gap(to, end, 'hole'));
    }
  };
  let at = 0n;
  for (const piece of pieces) {
    if (piece.end <= piece.start || piece.start < at) continue;
    addGap(at, piece.start);
    rows.push({ start: piece.start, end: piece.end, height: heightOf(piece), piece, label: piece.label });
    at = piece.end;
  }
  if (free && rows.length > 0) addGap(at, free.end > at ? free.end : at);
  return rows;
}

function gap(start: bigint, end: bigint, label: string): Row {
  return { start, end, height: GAP, piece: undefined, label };
}

/** 24 pixels for up to 1 MiB, 4 more for each doubling, 76 at most. */
function heightOf({ start, end, segments, kind }: MapPiece): number {
  const doublings = Math.max((end - start).toString(2).length - 21, 0);
  if (kind === 'firmware') return FIRMWARE;
  const least = Math.max(24, segments.length * THINNEST + 12);
  return Math.min(Math.max(least, 20 + doublings * 4), 76);
}

function drawPiece(piece: MapPiece, y: number, height: number, mappable: readonly bigint[]): string {
  const { kind, label, start, end, segments } = piece;
  const name = label.length > LONGEST_LABEL ? `${label.slice(0, LONGEST_LABEL - 1)}…` : label;
  const parts = [
    svgText(
      TEXT_LEFT,
      y + 12,
      `${name} · ${formatSize(end - start)}`,
      kind === 'firmware' ? PALETTE.quiet : PALETTE.ink,
    ),
  ];
  if (kind === 'firmware') parts.push(bar(y, height, PALETTE.backing));
  else if (segments.length === 0) parts.push(bar(y, height, PALETTE.unknown));
  else parts.push(drawSegments(segments, y, height, mappable));
  if (kind === 'device')
    parts.push(`<rect x="${BAR_LEFT - 4}" y="${y}" width="2" height="${height - 1}" fill="${PALETTE.ink}"/>`);
  if (kind !== 'firmware' && height >= 34) {
    const sizes = [...new Set(segments.map(({ pageSize }) => pageSize))].sort((a, b) => (a < b ? 1 : -1));
    const pages = sizes.length > 0 ? `${sizes.map(pageName).join(' + ')} pages` : 'pages not known';
    parts.push(svgText(TEXT_LEFT, y + 27, pages, PALETTE.quiet));
  }
  return parts.join('');
}

function drawSegments(
  segments: MapPiece['segments'],
  top: number,
  height: number,
  mappable: readonly bigint[],
): string {
  const room = height - 1;
  const total = segments[segments.length - 1]!.end - segments[0]!.start;
  const heights = segments.map(({ start, end }) =>
    Math.max(total === 0n ? 0 : (Number(((end - start) * 10_000n) / total) / 10_000) * room, THINNEST),
  );
  const sum = heights.reduce((a, b) => a + b, 0);
  let y = top;
  return segments
    .map(({ pageSize }, i) => {
      const part = (heights[i]! / sum) * room;
      const rect = `<rect x="${BAR_LEFT}" y="${round(y)}" width="${BAR_WIDTH}" height="${round(part)}" fill="${pageColour(pageSize, mappable)}"/>`;
      const label =
        part >= 16
          ? svgText(BAR_LEFT + BAR_WIDTH / 2, y + part / 2 + 4, pageName(pageSize), PALETTE.card, 'middle')
          : '';
      y += part;
      return rect + label;
    })
    .join('');
}

/** A hole is folded: as high as any other, with broken edges. */
function drawGap({ start, end, label, height }: Row, y: number): string {
  const right = BAR_LEFT + BAR_WIDTH;
  const line = (x: number) =>
    `<path d="M${x} ${y}V${y + height}" stroke="${PALETTE.quiet}" stroke-width="1" stroke-dasharray="2 3"/>`;
  const words = svgText(TEXT_LEFT, y + 14, `${label} · ${formatRoughSize(end - start)}`, PALETTE.quiet);
  return line(BAR_LEFT + 0.5) + line(right - 0.5) + words;
}

function legend(pieces: readonly MapPiece[], mappable: readonly bigint[], y: number): string {
  const sizes = [...new Set(pieces.flatMap(({ segments }) => segments.map(({ pageSize }) => pageSize)))];
  const entries = sizes.sort((a, b) => (a < b ? -1 : 1)).map((size) => [pageColour(size, mappable), pageName(size)]);
  if (pieces.some(({ kind }) => kind === 'firmware')) entries.push([PALETTE.backing, 'firmware']);
  if (pieces.some(({ kind, segments }) => kind !== 'firmware' && segments.length === 0))
    entries.push([PALETTE.unknown, 'not known']);
  let x = MARGIN;
  return entries
    .map(([fill, name]) => {
      const square = `<rect x="${x}" y="${y - 9}" width="10" height="10" rx="2" fill="${fill}"/>`;
      const label = svgText(x + 14, y, name!, PALETTE.ink);
      x += 30 + name!.length * 7;
      return square + label;
    })
    .join('');
}

function bar(y: number, height: number, fill: string): string {
  return `<rect x="${BAR_LEFT}" y="${round(y)}" width="${BAR_WIDTH}" height="${round(height - 1)}" fill="${fill}"/>`;
}
