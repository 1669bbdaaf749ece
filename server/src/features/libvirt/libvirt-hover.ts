import type { DomainFacts } from '../../rules/libvirt/domain-facts';
import type { Span } from '../../text/span';
import type { Position } from '../../text/text-lines';
import { wordText } from '../../text/word';
import type { Hover } from '../hover/hover';
import { argumentHover } from './argument-hover';
import { bindingHover } from './binding-hover';
import { domainHover } from './domain-hover';
import { type KnownPlace, knownPlace } from './known-element';
import type { LibvirtSnapshot } from './libvirt-snapshot';
import { lockedHover } from './locked-hover';
import { pageHover } from './page-hover';
import { optionBlock, pieceHover } from './piece-hover';
import { regionHover } from './region-hover';
import { sharedHover } from './shared-hover';
import { sizeHover } from './size-hover';
import { attributeMarkdown, elementMarkdown } from './vocabulary-markdown';
import { offsetAt, rangeAt } from './xml-place';
import { type XmlSpot, xmlSpotAt } from './xml-spot';

/** What to show of the text at a position. */
export function libvirtHoverAt(snapshot: LibvirtSnapshot, position: Position): Hover | undefined {
  const offset = offsetAt(snapshot, position);
  const spot = xmlSpotAt(snapshot.document, offset);
  const place = spot && knownPlace(snapshot, spot.path);
  if (!place) return undefined;
  const said = vocabularyOf(spot, place, snapshot);
  if (said === undefined) return undefined;
  const found = evaluated(spot, place, snapshot, offset);
  // Of a whole domain more is to be said than what a domain is.
  const sections = place.key === 'domain' && spot.kind === 'name' && found.length > 0 ? found : [...found, said];
  const range = rangeAt(snapshot, spot.span);
  return range ? { markdown: sections.join('\n\n---\n\n'), range } : undefined;
}

/** What libvirt and QEMU make of it. */
function evaluated(spot: XmlSpot, place: KnownPlace, snapshot: LibvirtSnapshot, offset: number): string[] {
  const { chain, key, domain } = place;
  const { element } = chain.at(-1)!;
  const { attribute, kind } = spot;
  // A cell is more than its size, which stands in an attribute.
  const isSize = attribute ? SIZED.has(attribute.name) : key !== CELL;
  const sections: (string | undefined)[] = [isSize ? sizeHover(place) : undefined];
  if (domain?.qemu) {
    // An attribute that decides what the whole is shows what the element does.
    const whole = kind === 'name' || (attribute !== undefined && NAMING.has(attribute.name));
    switch (key) {
      case 'domain':
        if (whole) sections.push(domainHover(domain, snapshot));
        break;
      case 'domain/memory':
        if (kind === 'name' || kind === 'text')
          sections.push(domainHover(domain, snapshot), optionBlock(domain, placeOfRam(domain)));
        break;
      case 'domain/maxMemory':
        sections.push(regionHover(domain.qemu));
        break;
      case CELL:
      case 'domain/devices/memory':
      case 'domain/devices/shmem':
        if (whole) sections.push(pieceHover(domain, element));
        break;
      case 'domain/devices/memory/target':
      case 'domain/devices/memory/source':
        if (whole) sections.push(pieceHover(domain, chain.at(-2)!.element));
        break;
      case 'domain/memoryBacking/hugepages':
      case 'domain/memoryBacking/hugepages/page':
      case 'domain/devices/memory/source/pagesize':
        sections.push(pageHover(domain, element));
        break;
      case 'domain/numatune':
      case 'domain/numatune/memory':
      case 'domain/numatune/memnode':
        sections.push(bindingHover(domain, element));
        break;
      case 'domain/devices/filesystem':
      case 'domain/devices/interface':
      case 'domain/devices/disk':
        if (whole) sections.push(sharedHover(domain, element));
        break;
      case 'domain/devices/filesystem/driver':
        if (whole) sections.push(sharedHover(domain, chain.at(-2)!.element));
        break;
      case 'domain/memoryBacking/locked':
      case 'domain/devices/hostdev':
        sections.push(lockedHover(domain, element));
        break;
      case 'domain/qemu:commandline/qemu:arg':
        if (attribute && kind === 'value') sections.push(argumentHover(domain.qemu, attribute, offset));
    }
  }
  return sections.filter((section) => section !== undefined);
}

/** Where the options come from that are about the RAM as a whole. */
function placeOfRam({ prepared: { domain } }: DomainFacts): Span {
  return domain.memory.span ?? domain.element.nameSpan;
}

const CELL = 'domain/cpu/numa/cell';
/** Attributes that a size is written in. */
const SIZED: ReadonlySet<string> = new Set(['size', 'memory', 'unit']);
/** Attributes that say what an element is. */
const NAMING: ReadonlySet<string> = new Set(['id', 'model', 'type', 'name']);

/** What is known of the element, the attribute or the word. */
function vocabularyOf(
  { kind, attribute }: XmlSpot,
  { chain }: KnownPlace,
  { settings }: LibvirtSnapshot,
): string | undefined {
  const { element, entry } = chain.at(-1)!;
  const { version } = settings.libvirt;
  if (kind === 'name') return elementMarkdown(entry, undefined, version);
  if (kind === 'text')
    return entry.text === undefined ? undefined : elementMarkdown(entry, wordText(element.text), version);
  const known = entry.attributes.find(({ name }) => name === attribute!.name);
  const written = kind === 'value' ? wordText(attribute!.value) : undefined;
  return known && attributeMarkdown(known, entry, written, version);
}
