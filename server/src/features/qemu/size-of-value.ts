import { wholeSize } from '../../model/qemu/memory-option';
import { parseInteger } from '../../model/qemu/parse-integer';
import type { QemuVersion } from '../../model/qemu/qemu-version';
import { isSizeError, readSize } from '../../model/qemu/read-size';
import { MIB } from '../../model/qemu/units';
import type { OptionGroup } from '../../syntax/qemu/argument-list';

/**
 * The bytes that a size of an option comes to; `undefined`: QEMU refuses it. -m and -numa count MiB where QEMU reads bytes
 * first. (system/vl.c: parse_memory_options; hw/core/numa.c: set_numa_options)
 */
export function sizeOfValue(
  { option, carrier }: Pick<OptionGroup, 'option' | 'carrier'>,
  key: string,
  value: string,
  version: QemuVersion,
): bigint | undefined {
  if (carrier === 'json') return parseInteger(value);
  const bytes = readSize(value, version);
  if (isSizeError(bytes)) return undefined;
  if (option === 'm' && key === 'size') return wholeSize(value, bytes, version);
  const size = countsMib(option, key) ? readSize(value, version, MIB) : bytes;
  return isSizeError(size) ? undefined : size;
}

/** Whether a number without a suffix counts MiB. */
export function countsMib(option: string, key: string): boolean {
  return (option === 'm' && key === 'size') || (option === 'numa' && key === 'mem');
}
