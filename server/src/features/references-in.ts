import type { Position } from '../text/text-lines';
import type { Analysis } from './analysis';
import { libvirtReferencesAt } from './libvirt/cell-names';
import type { OtherDocument } from './qemu/locate';
import { qemuReferencesAt } from './qemu/qemu-names';
import { type Reference, referencesAt } from './references';

/** Every place where the name at a position is written, in a document of any kind. */
export function referencesIn(
  analysis: Analysis,
  position: Position,
  others: readonly OtherDocument[] = [],
): readonly Reference[] {
  switch (analysis.dialect) {
    case 'memslots':
      return referencesAt(analysis, position);
    case 'qemu':
      return qemuReferencesAt(analysis, position, others);
    case 'libvirt':
      return libvirtReferencesAt(analysis, position);
  }
}
