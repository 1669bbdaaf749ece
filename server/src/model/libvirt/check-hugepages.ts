import { formatSize } from '../format';
import { hostPageSize } from '../qemu/host-memory';
import { KIB } from '../qemu/units';
import { setAttribute } from './edit-xml';
import { hugePageSizesOf } from './huge-page-mounts';
import type { HugePage, LibvirtDomain, SizeFact } from './libvirt-domain';
import { type LibvirtFinding, refused } from './libvirt-finding';
import type { LibvirtSetting } from './libvirt-setting';

/** Whether the entries of `<hugepages>` can stand together. (conf/domain_validate.c: virDomainDefMemtuneValidate) */
export function checkHugepages(domain: LibvirtDomain, setting: LibvirtSetting): LibvirtFinding[] {
  const { backing, cells } = domain;
  const { hugepages, pages } = backing;
  const findings: LibvirtFinding[] = [];
  if (!hugepages) return findings;
  if (backing.source.value === 'anonymous') {
    const words = 'unsupported configuration: hugepages are not allowed with anonymous memory source';
    const message = "Huge pages come from a file or a memfd: leave out <source type='anonymous'/>, or make it memfd.";
    const related = [{ span: hugepages.nameSpan, message: 'the huge pages' }];
    const repairs = [{ title: "Change to 'memfd'", edits: [{ span: backing.source.span!, newText: 'memfd' }] }];
    findings.push(refused('libvirt-hugepages', backing.source.span!, words, message, { related, repairs }));
  }
  if (backing.allocation.value === 'ondemand') {
    const words = 'unsupported configuration: hugepages are not allowed with memory allocation ondemand';
    const message = "Huge pages are always allocated at the start: make it 'immediate', or leave it out.";
    const repairs = [
      { title: "Change to 'immediate'", edits: [{ span: backing.allocation.span!, newText: 'immediate' }] },
    ];
    findings.push(refused('libvirt-hugepages', backing.allocation.span!, words, message, { repairs }));
  }
  const earlier: EarlierPages = { master: undefined, byNode: new Map() };
  const named = new Set(pages.flatMap((page) => nodesOf(page, cells.length) ?? []));
  const rest = cells.length === 0 || cells.some(({ id }) => id === undefined || !named.has(id));
  for (const page of pages) {
    const clash = checkPair(page, earlier, cells.length);
    if (clash) findings.push(clash);
    const missing = nodesOf(page, cells.length)?.find((node) => node >= cells.length);
    if (missing !== undefined) {
      const have = cells.length === 0 ? 'none' : cells.length === 1 ? 'cell 0 only' : `cells 0 to ${cells.length - 1}`;
      const message = `nodeset is about the guest's own NUMA cells, of which it has ${have}.`;
      findings.push(refused('libvirt-hugepages', page.nodes.span!, `hugepages: node ${missing} not found`, message));
    }
    // An entry for the cells that no other names may be for none.
    const isUsed = rest || nodesOf(page, cells.length) !== undefined;
    const mount = isUsed ? checkMount(page.size, domain, setting) : undefined;
    if (mount) findings.push(mount);
  }
  return findings;
}

/** The cells an entry is for; `undefined`: all others. Without cells, `nodeset='0'` means the whole guest. */
export function nodesOf({ nodes }: HugePage, cellCount: number): readonly number[] | undefined {
  if (cellCount === 0 && nodes.value?.length === 1 && nodes.value[0] === 0) return undefined;
  return nodes.value;
}

/** The entries in front of one, by the cells they are for. */
interface EarlierPages {
  /** The one for all cells that no other names. */
  master: HugePage | undefined;
  readonly byNode: Map<number, HugePage>;
}

/** Whether an entry is for a cell that an earlier one is for; it counts among the earlier ones from then on. */
function checkPair(page: HugePage, earlier: EarlierPages, cellCount: number): LibvirtFinding | undefined {
  if (page.nodes.span && page.nodes.value === undefined) return undefined;
  const own = nodesOf(page, cellCount);
  const span = page.nodes.span ?? page.element.nameSpan;
  const refuse = (other: HugePage, words: string, message: string) =>
    refused('libvirt-hugepages', span, words, message, {
      related: [{ span: other.element.nameSpan, message: 'the other entry' }],
    });
  if (!own) {
    const other = earlier.master;
    earlier.master ??= page;
    if (!other) return undefined;
    const words = `two master hugepages detected: ${page.size.value} and ${other.size.value}`;
    return refuse(other, words, 'Only one <page> can do without a nodeset: it is for all cells that no other names.');
  }
  const taken = own.find((node) => earlier.byNode.has(node));
  const other = taken === undefined ? undefined : earlier.byNode.get(taken);
  for (const node of own) if (!earlier.byNode.has(node)) earlier.byNode.set(node, page);
  if (!other) return undefined;
  const words = `nodeset attribute of hugepages of sizes ${page.size.value} and ${other.size.value} intersect`;
  const pair = `${other.size.value} and ${page.size.value} KiB`;
  return refuse(other, words, `Two entries (${pair}) are for cell ${taken}: every cell has pages of one size.`);
}

/**
 * Whether there is a hugetlbfs of a page size; looked for at the start of the domain.
 * (qemu/qemu_conf.c: qemuGetDomainHupageMemPath)
 */
export function checkMount(
  { value: kib, span, unit, element }: SizeFact,
  domain: LibvirtDomain,
  { host }: LibvirtSetting,
): LibvirtFinding | undefined {
  if (!kib || !span || !element) return undefined;
  const bytes = kib * KIB;
  const sizes = bytes === hostPageSize(host) ? undefined : hugePageSizesOf(domain.arch.value, host);
  if (!sizes || sizes.sizes.includes(bytes)) return undefined;
  const words = `internal error: Unable to find any usable hugetlbfs mount for ${kib} KiB`;
  const known = sizes.sizes.map(formatSize).join(' or ') || 'none';
  const meant = unit.span ? undefined : MEANT.get(kib);
  const unitless = meant ? ` Without a unit the size counts KiB.` : '';
  const message = `There are no huge pages of ${formatSize(bytes)}: ${sizes.ofHost ? 'the host has' : 'the architecture has'} ${known}.${unitless}`;
  const repairs = meant ? [{ title: `Add unit='${meant}'`, edits: [setAttribute(element, 'unit', meant)] }] : [];
  return refused('libvirt-hugepages', span, words, message, { repairs });
}

/** What people mean who leave the unit out. */
const MEANT: ReadonlyMap<bigint, string> = new Map([
  [1n, 'G'],
  [2n, 'M'],
  [16n, 'G'],
  [32n, 'M'],
  [64n, 'KiB'],
  [512n, 'M'],
]);
