import { attributeOf, type XmlElement } from '../../syntax/xml/xml-tree';
import type { Fact } from '../qemu/fact';
import type { HugePage, MemoryBacking } from './libvirt-domain';
import { type LibvirtFinding, refused } from './libvirt-finding';
import { readNodes } from './read-nodes';
import { readSize } from './read-size';
import { ABSENT, allOf, attributeText, nearestWords, oneOf, pathOf } from './xml-values';

/** Reads `<memoryBacking>`. (conf/domain_conf.c: virDomainDefParseMemory, virDomainHugepagesParseXML) */
export function readMemoryBacking(domain: XmlElement, findings: LibvirtFinding[]): MemoryBacking {
  const element = pathOf(domain, 'memoryBacking');
  const one = (name: string) => pathOf(domain, 'memoryBacking', name);
  return {
    element,
    hugepages: one('hugepages'),
    pages: allOf(domain, 'memoryBacking', 'hugepages', 'page').map((page) => readPage(page, findings)),
    nosharepages: one('nosharepages'),
    locked: one('locked'),
    source: word(domain, 'source', 'type', ['file', 'anonymous', 'memfd'], findings),
    access: word(domain, 'access', 'mode', ['shared', 'private'], findings),
    allocation: word(domain, 'allocation', 'mode', ['immediate', 'ondemand'], findings),
    threads: readThreads(one('allocation'), findings),
    discard: one('discard'),
  };
}

function readPage(element: XmlElement, findings: LibvirtFinding[]): HugePage {
  const size = readSize(element, { path: './@size', attribute: 'size', required: true }, findings);
  if (size.value === 0n) {
    const message = 'A huge page of 0 bytes is none: name a size that the host has, such as 2 MiB or 1 GiB.';
    findings.push(refused('libvirt-hugepages', size.span!, "hugepage size can't be zero", message));
  }
  return { element, size, nodes: readNodes(element, 'nodeset', 'page nodeset', findings) };
}

/** The word in `<name attribute='…'/>`, refused as libvirt refuses it there. */
function word<T extends string>(
  domain: XmlElement,
  name: string,
  attribute: string,
  words: readonly T[],
  findings: LibvirtFinding[],
): Fact<T> {
  const { value, span } = attributeText(
    allOf(domain, 'memoryBacking', name).find((element) => attributeOf(element, attribute)),
    attribute,
  );
  if (!span) return ABSENT;
  if (value === undefined || (words as readonly string[]).includes(value))
    return { value: value as T | undefined, span };
  findings.push(
    refused(
      'libvirt-value',
      span,
      `unsupported configuration: unknown memoryBacking/${name}/${attribute} '${value}'`,
      `${attribute} of <${name}> is ${oneOf(words)}, not '${value}'.`,
      { repairs: nearestWords(span, value, words) },
    ),
  );
  return { value: undefined, span };
}

function readThreads(element: XmlElement | undefined, findings: LibvirtFinding[]): Fact<number> {
  const { value, span } = attributeText(element, 'threads');
  if (!span || value === undefined) return { value: undefined, span };
  if (/^\d{1,10}$/.test(value) && Number(value) <= 0xffff_ffff) return { value: Number(value), span };
  const words = 'XML error: Failed to parse memory allocation threads';
  findings.push(refused('libvirt-value', span, words, `threads is a number, not '${value}'.`));
  return { value: undefined, span };
}
