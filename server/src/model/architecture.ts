/** The architectures whose KVM is simulated, by the kernel's names. */
export type ArchitectureName = 'x86_64' | 'arm64' | 'riscv64' | 'loongarch64' | 's390x' | 'ppc64';

export const ARCHITECTURE_NAMES: readonly ArchitectureName[] = ['x86_64', 'arm64', 'riscv64', 'loongarch64', 's390x', 'ppc64'];
