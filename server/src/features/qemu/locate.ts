import type { Span } from '../../text/span';
import type { Range } from '../../text/text-lines';
import { rangeAt } from './qemu-place';
import type { QemuSnapshot } from './qemu-snapshot';

/** Another document that is open, by the name that files have too. */
export interface OtherDocument {
  readonly name: string;
  readonly snapshot: QemuSnapshot;
}

/** A place in the document, or in the file that is named. */
export interface Place {
  readonly file?: string;
  readonly range: Range;
}

/**
 * Where a span stands: in the document itself (then there is no name of a file), in a file that it reads, in another
 * document, or in a file that only that one reads. `undefined`: nowhere among them.
 */
export function locate(snapshot: QemuSnapshot, others: readonly OtherDocument[], span: Span): Place | undefined {
  const own = rangeAt(snapshot, span);
  if (own) return { range: own };
  const read = snapshot.elsewhere?.(span);
  if (read) return read;
  for (const { name, snapshot: other } of others) {
    const range = rangeAt(other, span);
    const place = range ? { file: name, range } : other.elsewhere?.(span);
    if (place) return place;
  }
  return undefined;
}
