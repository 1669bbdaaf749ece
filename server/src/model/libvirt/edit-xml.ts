import { attributeOf, type XmlElement } from '../../syntax/xml/xml-tree';
import { spanOf } from '../../text/span';
import { formatSize } from '../format';
import type { Fact } from '../qemu/fact';
import { KIB } from '../qemu/units';
import type { SizeFact } from './libvirt-domain';
import type { Repair } from './libvirt-finding';
import { attributeText } from './xml-values';

type XmlEdit = Repair['edits'][number];

/** Gives an attribute of an element another value, or the element another attribute. */
export function setAttribute(
  element: XmlElement,
  name: string,
  value: string,
  { span }: Fact<unknown> = attributeText(element, name),
): XmlEdit {
  const attribute = attributeOf(element, name);
  if (span && attribute) return { span: attribute.value.span, newText: value };
  const last = element.attributes.at(-1)?.span ?? element.nameSpan;
  const at = spanOf(last.block, last.end, last.end);
  return { span: at, newText: ` ${name}='${value}'` };
}

/** Gives a size another value, in KiB, with the unit that makes it shortest. Its number must be written. */
export function setSize({ element, span, unit }: SizeFact, kib: bigint): readonly XmlEdit[] {
  if (!element || !span) return [];
  const [number, name] = formatSize(kib * KIB).split(' ') as [string, string];
  const edits = [{ span, newText: number }];
  if (!unit.span && name === 'KiB') return edits;
  return [...edits, setAttribute(element, 'unit', name, unit)];
}
