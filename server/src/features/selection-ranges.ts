import type { Declaration } from '../syntax/memslots/declaration';
import { contentLength, type Position, type Range } from '../text/text-lines';
import { type Element, elementAt } from './element-at';
import { placeAt, rangeIn } from './place-at';
import type { Snapshot } from './snapshot';
import { wideningRanges } from './widening-ranges';

/** What an editor marks when a selection is widened at a position step by step, the smallest range first. */
export function selectionRangesAt(snapshot: Snapshot, position: Position): Range[] {
  const { text, list } = snapshot;
  const place = placeAt(snapshot, position);
  if (!place) return wideningRanges([], text);
  const { declaration, line, offset } = place;
  const element = elementAt(declaration, offset);
  const ranges = (element ? extentsOf(element) : []).map((extent) => rangeIn(declaration, line, extent));
  if (declaration.start <= offset && offset <= declaration.end) ranges.push(rangeIn(declaration, line, declaration));
  ranges.push(rangeIn(declaration, line, { start: 0, end: contentLength(declaration.text) }));
  const machine = machineLines(list.declarations, line);
  if (machine) {
    const end = text.clamp({ line: machine.end, character: 0 });
    ranges.push({ start: { line: machine.start, character: 0 }, end });
  }
  return wideningRanges(ranges, text);
}

function extentsOf(element: Element): { start: number; end: number }[] {
  switch (element.kind) {
    case 'expression': {
      const { item, expression, field } = element;
      return [...(item ? [item] : []), expression, ...(field ? [{ start: field.key.start, end: expression.end }] : [])];
    }
    case 'word':
    case 'flag': {
      const { token, field } = element;
      const value = field.value ?? token;
      return [token, value, { start: field.key.start, end: value.end }];
    }
    case 'key': {
      const { token, field } = element;
      return [token, { start: token.start, end: field.value?.end ?? token.end }];
    }
    default:
      return [element.token];
  }
}

/** The lines `[start, end)` of the machine that `line` belongs to: up to the next one. */
function machineLines(declarations: Iterable<Declaration>, line: number): { start: number; end: number } | undefined {
  let start: number | undefined;
  let at = 0;
  for (const declaration of declarations) {
    if (declaration.kind === 'machine') {
      if (at > line) break;
      start = at;
    }
    at += declaration.lineCount;
  }
  return start === undefined ? undefined : { start, end: at };
}
