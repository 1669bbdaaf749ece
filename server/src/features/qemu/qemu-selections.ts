import type { Span } from '../../text/span';
import { contentLength, type Position, type Range } from '../../text/text-lines';
import { wideningRanges } from '../widening-ranges';
import { elementAt, type QemuElement, valueSpan } from './qemu-element';
import { qemuPlaceAt, rangeAt } from './qemu-place';
import type { QemuSnapshot } from './qemu-snapshot';

/** What is marked when a selection is widened: a value, the key with it, the option's value, the option, the line, the command. */
export function qemuSelectionsAt(snapshot: QemuSnapshot, position: Position): Range[] {
  const { text } = snapshot;
  const place = qemuPlaceAt(snapshot, position);
  const element = place && elementAt(snapshot, place);
  const at = text.clamp(position).line;
  const line = { start: { line: at, character: 0 }, end: { line: at, character: contentLength(text.lines[at]!) } };
  const own = element ? spansOf(element).map((span) => span && rangeAt(snapshot, span)) : [];
  const block = place && rangeAt(snapshot, { block: place.block, start: 0, end: contentLength(place.block.text) });
  return wideningRanges([...own, line, block], text);
}

function spansOf(element: QemuElement): readonly (Span | undefined)[] {
  const { machine, span } = element;
  if (element.kind === 'program') return [span, around(span, machine.list.arguments.at(-1)?.span)];
  const { group } = element;
  const words = machine.list.arguments;
  const dash = words[words.findIndex((word) => word.span === group.span) - 1]?.span;
  // Elsewhere quotes stand around the value or both.
  const isPlain = group.carrier === 'command-line' || group.carrier === 'hmp';
  const entry = element.kind === 'option' || !isPlain ? undefined : element.entry;
  return [
    span,
    entry && around(entry.impliedKey ? valueSpan(entry) : entry.key.span, valueSpan(entry)),
    group.span,
    dash && around(dash, group.span),
  ];
}

/** From the beginning of one span to the end of another; `undefined` where they are not in one block. */
function around(first: Span, last: Span | undefined): Span | undefined {
  return last && first.block === last.block && first.start <= last.end ? { ...first, end: last.end } : undefined;
}
