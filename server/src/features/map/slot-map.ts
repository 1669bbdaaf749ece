import { formatSize, hex, pageName } from '../../model/format';
import { addressValue } from '../../model/host-address';
import type { SetMemoryRegion } from '../../model/slot-operation';
import { type PageSegment, pageSegments } from '../../simulation/page-segments';
import { effectiveErrno, type OperationResult } from '../../simulation/replay';
import { secondLevelOf } from '../../simulation/second-level';
import type { MachineSimulation } from '../../simulation/simulate';
import { PALETTE, pageColour } from './palette';
import { round, svgText } from './svg';

const WIDTH = 460;
const MARGIN = 14;
const BAR = 26;
const INNER = WIDTH - 2 * MARGIN;
const GUEST_TOP = 30;
const BACKING_TOP = 96;
const HEIGHT = 158;
/** About the width of a character. */
const CHARACTER = 7;

/**
 * A small picture of one slot as SVG: above, its guest-physical memory in the colours of the page sizes; below, the piece of
 * the backing that it shows; between them, which end belongs to which. It stands on a card of its own, because an image
 * cannot know the colours of the theme around it.
 */
export function drawSlotMap(
  region: SetMemoryRegion,
  result: OperationResult,
  simulation: MachineSimulation,
): string | undefined {
  const { gpa, size } = region;
  if (gpa.value === undefined || size.value === undefined || size.value === 0n) return undefined;
  const use = simulation.pagesOf(region);
  const errno = effectiveErrno(result);
  const refused = errno !== 0 && errno !== undefined;
  const segments = !refused && use ? pageSegments(region, use, simulation.attributes) : [];
  const window = backingWindow(region);
  const { mappable } = secondLevelOf(simulation.machine.host).granule;
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="system-ui, sans-serif" font-size="11">`,
    `<defs><pattern id="h" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="8" height="8" fill="${PALETTE.unknown}"/><rect width="3" height="8" fill="${PALETTE.refused}"/></pattern></defs>`,
    `<rect width="${WIDTH}" height="${HEIGHT}" rx="6" fill="${PALETTE.card}"/>`,
    svgText(MARGIN, GUEST_TOP - 10, 'guest-physical', PALETTE.quiet),
    svgText(
      WIDTH - MARGIN,
      GUEST_TOP - 10,
      refused ? `refused: ${errno}` : formatSize(size.value),
      refused ? PALETTE.refused : PALETTE.ink,
      'end',
    ),
    guestBar(segments, mappable, refused),
    link(window),
    backingBar(window),
    svgText(MARGIN, GUEST_TOP + BAR + 12, hex(gpa.value), PALETTE.ink),
    svgText(WIDTH - MARGIN, GUEST_TOP + BAR + 12, hex(gpa.value + size.value), PALETTE.ink, 'end'),
    windowLabels(window),
    svgText(MARGIN, HEIGHT - 6, window.title, PALETTE.quiet),
    legend(segments, mappable),
    '</svg>',
  ];
  return parts.join('');
}

/** The piece of the backing that a slot shows, as fractions of the bar. */
interface Window {
  readonly from: number;
  readonly to: number;
  readonly title: string;
  readonly startLabel: string;
  readonly endLabel: string;
}

function backingWindow({ backing, offset, size, userspaceAddr }: SetMemoryRegion): Window {
  const total = backing?.size.value;
  const at = offset?.value;
  const length = size.value!;
  if (backing && at !== undefined) {
    const scale = total !== undefined && total >= at + length && total > 0n ? total : at + length;
    return {
      from: fraction(at, scale),
      to: fraction(at + length, scale),
      title: `offset in ${backing.name.slice(0, 24)}${total === undefined ? '' : ` (${formatSize(total)})`}`,
      startLabel: hex(at),
      endLabel: hex(at + length),
    };
  }
  const hva = addressValue(userspaceAddr);
  if (hva !== undefined)
    return { from: 0, to: 1, title: 'userspace_addr', startLabel: hex(hva), endLabel: hex(hva + length) };
  if (at !== undefined) return { from: 0, to: 1, title: 'offset', startLabel: hex(at), endLabel: hex(at + length) };
  return { from: 0, to: 1, title: 'backing not known', startLabel: '?', endLabel: '?' };
}

/** How far along `part` is in `whole`, in ten-thousandths: pixels need no more, and no address becomes a float. */
function fraction(part: bigint, whole: bigint): number {
  return whole === 0n ? 0 : Number((part * 10_000n) / whole) / 10_000;
}

/** Every part has at least this many pixels: a head of 1 MiB in a slot of 2 GiB has to be seen. */
const THINNEST = 3;

function guestBar(segments: readonly PageSegment[], mappable: readonly bigint[], refused: boolean): string {
  if (segments.length === 0) return bar(MARGIN, GUEST_TOP, INNER, refused ? 'url(#h)' : PALETTE.unknown);
  const total = segments[segments.length - 1]!.end - segments[0]!.start;
  const widths = segments.map(({ start, end }) => Math.max(fraction(end - start, total) * INNER, THINNEST));
  const sum = widths.reduce((a, b) => a + b, 0);
  let x = MARGIN;
  return segments
    .map(({ pageSize }, i) => {
      const width = (widths[i]! / sum) * INNER;
      const rect = bar(x, GUEST_TOP, width, pageColour(pageSize, mappable));
      const label =
        width > 34 ? svgText(x + width / 2, GUEST_TOP + BAR / 2 + 4, pageName(pageSize), PALETTE.card, 'middle') : '';
      x += width;
      return rect + label;
    })
    .join('');
}

function backingBar({ from, to }: Window): string {
  const x = MARGIN + from * INNER;
  const width = Math.max((to - from) * INNER, THINNEST);
  return bar(MARGIN, BACKING_TOP, INNER, PALETTE.unknown) + bar(x, BACKING_TOP, width, PALETTE.backing);
}

/** The ends of the window stand under it, but never outside the picture or on each other. */
function windowLabels({ from, to, startLabel, endLabel }: Window): string {
  const y = BACKING_TOP + BAR + 12;
  const [startWidth, endWidth] = [startLabel.length * CHARACTER, endLabel.length * CHARACTER];
  const end = Math.max(MARGIN + to * INNER, MARGIN + startWidth + endWidth + 2 * CHARACTER);
  const start = Math.min(MARGIN + from * INNER, end - startWidth - endWidth - 2 * CHARACTER);
  return svgText(start, y, startLabel, PALETTE.ink) + svgText(end, y, endLabel, PALETTE.ink, 'end');
}

function link({ from, to }: Window): string {
  const [a, b] = [MARGIN + from * INNER, MARGIN + Math.max(to * INNER, from * INNER + THINNEST)];
  const [top, bottom] = [GUEST_TOP + BAR, BACKING_TOP];
  return `<path d="M${MARGIN} ${top}L${round(a)} ${bottom}H${round(b)}L${WIDTH - MARGIN} ${top}Z" fill="${PALETTE.backing}" opacity="0.18"/>`;
}

function legend(segments: readonly PageSegment[], mappable: readonly bigint[]): string {
  const sizes = [...new Set(segments.map(({ pageSize }) => pageSize))].sort((a, b) => (a < b ? 1 : -1));
  return sizes
    .map((size, i) => {
      const x = WIDTH - MARGIN - (i + 1) * 52;
      return `<rect x="${x}" y="${HEIGHT - 15}" width="10" height="10" rx="2" fill="${pageColour(size, mappable)}"/>${svgText(x + 14, HEIGHT - 6, pageName(size), PALETTE.ink)}`;
    })
    .join('');
}

function bar(x: number, y: number, width: number, fill: string): string {
  return `<rect x="${round(x)}" y="${y}" width="${round(width)}" height="${BAR}" fill="${fill}"/>`;
}
