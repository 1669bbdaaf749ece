import type { ArchitectureName } from './architecture';
import type { KernelVersion } from './kernel-version';

/** The kind of virtual machine: which protection its private memory has, if any. */
export type VmType = 'default' | 'sw-protected' | 'sev' | 'sev-es' | 'snp' | 'tdx';

export const VM_TYPES: readonly VmType[] = ['default', 'sw-protected', 'sev', 'sev-es', 'snp', 'tdx'];

/** Values of transparent_hugepage/shmem_enabled: whether memfd and shared anonymous memory get huge pages. */
export type ShmemThp = 'always' | 'within_size' | 'advise' | 'never' | 'deny' | 'force';

export const SHMEM_THP: readonly ShmemThp[] = ['always', 'within_size', 'advise', 'never', 'deny', 'force'];

/** The machine that KVM runs on, and what of it a memslot's fate depends on. */
export interface Host {
  readonly arch: ArchitectureName;
  /** The base page size in bytes (PAGE_SIZE): 4 KiB everywhere but on arm64, loongarch64 and ppc64. */
  readonly pageSize: bigint;
  /** Width of guest-physical addresses in bits (x86 MAXPHYADDR, arm64 IPA size); `undefined` when not known. */
  readonly gpaBits: number | undefined;
  readonly kernel: KernelVersion;
  /** `undefined` when not said: then a machine with a guest_memfd counts as one with private memory. */
  readonly vmType: VmType | undefined;
  /** The largest page the second-level tables may use in bytes (EPT without 1 GiB pages: 2 MiB); `undefined`: what the architecture can. */
  readonly maxPage: bigint | undefined;
  /** Whether guests run hypervisors of their own; `undefined` when not said. */
  readonly nested: boolean | undefined;
  /** transparent_hugepage/shmem_enabled; `undefined` when not known. */
  readonly shmemThp: ShmemThp | undefined;
}
