import { type ArchitectureName, architectureOf } from '../architecture';
import { type Host, SHMEM_THP, type ShmemThp, type VmType } from '../host';
import { NEWEST_KERNEL, parseKernelVersion } from '../kernel-version';
import type { HostProfile } from './host-profile';

/** The host that KVM runs on, as far as its profile tells. */
export function kvmHost(host: HostProfile, arch: ArchitectureName, vmType: VmType): Host {
  const shmem = host.transparentHugepage?.shmemEnabled;
  return {
    arch,
    pageSize: host.pageSize ?? architectureOf(arch).defaultPageSize,
    gpaBits: arch === 'x86_64' ? host.physBits : undefined,
    kernel: (host.kernel === undefined ? undefined : parseKernelVersion(host.kernel)) ?? NEWEST_KERNEL,
    vmType,
    maxPage: undefined,
    nested: undefined,
    shmemThp: SHMEM_THP.find((setting): setting is ShmemThp => setting === shmem),
  };
}
