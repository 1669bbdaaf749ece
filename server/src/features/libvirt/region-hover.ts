import { formatSize, hex } from '../../model/format';
import type { QemuFacts } from '../../rules/qemu/qemu-facts';

/** Where memory devices can lie, and how much of that they take; `undefined` where there is no such region. */
export function regionHover({ started }: QemuFacts): string | undefined {
  const { deviceMemory } = started.board;
  if (!deviceMemory) return undefined;
  const { start, size } = deviceMemory;
  const placed = started.devices.filter(({ gpa }) => gpa !== undefined);
  const taken = placed.reduce((sum, device) => sum + (device.size ?? 0n), 0n);
  const use = placed.length === 0 ? 'none is there yet' : `they take ${formatSize(taken)} of it`;
  return `Memory devices lie in \`[${hex(start)}, ${hex(start + size)})\`, ${formatSize(size)} with the room for their alignment; ${use}.`;
}
