import { Buffer } from 'node:buffer';
import { decodeText } from '../text/decode-text';

/**
 * How a text is written so that bytes which nobody changed stay what they are: with the same encoding and byte order mark as
 * `bytes`. `undefined`: they are no right text of their encoding, or one that is not written.
 */
export function encoderOf(
  bytes: Buffer,
): { readonly encode: (text: string) => Buffer; readonly isUtf8: boolean } | undefined {
  const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
  const mark = isUtf16 || (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) ? '\ufeff' : '';
  const encode = (text: string) => Buffer.from(mark + text, isUtf16 ? 'utf16le' : 'utf8');
  const text = decodeText(bytes);
  return text !== undefined && encode(text).equals(bytes) ? { encode, isUtf8: !isUtf16 } : undefined;
}
