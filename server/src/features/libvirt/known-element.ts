import { VOCABULARY, vocabularyChild } from '../../model/libvirt/vocabulary';
import type { VocabularyElement } from '../../model/libvirt/vocabulary-element';
import type { DomainFacts } from '../../rules/libvirt/domain-facts';
import { attributeOf, type XmlElement } from '../../syntax/xml/xml-tree';
import type { LibvirtSnapshot } from './libvirt-snapshot';

/** An element that the vocabulary knows. */
export interface KnownElement {
  readonly element: XmlElement;
  readonly entry: VocabularyElement;
}

/** An element of a domain, or of a part of one, with what is known of it. */
export interface KnownPlace {
  /** The element and those around it up to `<domain>` or the fragment, the outermost first. */
  readonly chain: readonly KnownElement[];
  /** The names in the chain from `domain` on: `domain/cpu/numa/cell`. */
  readonly key: string;
  /** `undefined` in a fragment. */
  readonly domain: DomainFacts | undefined;
}

/** What is known of the last element of a path; `undefined` where it, or one around it, is not known. */
export function knownPlace({ domains }: LibvirtSnapshot, path: readonly XmlElement[]): KnownPlace | undefined {
  // Domains are alone, or in an element such as <domainsnapshot>.
  for (const [i, element] of path.slice(0, 2).entries()) {
    const domain = domains.find(({ prepared }) => prepared.domain.element === element);
    if (domain) {
      return isOfQemu(domain) ? follow({ element, entry: VOCABULARY }, path.slice(i + 1), 'domain', domain) : undefined;
    }
    const fragment = i === 0 ? fragmentOf(element) : undefined;
    if (fragment) return follow({ element, entry: fragment.entry }, path.slice(1), fragment.key, undefined);
  }
  return undefined;
}

/** QEMU runs it, or a template fills in what does. */
function isOfQemu({ prepared, qemu }: DomainFacts): boolean {
  return qemu !== undefined || prepared.domain.type.value === undefined;
}

function follow(
  first: KnownElement,
  rest: readonly XmlElement[],
  firstKey: string,
  domain: DomainFacts | undefined,
): KnownPlace | undefined {
  const chain = [first];
  let key = firstKey;
  let { entry } = first;
  for (const element of rest) {
    const next = vocabularyChild(entry, element);
    if (!next) return undefined;
    entry = next;
    chain.push({ element, entry });
    key += `/${entry.name}`;
  }
  return { chain, key, domain };
}

/** Elements of a domain that nothing else begins with: `detectLibvirt` knows them as well. */
function fragmentOf(element: XmlElement): { entry: VocabularyElement; key: string } | undefined {
  const isDevice = element.name === 'memory' && attributeOf(element, 'model') !== undefined;
  if (!isDevice && !FRAGMENTS.has(element.name)) return undefined;
  const parent = isDevice ? VOCABULARY.children.find(({ name }) => name === 'devices')! : VOCABULARY;
  const entry = vocabularyChild(parent, element);
  return entry && { entry, key: isDevice ? 'domain/devices/memory' : `domain/${entry.name}` };
}

const FRAGMENTS: ReadonlySet<string> = new Set(['memoryBacking', 'numatune', 'maxMemory']);
