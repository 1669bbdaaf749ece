import { machineOf } from '../../model/libvirt/command-line';
import type { LibvirtDomain } from '../../model/libvirt/libvirt-domain';
import { elementText, pathOf } from '../../model/libvirt/xml-values';

/** What a domain is called: its name, else its machine type. */
export function domainTitle(domain: LibvirtDomain): string {
  return elementText(pathOf(domain.element, 'name')).value?.trim() || machineOf(domain) || 'domain';
}
