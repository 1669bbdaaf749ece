import { type SkimmedTag, skimTags } from './xml/skim-tags';

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
  const tags = skimTags(text.length > LONGEST_LOOK ? text.slice(0, LONGEST_LOOK) : text);
  const root: SkimmedTag | undefined = tags.next().value;
  if (!root) return undefined;
  if (root.name === 'domain') return isDomain(root, tags) ? 'domain' : undefined;
  if (HOLDERS.has(root.name)) {
    for (const tag of tags) if (tag.name === 'domain' && isDomain(tag, tags)) return 'domain';
    return undefined;
  }
  return FRAGMENTS.has(root.name) || (root.name === 'memory' && root.attributes.has('model')) ? 'fragment' : undefined;
}

/** What domains are kept in. (libvirt's domainsnapshot.rng, domaincheckpoint.rng, domainbackup.rng) */
const HOLDERS = new Set(['domainsnapshot', 'domaincheckpoint', 'domainbackup']);

/** (libvirt's domaincommon.rng: hvs) */
const HYPERVISORS = new Set([
  ...['kvm', 'qemu', 'hvf', 'xen', 'lxc', 'test', 'bhyve', 'vz', 'hyperv', 'openvz', 'vmware', 'vbox'],
]);

/** Elements that a domain with a type filled in by a template is known by. */
const PARTS = new Set(['memory', 'currentMemory', 'memoryBacking', 'vcpu', 'os', 'devices']);

/** Elements of a domain that nothing else begins with. */
const FRAGMENTS = new Set(['memoryBacking', 'numatune', 'maxMemory']);

/** Whether a `domain` is one of libvirt's; `rest` are the tags that follow it. */
function isDomain({ attributes }: SkimmedTag, rest: Iterable<SkimmedTag>): boolean {
  const type = attributes.get('type');
  if (type === undefined) return false;
  if (HYPERVISORS.has(type)) return true;
  if (!/[{<$@&]/.test(type)) return false;
  for (const { name } of rest) if (PARTS.has(name)) return true;
  return false;
}
