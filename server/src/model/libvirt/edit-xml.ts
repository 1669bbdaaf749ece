import { attributeOf, type XmlAttribute, type XmlElement } from '../../syntax/xml/xml-tree';
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

/** Gives an element another name. */
export function renameElement({ name, nameSpan, endTag }: XmlElement, newText: string): readonly XmlEdit[] {
  const edits = [{ span: nameSpan, newText }];
  if (!endTag) return edits;
  const start = endTag.start + 2;
  return [...edits, { span: spanOf(endTag.block, start, start + name.length), newText }];
}

/** Takes an element out, with its line where it has that for itself. */
export function removeElement(element: XmlElement): XmlEdit {
  const { block, start, end } = element.span;
  const before = lineStart(element);
  const alone = before !== '' && /^[ \t]*(?:\r|\n|$)/.test(block.text.slice(end, end + MOST_INDENT));
  return { span: spanOf(block, alone ? start - before.length : start, end), newText: '' };
}

/** Takes an attribute out, with the blank before it. */
export function removeAttribute({ span: { block, start, end } }: XmlAttribute): XmlEdit {
  let from = start;
  while (from > 0 && /\s/.test(block.text[from - 1]!)) from--;
  return { span: spanOf(block, from, end), newText: '' };
}

/** Puts lines into an element, behind what is in it. */
export function insertInto(parent: XmlElement, lines: readonly string[]): readonly XmlEdit[] {
  const last = parent.children.at(-1);
  if (last) return [insertBehind(last, lines)];
  const { block, end } = parent.startTag;
  const outer = lineStart(parent);
  const inner = lines.map((line) => `${outer}  ${line}`).join('');
  if (!parent.endTag) {
    const from = end - 2;
    return block.text.slice(from, end) === '/>'
      ? [{ span: spanOf(block, from, end), newText: `>${inner}${outer}</${parent.name}>` }]
      : [];
  }
  const isEmpty = parent.endTag.start === end;
  return [{ span: spanOf(block, end, end), newText: isEmpty ? `${inner}${outer}` : inner }];
}

/** Puts lines behind an element, as far in as it is. */
export function insertBehind(element: XmlElement, lines: readonly string[]): XmlEdit {
  const { block, end } = element.span;
  const before = lineStart(element);
  return { span: spanOf(block, end, end), newText: lines.map((line) => before + line).join('') };
}

/** The line end and the blanks in front of an element; nothing where it does not begin its line. */
function lineStart({ startTag: { block, start } }: XmlElement): string {
  const from = Math.max(0, start - MOST_INDENT);
  return /(?:\r\n|\r|\n)[ \t]*$/.exec(block.text.slice(from, start))?.[0] ?? '';
}

/** What is further in than this need not be in line. */
const MOST_INDENT = 200;
