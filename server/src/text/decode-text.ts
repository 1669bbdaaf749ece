/**
 * The text of a file: UTF-8 with or without a byte order mark, or UTF-16 with one, as editors write it on Windows.
 * `undefined`: too long for one text.
 */
export function decodeText(bytes: Uint8Array): string | undefined {
  const label =
    bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8';
  try {
    return new TextDecoder(label).decode(bytes);
  } catch {
    return undefined;
  }
}
