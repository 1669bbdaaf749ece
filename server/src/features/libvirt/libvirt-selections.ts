import type { Position, Range } from '../../text/text-lines';
import { wideningRanges } from '../widening-ranges';
import type { LibvirtSnapshot } from './libvirt-snapshot';
import { offsetAt, rangeAt } from './xml-place';
import { elementsAround, xmlSpotAt } from './xml-spot';

/** What is marked when a selection is widened: a value, the attribute, the tag, what is between the tags, the element. */
export function libvirtSelectionsAt(snapshot: LibvirtSnapshot, position: Position): Range[] {
  const { document, text } = snapshot;
  const offset = offsetAt(snapshot, position);
  const spot = xmlSpotAt(document, offset);
  const spans = spot ? [spot.span, ...(spot.attribute ? [spot.attribute.span] : [])] : [];
  for (const { startTag, endTag, span } of elementsAround(document.roots, offset).toReversed()) {
    const tag = [startTag, endTag].find(
      (candidate) => candidate && candidate.start <= offset && offset <= candidate.end,
    );
    if (tag) spans.push(tag);
    if (endTag) spans.push({ ...span, start: startTag.end, end: endTag.start });
    spans.push(span);
  }
  return wideningRanges(
    spans.map((span) => rangeAt(snapshot, span)),
    text,
  );
}
