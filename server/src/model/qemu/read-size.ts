import { parseSize } from '../../syntax/qemu/parse-size';
import type { QemuVersion } from './qemu-version';

/** Which of its two errors QEMU has for a text that is no size: -EINVAL or -ERANGE. */
export type SizeError = 'malformed' | 'range';

/** Reads a size in bytes; without a suffix it counts `unit` bytes. (util/cutils.c: qemu_strtosz, qemu_strtosz_MiB) */
export function readSize(text: string, version: QemuVersion, unit = 1n): bigint | SizeError {
  const size = parseSize(text, version, unit);
  if ('value' in size) return size.value;
  return size.outOfRange ? 'range' : 'malformed';
}

/** Whether readSize() failed. */
export function isSizeError(size: bigint | SizeError): size is SizeError {
  return typeof size !== 'bigint';
}
