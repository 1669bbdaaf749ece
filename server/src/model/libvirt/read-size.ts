import type { XmlElement } from '../../syntax/xml/xml-tree';
import type { Fact } from '../qemu/fact';
import { KIB } from '../qemu/units';
import { setAttribute } from './edit-xml';
import type { SizeFact } from './libvirt-domain';
import { type LibvirtFinding, type Repair, refused } from './libvirt-finding';
import { MOST_MEMORY, readScaledInteger, unitOf } from './scaled-integer';
import { ABSENT, attributeText, elementText } from './xml-values';

/** How a size is written, and how libvirt calls the place in its messages. */
interface SizePlace {
  /** XPath, as in libvirt's words: `./memory[1]`, `./@memory`, `./size`. */
  readonly path: string;
  /** The attribute that holds the number; the text of the element where it is left out. */
  readonly attribute?: string;
  /** Whether libvirt refuses an element that has none. */
  readonly required?: boolean;
  /** Bytes that a number without a unit counts in; 1024 where it is left out. */
  readonly defaultUnit?: bigint;
}

/** A size that is not written. */
export const NO_SIZE: SizeFact = { ...ABSENT, bytes: undefined, unit: ABSENT, element: undefined, isText: true };

/** Reads a size: of memory in KiB where it has no unit. (conf/domain_conf.c: virDomainParseMemory, virParseScaledValue) */
export function readSize(
  element: XmlElement | undefined,
  { path, attribute, required = false, defaultUnit = KIB }: SizePlace,
  findings: LibvirtFinding[],
): SizeFact {
  if (!element) return NO_SIZE;
  const number = attribute === undefined ? elementText(element) : attributeText(element, attribute);
  const unit = attributeText(element, 'unit');
  const isText = attribute === undefined;
  const fact = (bytes: bigint | undefined): SizeFact => ({
    value: bytes === undefined ? undefined : (bytes + KIB - 1n) / KIB,
    bytes,
    span: number.span,
    unit,
    element,
    isText,
  });
  if (number.span === undefined) {
    if (required) {
      const message = `<${element.name}> needs ${attribute}.`;
      findings.push(refused('libvirt-value', element.nameSpan, missing(path), message));
    }
    return fact(undefined);
  }
  if (number.value === undefined || (unit.span && unit.value === undefined)) return fact(undefined);
  if (isText && number.value === '' && !required) return { ...NO_SIZE, element };
  const read = readScaledInteger(number.value, unit.value, defaultUnit, MOST_MEMORY);
  if ('bytes' in read && !isTooLarge(read.bytes)) {
    if (number.value.includes('+') || (isText && /^\s/.test(number.value))) findings.push(notInSchema(number, element));
    return fact(read.bytes);
  }
  findings.push(explain('bytes' in read ? 'overflow' : read.fault, number, unit, element, path));
  return fact(undefined);
}

/** libvirt counts in KiB, and must be able to count them in bytes again. (conf/domain_conf.c: virDomainParseMemory) */
function isTooLarge(bytes: bigint): boolean {
  return (bytes + KIB - 1n) / KIB > MOST_MEMORY / KIB;
}

function missing(path: string): string {
  return `XML error: missing element or attribute '${path}'`;
}

/** What libvirt reads, and its schema refuses: virsh edit and define --validate look at that first. */
function notInSchema({ value, span }: Fact<string>, element: XmlElement): LibvirtFinding {
  const trimmed = value!.trim();
  const blanks = trimmed !== value;
  const plain = trimmed.replace('+', '');
  const words = 'XML document failed to validate against schema';
  const shown = blanks ? value!.replace(/\s/g, ' ') : value;
  const message = `libvirt's schema takes nothing but digits here: virsh edit and define --validate refuse '${shown}'.`;
  return refused('libvirt-size', span!, words, message, {
    repairs: [{ title: `Write ${plain}`, edits: [{ span: blanks ? element.text.span : span!, newText: plain }] }],
  });
}

function explain(
  fault: 'invalid' | 'suffix' | 'overflow',
  number: Fact<string>,
  unit: Fact<string>,
  element: XmlElement,
  path: string,
): LibvirtFinding {
  const text = number.value!;
  if (fault === 'suffix') {
    const message = `'${unit.value}' is no unit: write KiB, MiB, GiB or TiB (K, M, G and T mean the same), or bytes.`;
    return refused('libvirt-size', unit.span!, `invalid argument: unknown suffix '${unit.value}'`, message);
  }
  if (fault === 'overflow') {
    const scaled = BigInt(text.trim().replace('+', '')) * (unit.value ? unitOf(unit.value)!.factor : KIB);
    const words =
      scaled <= MOST_MEMORY
        ? 'numerical overflow: size value too large'
        : `numerical overflow: value too large: ${text}${unit.value ?? ''}`;
    const message = `${text} ${unit.value ?? 'KiB'} is more than libvirt can count: 8 EiB less one byte.`;
    return refused('libvirt-size', number.span!, words, message);
  }
  const words = `XML error: Invalid value '${text}' for element or attribute '${path}'`;
  const trimmed = text.trim();
  if (trimmed !== text && /^\+?\d+$/.test(trimmed)) {
    const whole = number.span && element.text.span.start <= number.span.start ? element.text.span : number.span!;
    const message = `libvirt takes no blanks or line breaks around a size: write ${trimmed} alone between the tags.`;
    return refused('libvirt-size', number.span!, words, message, {
      repairs: [{ title: 'Remove the blanks', edits: [{ span: whole, newText: trimmed }] }],
    });
  }
  const message = `'${text}' is no size: libvirt takes a whole number of decimal digits, and the unit in unit='…'.`;
  return refused('libvirt-size', number.span!, words, message, { repairs: withUnit(trimmed, number, unit, element) });
}

/** `1G` for a number: the unit goes into its attribute. */
function withUnit(text: string, number: Fact<string>, unit: Fact<string>, element: XmlElement): Repair[] {
  const match = /^(\d+)\s*([A-Za-z]+)$/.exec(text);
  if (!match || !unitOf(match[2]!)) return [];
  const letter = match[2]!.length === 1 ? match[2]!.toUpperCase() : match[2]!;
  const written = /^[KMGTPE]$/.test(letter) ? `${letter}iB` : letter;
  return [
    {
      title: `Write ${match[1]} with unit='${written}'`,
      edits: [{ span: number.span!, newText: match[1]! }, setAttribute(element, 'unit', written, unit)],
    },
  ];
}
