import type { XmlElement } from '../../syntax/xml/xml-tree';
import type { LibvirtDomain } from './libvirt-domain';
import { type LibvirtFinding, refused } from './libvirt-finding';
import type { LibvirtSetting } from './libvirt-setting';
import { libvirtAtLeast } from './libvirt-version';
import { ABSENT, attributeText, elementText, oneOf, pathOf } from './xml-values';

/** The types, and the release that each came with where that is known. */
const TYPES: readonly { readonly name: string; readonly since?: string }[] = [
  { name: 'sev' },
  { name: 'sev-snp', since: '10.5' },
  { name: 's390-pv' },
  { name: 'tdx', since: '11.6' },
];

/** Reads `<launchSecurity>`. (conf/domain_conf.c: virDomainSecDefParseXML, virDomainSEVDefParseXML) */
export function readLaunchSecurity(
  element: XmlElement | undefined,
  { version, versionIsGiven }: LibvirtSetting,
  findings: LibvirtFinding[],
): LibvirtDomain['launchSecurity'] {
  if (!element) return ABSENT;
  const type = attributeText(element, 'type');
  const refuse = (span: LibvirtFinding['span'], words: string, message: string): void => {
    findings.push(refused('libvirt-launch-security', span, words, message));
  };
  const known = TYPES.find(({ name }) => name === type.value);
  // Of what came after the newest libvirt that is known here, nothing but that it came is known.
  const tooNew = versionIsGiven && known?.since !== undefined && !libvirtAtLeast(version, known.since);
  if (!type.span) {
    const words = "XML error: Missing required attribute 'type' in element 'launchSecurity'";
    refuse(element.nameSpan, words, `The type is ${oneOf(TYPES.map(({ name }) => name))}.`);
  } else if (type.value !== undefined && (!known || tooNew)) {
    const words = `XML error: Invalid value for attribute 'type' in element 'launchSecurity': '${type.value}'.`;
    const message = known
      ? `${known.name} came with libvirt ${known.since}; this is for an older one.`
      : `The type is ${oneOf(TYPES.map(({ name }) => name))}, not '${type.value}'.`;
    refuse(type.span, words, message);
  } else if (type.value === 'sev') {
    const policy = elementText(pathOf(element, 'policy'));
    if (!policy.span || (policy.value !== undefined && !/^\s*(?:0[xX][0-9a-fA-F]+|\d+)$/.test(policy.value)))
      refuse(
        policy.span ?? element.nameSpan,
        'XML error: failed to get launch security policy',
        'SEV needs a <policy>: a number such as 0x0003.',
      );
  }
  return { ...type, element };
}
