import { formatSize, hex, pageName } from '../../model/format';
import type { MapBacking, MapSlot } from './memory-map';

/** `2M + 4K pages`, `refused`; of firmware nothing is said. */
export function pagesOf({ kind, segments, state, misaligned }: MapSlot): string {
  if (kind === 'firmware') return 'firmware';
  if (state === 'refused') return 'refused';
  const sizes = [...new Set(segments.map(({ pageSize }) => pageSize))].sort((a, b) => (a < b ? 1 : -1));
  const pages = sizes.length > 0 ? `${sizes.map(pageName).join(' + ')} pages` : 'pages not known';
  return misaligned ? `${pages}, misaligned` : pages;
}

/** A slot in words, for those who do not see it. */
export function slotName(slot: MapSlot): string {
  const { name, start, end } = slot;
  return `${name}, ${hex(start)} to ${hex(end)}, ${formatSize(end - start)}, ${pagesOf(slot)}`;
}

/** A backing in words. */
export function backingName({ name, what, size, nodes }: MapBacking): string {
  const parts = [name, what, size === undefined ? '' : formatSize(size), nodes === undefined ? '' : nodesName(nodes)];
  return parts.filter(Boolean).join(', ');
}

/** `host node 0`, `host node 0, 1 (interleave)`. */
export function nodesName(nodes: string): string {
  return nodes === 'any' ? 'any host node' : nodes === 'not known' ? 'host node not known' : `host node ${nodes}`;
}
