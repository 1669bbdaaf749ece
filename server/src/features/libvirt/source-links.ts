import type { DocumentLink } from '../document-links';
import type { LibvirtSnapshot } from './libvirt-snapshot';
import { rangeAt } from './xml-place';

/** From the `<path>` of an nvdimm or a virtio-pmem to the file that its memory is in. */
export function sourceLinks(snapshot: LibvirtSnapshot): readonly DocumentLink[] {
  return snapshot.domains.flatMap(({ prepared: { domain } }) =>
    domain.devices.flatMap(({ path: { value, span } }): DocumentLink[] => {
      const range = value && span && rangeAt(snapshot, span);
      return range
        ? [{ range, target: { kind: 'path', path: value! }, tooltip: 'The file that the memory is in' }]
        : [];
    }),
  );
}
