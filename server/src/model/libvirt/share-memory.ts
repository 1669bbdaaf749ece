import { insertBehind, insertInto, setAttribute } from './edit-xml';
import type { LibvirtDomain } from './libvirt-domain';
import type { Repair } from './libvirt-finding';
import { allOf, pathOf } from './xml-values';

type XmlEdit = Repair['edits'][number];

const SOURCE = "<source type='memfd'/>";
const ACCESS = "<access mode='shared'/>";

/**
 * Makes all memory of a domain one that other processes can map: `<access mode='shared'/>`, and a memfd for it where it
 * would be a file of ordinary pages otherwise. Cells that say `private` themselves say `shared` then.
 */
export function shareMemory(domain: LibvirtDomain): readonly Repair[] {
  const { backing, cells } = domain;
  const cellEdits = cells
    .filter(({ memAccess }) => memAccess.value === 'private')
    .map(({ memAccess }) => ({ span: memAccess.span!, newText: 'shared' }));
  const isGeneral = backing.access.value === 'shared';
  if (isGeneral) {
    const title = cellEdits.length === 1 ? "Change memAccess to 'shared'" : "Change every memAccess to 'shared'";
    return cellEdits.length > 0 ? [{ title, edits: cellEdits }] : [];
  }
  const memfd = !backing.hugepages && (!backing.source.span || backing.source.value === 'anonymous');
  const edits = [...(memfd ? useMemfd(domain) : []), ...useShared(domain)];
  const all = [...mergeInsertions(domain, edits), ...cellEdits];
  const title = memfd ? `Add ${SOURCE} and ${ACCESS}` : backing.access.span ? "Change to 'shared'" : `Add ${ACCESS}`;
  return all.length > 0 ? [{ title, edits: all }] : [];
}

/** An edit, or a line that is to be in `<memoryBacking>`. */
type Change = XmlEdit | string;

function useMemfd({ backing, element }: LibvirtDomain): readonly Change[] {
  if (backing.source.span) return [{ span: backing.source.span, newText: 'memfd' }];
  const written = pathOf(element, 'memoryBacking', 'source');
  return [written ? setAttribute(written, 'type', 'memfd') : SOURCE];
}

function useShared({ backing, element }: LibvirtDomain): readonly Change[] {
  if (backing.access.span) return [{ span: backing.access.span, newText: 'shared' }];
  const written = pathOf(element, 'memoryBacking', 'access');
  return [written ? setAttribute(written, 'mode', 'shared') : ACCESS];
}

/** Lines go into `<memoryBacking>`; where there is none, it comes behind the sizes. */
function mergeInsertions({ backing, element }: LibvirtDomain, changes: readonly Change[]): readonly XmlEdit[] {
  const lines = changes.filter((change) => typeof change === 'string');
  const edits = changes.filter((change) => typeof change !== 'string');
  if (lines.length === 0) return edits;
  if (backing.element) return [...edits, ...insertInto(backing.element, lines)];
  const before = ['currentMemory', 'memory', 'name'].flatMap((name) => allOf(element, name).slice(-1))[0];
  if (!before) return edits;
  return [...edits, insertBehind(before, ['<memoryBacking>', ...lines.map((line) => `  ${line}`), '</memoryBacking>'])];
}
