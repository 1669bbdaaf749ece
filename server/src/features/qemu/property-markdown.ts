import { type QemuVersion, qemuAtLeast } from '../../model/qemu/qemu-version';
import { clipText, codeSpan } from '../hover/escape-markdown';
import type { PropertyText } from './property-texts';

/**
 * What a key does, since when, what it can be and what it is otherwise. `name`: what it goes by; `owner`: the type or
 * option that has it, empty where that need not be said.
 */
export function propertyMarkdown(property: PropertyText, name: string, owner: string, version: QemuVersion): string {
  const head = [
    `**${name}**${owner ? ` of ${codeSpan(clipText(owner))}` : ''}`,
    accepted(property),
    property.mandatory ? 'required' : property.default === undefined ? '' : `default ${codeSpan(property.default)}`,
    since(property.since, version),
  ];
  return `${head.filter(Boolean).join(' · ')}\n\n${property.summary}`;
}

function since(release: string | undefined, version: QemuVersion): string {
  if (release === undefined) return '';
  const later = !qemuAtLeast(version, release);
  return later ? `**only since QEMU ${release}**` : `since QEMU ${release}`;
}

const FORMS: Readonly<Record<string, string>> = {
  size: 'a size such as 2M',
  bool: 'on or off',
  uint16List: 'numbers and ranges',
  uint16: 'a number',
  uint32: 'a number',
  int32: 'a number',
  uint64: 'a number without a suffix',
  'pci-address': 'a PCI address',
};

function accepted({ type }: PropertyText): string {
  return typeof type === 'string' ? (FORMS[type] ?? '') : type.map((word) => codeSpan(word)).join(', ');
}
