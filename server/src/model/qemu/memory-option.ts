import type { Span } from '../../text/span';
import type { Fact } from './fact';
import { type Finding, refusal } from './finding';
import { parseInteger, wrapToU64 } from './parse-integer';
import { lastProperties, type Property, type PropertyList, propertyText } from './property';
import { inPropertyOrder } from './property-order';
import type { QemuVersion } from './qemu-version';
import { isSizeError, readSize, type SizeError } from './read-size';
import { writeQemuSize } from './units';

/** What -m says: the texts that become the machine's property `memory`. */
export interface MemoryOption {
  /** RAM in bytes, as written and not rounded; no span: the machine's default, or that of its memory backend. */
  readonly size: Fact<bigint>;
  readonly maxmem: Fact<bigint>;
  readonly slots: Fact<bigint>;
  /** What is wrong with `size` once the machine takes it. */
  readonly sizeFault: Finding | undefined;
  /** The last -m, where anything concerning all of it is shown. */
  readonly span: Span | undefined;
}

export const NO_MEMORY_OPTION: MemoryOption = {
  size: { value: undefined, span: undefined },
  maxmem: { value: undefined, span: undefined },
  slots: { value: undefined, span: undefined },
  sizeFault: undefined,
  span: undefined,
};

/**
 * Adds one -m (or a group [memory] of -readconfig) to those before it: all of them are one option, of which the last value
 * of each key counts. (system/vl.c: qemu_mem_opts; util/qemu-option.c: opt_validate)
 */
export function addMemoryOption(
  before: MemoryOption,
  list: PropertyList,
  version: QemuVersion,
): { option: MemoryOption; findings: Finding[] } {
  const findings: Finding[] = [];
  let { size, maxmem, slots, sizeFault } = before;
  // A group of -readconfig is walked in the order of a dictionary.
  const properties = list.carrier === 'readconfig' ? inPropertyOrder(lastProperties(list)) : list.properties;
  for (const property of properties) {
    const text = propertyText(property);
    const span = property.valueSpan;
    if (property.name === 'size' || property.name === 'maxmem') {
      const read = text === undefined ? undefined : readSize(text, version);
      if (read !== undefined && isSizeError(read)) findings.push(malformedSize(property, text!, read));
      const value = read === undefined || isSizeError(read) ? undefined : read;
      if (property.name === 'maxmem') maxmem = { value, span };
      else if (value === 0n) {
        size = { value: undefined, span: undefined };
        sizeFault = undefined;
      } else {
        const whole = value === undefined ? undefined : wholeSize(text!, value, version);
        size = { value: whole, span };
        sizeFault = value !== undefined && whole === undefined ? suffixFault(property, text!, value) : undefined;
      }
    } else if (property.name === 'slots') {
      const parsed = text === undefined ? undefined : parseInteger(text);
      const value = parsed === undefined ? undefined : wrapToU64(parsed);
      if (text !== undefined && value === undefined) {
        const words =
          parsed === undefined
            ? "Parameter 'slots' expects a number"
            : `Value '${text}' is too large for parameter 'slots'`;
        findings.push(refusal('malformed-value', span, words, `'${text}' is not a number of slots.`));
      }
      slots = { value, span };
    } else {
      const words = `Invalid parameter '${property.name}'`;
      const meant =
        property.name === 'slot'
          ? ' It is called slots.'
          : property.name === 'max' || property.name === 'max-size'
            ? ' It is called maxmem.'
            : '';
      findings.push(
        refusal(
          'unknown-property',
          property.keySpan,
          words,
          `-m knows size, slots and maxmem, but not ${property.name}.${meant}`,
        ),
      );
    }
  }
  if (!list.complete) {
    // What is not written here may still be given.
    const open = { value: undefined, span: list.span };
    if (!size.span) size = open;
    if (!maxmem.span) maxmem = open;
    if (!slots.span) slots = open;
  }
  return { option: { size, maxmem, slots, sizeFault, span: list.span }, findings };
}

/** A size that ends in a digit counts MiB: QEMU puts an M behind it and reads it again. (system/vl.c: parse_memory_options) */
export function wholeSize(text: string, value: bigint, version: QemuVersion): bigint | undefined {
  if (!/[0-9]$/.test(text)) return value;
  const read = readSize(`${text}M`, version);
  return isSizeError(read) ? undefined : read;
}

function malformedSize(property: Property, text: string, fault: SizeError): Finding {
  const words =
    fault === 'range'
      ? `Value '${text}' is out of range for parameter '${property.name}'`
      : `Parameter '${property.name}' expects a non-negative number below 2^64`;
  const message = `'${text}' is not a size: it is a number with at most one suffix letter (B, K, M, G, T, P, E), such as 4G.`;
  return refusal('malformed-value', property.valueSpan, words, message);
}

function suffixFault(property: Property, text: string, value: bigint): Finding {
  const digits = /^\s*[+]?0[xX]/.test(text);
  const message = digits
    ? `QEMU reads '${text}' as '${text}M', and a hexadecimal number takes no suffix: write ${writeQemuSize(value)}${/[0-9]$/.test(writeQemuSize(value)) ? 'B' : ''}, or a decimal number of MiB.`
    : `'${text}' counts MiB, and that many do not fit 64 bits.`;
  return refusal('malformed-value', property.valueSpan, "Parameter 'memory.size' expects size", message);
}
