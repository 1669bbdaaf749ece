import type { XmlElement } from '../../syntax/xml/xml-tree';
import type { Fact } from '../qemu/fact';
import { readBitmap } from './bitmap';
import { type LibvirtFinding, refused } from './libvirt-finding';
import { ABSENT, attributeText } from './xml-values';

/**
 * Reads a list of nodes or CPUs in an attribute, or in a text that was read already. (util/virbitmap.c: virBitmapParse)
 *
 * @param mayBeEmpty whether a list of nothing (`0,^0`) is accepted
 */
export function readNodes(
  element: XmlElement | undefined,
  attribute: string,
  what: string,
  findings: LibvirtFinding[],
  mayBeEmpty = false,
): Fact<readonly number[]> {
  return element ? readNodeText(attributeText(element, attribute), attribute, what, findings, mayBeEmpty) : ABSENT;
}

/** The same of a text. */
export function readNodeText(
  { value, span }: Fact<string>,
  name: string,
  what: string,
  findings: LibvirtFinding[],
  mayBeEmpty = false,
): Fact<readonly number[]> {
  if (!span || value === undefined) return { value: undefined, span };
  const nodes = readBitmap(value);
  if (nodes === undefined) {
    const words = `invalid argument: Failed to parse bitmap '${value}'`;
    const message = `'${value}' is no list of numbers: write ${what} as 0, 0-3 or 0-3,^2,8.`;
    findings.push(refused('libvirt-nodeset', span, words, message));
    return { value: undefined, span };
  }
  if (nodes.length === 0 && !mayBeEmpty) {
    const words = `unsupported configuration: Invalid value of '${name}': ${value}`;
    findings.push(refused('libvirt-nodeset', span, words, `'${value}' leaves no node: name at least one.`));
    return { value: undefined, span };
  }
  return { value: nodes, span };
}
