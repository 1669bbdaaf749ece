import { wordText } from '../text/word';
import { scanXml } from './xml/scan-xml';
import { elementsIn } from './xml/table-element';
import { newSource } from './xml/xml-source';
import { attributeOf, childrenOf, type XmlElement } from './xml/xml-tree';

/** What a text of libvirt's is: a whole machine, or a part of one that says something about its memory. */
export type LibvirtText = 'domain' | 'fragment';

/** At most so many characters are looked at. */
const LONGEST_LOOK = 65_536;

/**
 * Whether a text is libvirt domain XML. A cheap look at its beginning, which must be XML up to the first element, or a
 * template of it. Application servers have files of the same name and root: a domain of libvirt's says of which
 * hypervisor it is.
 */
export function detectLibvirt(text: string): LibvirtText | undefined {
  const look = text.length > LONGEST_LOOK ? text.slice(0, LONGEST_LOOK) : text;
  const source = newSource({ text: look, lineCount: 1 });
  const { outside } = scanXml(source);
  const root = elementsIn(source, 0, source.elements.count)[0];
  if (!root || (outside >= 0 && outside < root.span.start)) return undefined;
  if (isDomain(root) || (HOLDERS.has(root.name) && childrenOf(root, 'domain').some(isDomain))) return 'domain';
  return isFragment(root) ? 'fragment' : undefined;
}

/** What domains are kept in. (libvirt's domainsnapshot.rng, domaincheckpoint.rng, domainbackup.rng) */
const HOLDERS = new Set(['domainsnapshot', 'domaincheckpoint', 'domainbackup']);

/** (libvirt's domaincommon.rng: hvs) */
const HYPERVISORS = new Set([
  ...['kvm', 'qemu', 'hvf', 'xen', 'lxc', 'test', 'bhyve', 'vz', 'hyperv', 'openvz', 'vmware', 'vbox'],
]);

/** Elements that a domain with a type filled in by a template is known by. */
const PARTS = new Set(['memory', 'currentMemory', 'memoryBacking', 'vcpu', 'os', 'devices']);

function isDomain(element: XmlElement): boolean {
  const type = element.name === 'domain' ? attributeOf(element, 'type') : undefined;
  if (!type) return false;
  const hypervisor = wordText(type.value);
  if (hypervisor !== undefined) return HYPERVISORS.has(hypervisor);
  return element.children.some(({ name }) => PARTS.has(name));
}

/** Elements of a domain that nothing else begins with. */
const FRAGMENTS = new Set(['memoryBacking', 'numatune', 'maxMemory']);

function isFragment(element: XmlElement): boolean {
  return FRAGMENTS.has(element.name) || (element.name === 'memory' && attributeOf(element, 'model') !== undefined);
}
