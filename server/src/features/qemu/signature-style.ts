import type { Carrier } from '../../syntax/qemu/argument-list';
import type { SignaturePiece } from '../signature';
import { type PropertyText, typeKeyOf } from './property-texts';
import { idKindOf } from './qemu-names';
import { valueForm } from './value-form';

/** How keys and values are written in what carries them. */
export interface SignatureStyle {
  readonly open: string;
  readonly close: string;
  readonly separator: string;
  /** The first value of an option may stand without its key. */
  readonly impliesKeys: boolean;
  readonly key: (name: string) => string;
  /** A word as the value. */
  readonly word: (text: string) => string;
  /** What stands for the value of a key. */
  readonly value: (property: PropertyText, option: string) => string;
  /** What need not be there. */
  readonly optional: (separator: string, piece: SignaturePiece) => readonly SignaturePiece[];
}

/** The style of a carrier. The monitor writes as the command line does. */
export function signatureStyle(carrier: Carrier): SignatureStyle {
  return carrier === 'hmp' ? STYLES['command-line'] : STYLES[carrier];
}

/** `SIZE`, `ID`, or the words that the value can be. */
function placeholder({ name, type }: PropertyText, option: string): string {
  if (typeof type !== 'string' || type === 'bool') return valueForm(type);
  if (name === 'mem-path') return 'PATH';
  if (name === typeKeyOf(option)) return 'TYPE';
  return (idKindOf(option, name) ? 'id' : valueForm(type)).toUpperCase().replace(' ', '-');
}

function jsonValue(property: PropertyText, option: string): string {
  const { type } = property;
  if (type === 'bool') return 'true|false';
  if (type === 'uint16List') return '[NUMBERS]';
  if (typeof type !== 'string') return type.map((word) => `"${word}"`).join('|');
  const text = placeholder(property, option);
  return type === 'str' || type === 'link' || type === 'pci-address' ? `"${text}"` : text;
}

const STYLES: Readonly<Record<Exclude<Carrier, 'hmp'>, SignatureStyle>> = {
  'command-line': {
    open: ' ',
    close: '',
    separator: ',',
    impliesKeys: true,
    key: (name) => `${name}=`,
    word: (text) => text,
    value: placeholder,
    optional: (separator, piece) => [`[${separator}`, piece, ']'],
  },
  readconfig: {
    open: '] ',
    close: '',
    separator: ' ',
    impliesKeys: false,
    key: (name) => `${name} = `,
    word: (text) => `"${text}"`,
    value: (property, option) => `"${placeholder(property, option)}"`,
    optional: (separator, piece) => [`${separator}[`, piece, ']'],
  },
  json: {
    open: '{',
    close: '}',
    separator: ', ',
    impliesKeys: false,
    key: (name) => `"${name}": `,
    word: (text) => `"${text}"`,
    value: jsonValue,
    optional: (separator, piece) => [`[${separator}`, piece, ']'],
  },
};
