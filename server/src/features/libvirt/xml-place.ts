import type { Span } from '../../text/span';
import type { Position, Range } from '../../text/text-lines';
import { offsetInWhole, rangeInWhole } from '../whole-text';
import type { LibvirtSnapshot } from './libvirt-snapshot';

/** The offset of a position in the one block that an XML text is. */
export function offsetAt(snapshot: LibvirtSnapshot, position: Position): number {
  return offsetInWhole(snapshot, snapshot.document.block, position);
}

/** The range of a span, which never reaches beyond the text; `undefined` when this version does not have its block. */
export function rangeAt(snapshot: LibvirtSnapshot, span: Span): Range | undefined {
  return rangeInWhole(snapshot, span);
}
