import type { DomainFacts } from '../../rules/libvirt/domain-facts';
import type { XmlElement } from '../../syntax/xml/xml-tree';
import type { InlayHint } from '../inlay-hints';
import { backendShare, placementText } from '../qemu/qemu-hints';
import type { LineSpan } from '../written-size';
import { domainObjects, isSame } from './domain-objects';
import type { LibvirtSnapshot } from './libvirt-snapshot';
import { rangeAt } from './xml-place';

/** Where the memory devices of the domains lie, and on which pages their memory runs. */
export function libvirtHints(snapshot: LibvirtSnapshot, lines: LineSpan): readonly InlayHint[] {
  return snapshot.domains.flatMap((domain) => hintsOf(domain, snapshot, lines));
}

function hintsOf(domain: DomainFacts, snapshot: LibvirtSnapshot, lines: LineSpan): InlayHint[] {
  const { prepared, qemu } = domain;
  if (!qemu) return [];
  const objects = domainObjects(domain);
  const placed = new Map(qemu.started.devices.map((device) => [device.device.id, device]));
  const hintsAt = (element: XmlElement, kind: InlayHint['kind'], label: () => string | undefined): InlayHint[] => {
    // Behind what begins a device, for its end may be many lines below.
    const position = rangeAt(snapshot, element.children.length > 0 ? element.startTag : element.span)?.end;
    if (!position || position.line < lines.start || position.line > lines.end) return [];
    const text = label();
    return text ? [{ kind, position, label: text }] : [];
  };
  const share = (element: XmlElement) => () => {
    const own = objects.filter(({ group }) => isSame(group.span, element.nameSpan));
    return own.length > 0
      ? backendShare(
          qemu,
          own.map(({ backend }) => backend),
        )
      : undefined;
  };
  const { memory, cells, devices } = prepared.domain;
  return [
    ...(memory.element ? hintsAt(memory.element, 'pages', share(memory.element)) : []),
    ...cells.flatMap(({ element }) => hintsAt(element, 'pages', share(element))),
    ...devices.flatMap(({ element, alias, targetAddress, address }) => {
      const device = placed.get(alias);
      const written = (targetAddress ?? address)?.base.span !== undefined;
      return [
        ...hintsAt(element, 'placements', () => (device && !written ? placementText(device) : undefined)),
        ...hintsAt(element, 'pages', share(element)),
      ];
    }),
  ];
}
