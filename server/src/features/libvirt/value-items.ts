import { formatCount, formatSize } from '../../model/format';
import { targetOf } from '../../model/libvirt/command-line';
import { formatKib } from '../../model/libvirt/format-kib';
import { hugePageSizesOf } from '../../model/libvirt/huge-page-mounts';
import { unitOf } from '../../model/libvirt/scaled-integer';
import type { VocabularyText } from '../../model/libvirt/vocabulary-element';
import { KIB } from '../../model/qemu/units';
import type { DomainFacts } from '../../rules/libvirt/domain-facts';
import type { CompletionItem } from '../completion/completion-item';
import { fitsTarget } from '../qemu/fits-target';
import { typesOfOption } from '../qemu/property-texts';
import type { LibvirtSnapshot } from './libvirt-snapshot';
import { sinceLibvirt } from './vocabulary-markdown';

/** Where a value is written. */
export interface ValuePlace {
  readonly snapshot: LibvirtSnapshot;
  /** `undefined` in a fragment. */
  readonly domain: DomainFacts | undefined;
  /** The element: `domain/cpu/numa/cell`. */
  readonly key: string;
  /** `undefined`: the text of the element. */
  readonly attribute: string | undefined;
  /** The attribute `unit` beside it. */
  readonly unit: string | undefined;
}

/** What a text can be. */
export function valueItems(text: VocabularyText, place: ValuePlace): readonly CompletionItem[] {
  const { key, attribute, domain, snapshot } = place;
  if (typeof text !== 'string') {
    const { version } = snapshot.settings.libvirt;
    return text.map(({ name, summary, since }) => ({
      ...item(name, sinceLibvirt(since, version)),
      ...(summary !== undefined && { documentation: summary }),
    }));
  }
  switch (text) {
    case 'unit':
      return UNITS.map((unit) => item(unit, unit === 'bytes' ? 'single bytes' : formatBytes(unit)));
    case 'cell':
      return cellItems(domain);
    case 'nodes':
      return key === PAGE ? [...cellItems(domain), ...allCells(domain)] : hostNodes(place);
    case 'size':
      return PAGE_SIZED.has(key) ? pageItems(place) : [];
    default:
      if (key === 'domain/os/type' && attribute === 'machine') return machineItems(domain);
      return key === 'domain/cpu/numa/cell' && attribute === 'id' ? [item(`${nextCell(domain)}`, 'the next cell')] : [];
  }
}

/** The number that another cell would have. */
export function nextCell(domain: DomainFacts | undefined): number {
  const ids = new Set(
    domain?.prepared.domain.cells.map(
      ({ element }) => element.attributes.find(({ name }) => name === 'id')?.value.pieces[0]?.text,
    ),
  );
  let next = 0;
  while (ids.has(`${next}`)) next++;
  return next;
}

const UNITS = ['GiB', 'MiB', 'KiB', 'TiB', 'bytes'];

function formatBytes(unit: string): string {
  return `${formatCount(unitOf(unit)!.factor)} bytes`;
}

const PAGE = 'domain/memoryBacking/hugepages/page';
const PAGE_SIZED: ReadonlySet<string> = new Set([PAGE, 'domain/devices/memory/source/pagesize']);

function item(label: string, detail: string): CompletionItem {
  return { kind: 'value', label, detail };
}

function cellItems(domain: DomainFacts | undefined): CompletionItem[] {
  return (domain?.prepared.memory.cells ?? []).flatMap(({ id, size, cell }) =>
    cell ? [item(`${id}`, size === undefined ? 'a cell' : `cell of ${formatKib(size)}`)] : [],
  );
}

function allCells(domain: DomainFacts | undefined): CompletionItem[] {
  const count = domain?.prepared.domain.cells.length ?? 0;
  return count > 1 ? [item(`0-${count - 1}`, 'all cells')] : [];
}

/** Only those of a host that is known. */
function hostNodes({ snapshot }: ValuePlace): CompletionItem[] {
  const nodes = snapshot.settings.qemu.host.numaNodes ?? [];
  return nodes.map(({ id, memory }) =>
    item(`${id}`, memory === undefined ? 'a node of the host' : `host node of ${formatSize(memory)}`),
  );
}

/** The huge pages of the host, in the unit that is written beside it. */
function pageItems({ domain, snapshot, unit }: ValuePlace): CompletionItem[] {
  const scale = unit ? unitOf(unit)?.factor : KIB;
  const known = hugePageSizesOf(domain?.prepared.domain.arch.value, snapshot.settings.qemu.host);
  if (!scale || !known) return [];
  return known.sizes
    .filter((size) => size % scale === 0n)
    .map((size) => item(`${size / scale}`, `${formatSize(size)} pages`));
}

function machineItems(domain: DomainFacts | undefined): CompletionItem[] {
  const target = domain && targetOf(domain.prepared.domain);
  return typesOfOption('machine')
    .filter(({ name }) => name !== 'none' && fitsTarget(name, target))
    .map(({ name, summary }) => ({ ...item(name, ''), documentation: summary }));
}
