import { formatCount, formatSize, hex } from '../../model/format';
import { parseInteger } from '../../model/qemu/parse-integer';
import type { QemuFacts } from '../../rules/qemu/qemu-facts';
import type { OptionGroup } from '../../syntax/qemu/argument-list';
import { clipText, codeSpan } from '../hover/escape-markdown';
import { propertyMarkdown } from './property-markdown';
import { type PropertyText, propertyText, typeKeyOf, typesOfOption } from './property-texts';
import { textOf } from './qemu-element';
import { sizeOfValue } from './size-of-value';

/** What a key of an option does, since when, what it can be, and what its value comes to; `undefined` for unknown ones. */
export function propertyHover(
  machine: QemuFacts,
  group: OptionGroup,
  key: string,
  value: string | undefined,
): string | undefined {
  const typeKey = typeKeyOf(group.option);
  const type = typeKey && textOf(group, typeKey);
  const property = propertyText(group.option, type, key);
  if (!property) return undefined;
  const { version } = machine.started.config.setting;
  const owner = group.option === 'object' || group.option === 'device' ? (type ?? '') : `-${group.option}`;
  const said = propertyMarkdown(property, property.name || group.option, property.name ? owner : '', version);
  const named = key === typeKey ? typesOfOption(group.option).find(({ name }) => name === value) : undefined;
  const about = named?.summary
    ? `${codeSpan(named.name)}: ${named.summary}${named.since ? ` Since QEMU ${named.since}.` : ''}`
    : undefined;
  const number = value === undefined ? undefined : numberText(machine, group, property, value);
  return [said, about, number].filter(Boolean).join('\n\n');
}

/** What a number comes to: bytes, hexadecimal, binary units. */
function numberText(
  { started }: QemuFacts,
  group: OptionGroup,
  { type, name }: PropertyText,
  value: string,
): string | undefined {
  const { version } = started.config.setting;
  if (type === 'size') {
    const bytes = sizeOfValue(group, name, value, version);
    return bytes === undefined ? undefined : sizeText(value, bytes);
  }
  if (name !== 'addr' && name !== 'memaddr') return undefined;
  const address = type === 'uint64' ? parseInteger(value) : undefined;
  return address === undefined || address === 0n ? undefined : sizeText(value, address);
}

/** `2G = 0x80000000 = 2,147,483,648 = 2 GiB`. */
function sizeText(written: string, bytes: bigint): string {
  const power = bytes === 0n ? undefined : bytes & -bytes;
  const aligned = power === undefined || power < 4096n || power === bytes ? '' : `, a multiple of ${formatSize(power)}`;
  return `${codeSpan(clipText(written))} = \`${hex(bytes)}\` = ${formatCount(bytes)} bytes = **${formatSize(bytes)}**${aligned}`;
}
