import type { QemuTarget } from '../../model/qemu/machine-type';
import { wordTable } from '../../text/word-table';

/** Whether QEMU for a target has a machine of that name. */
export function fitsTarget(name: string, target: QemuTarget | undefined): boolean {
  const targets = TARGETS[name];
  return target === undefined || targets === undefined || targets.includes(target);
}

const X86: readonly QemuTarget[] = ['x86_64', 'i386'];
const TARGETS: Readonly<Record<string, readonly QemuTarget[]>> = wordTable({
  q35: X86,
  pc: X86,
  microvm: X86,
  virt: ['aarch64', 'arm', 'riscv64', 'riscv32', 'loongarch64'],
  's390-ccw-virtio': ['s390x'],
  pseries: ['ppc64'],
});
