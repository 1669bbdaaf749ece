import type { PropertyText } from './property-texts';

/** What the value of a key can be, in a word or as the words themselves: `size`, `on|off`, `number`. */
export function valueForm(type: PropertyText['type']): string {
  return typeof type === 'string' ? (NAMES[type] ?? 'number') : type.join('|');
}

const NAMES: Readonly<Record<string, string>> = {
  size: 'size',
  bool: 'on|off',
  str: 'text',
  link: 'id',
  uint16List: 'numbers',
  'pci-address': 'PCI address',
};
