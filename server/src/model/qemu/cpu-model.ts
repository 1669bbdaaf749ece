import type { Fact } from './fact';
import type { HostProfile } from './host-profile';
import { parseInteger } from './parse-integer';
import { findProperty, type PropertyList, propertyText } from './property';

/** What of -cpu decides where an x86 machine can have memory. */
export interface CpuModel {
  /** Whether the guest sees a CPU of AMD's; `undefined` when not known. */
  readonly amd: boolean | undefined;
  /** Width of guest-physical addresses in bits; `undefined` when not known. */
  readonly physBits: bigint | undefined;
}

/** target/i386/cpu.h: TCG_PHYS_ADDR_BITS, also with KVM unless the CPU says otherwise. */
const DEFAULT_BITS = 40n;

/**
 * Reads -cpu as far as memory depends on it. With KVM the guest's CPU has the host's vendor, whatever its model.
 * (target/i386/cpu.c: x86_cpu_load_model; target/i386/host-cpu.c: host_cpu_adjust_phys_bits)
 */
export function readCpuModel(cpu: PropertyList | undefined, accelerator: Fact<string>, host: HostProfile): CpuModel {
  const model = cpu && propertyText(findProperty(cpu, 'model'));
  const kvm = accelerator.value === 'kvm';
  const hostAmd =
    host.cpuVendor === undefined ? undefined : host.cpuVendor === 'AuthenticAMD' || host.cpuVendor === 'HygonGenuine';
  const modelAmd =
    cpu === undefined || model === 'qemu64'
      ? true
      : model === undefined
        ? undefined
        : /^(EPYC|Opteron|phenom|athlon)/.test(model)
          ? true
          : undefined;
  const vendor = cpu && findProperty(cpu, 'vendor');
  const amd = vendor ? undefined : kvm ? hostAmd : accelerator.value === 'tcg' ? modelAmd : undefined;
  return { amd, physBits: physBitsOf(cpu, model, kvm, accelerator, host) };
}

/** What -cpu may have (target/i386/cpu.c: x86_cpu_realizefn); other numbers are refused before there is any memory. */
const LEAST_BITS = 32n;
const MOST_BITS = 52n;

function physBitsOf(
  cpu: PropertyList | undefined,
  model: string | undefined,
  kvm: boolean,
  accelerator: Fact<string>,
  host: HostProfile,
): bigint | undefined {
  if (accelerator.value === undefined || (cpu && !cpu.complete)) return undefined;
  const written = cpu && findProperty(cpu, 'phys-bits');
  const fromHost = cpu && propertyText(findProperty(cpu, 'host-phys-bits'));
  if (cpu && findProperty(cpu, 'host-phys-bits-limit')) return undefined;
  if (fromHost === undefined && written) {
    const text = propertyText(written);
    const bits = text === undefined ? undefined : parseInteger(text);
    if (bits === 0n) return DEFAULT_BITS;
    return bits !== undefined && bits >= LEAST_BITS && bits <= MOST_BITS ? bits : undefined;
  }
  if (fromHost !== undefined || model === 'host' || model === 'max') {
    return kvm && fromHost !== 'off' && host.physBits !== undefined ? BigInt(host.physBits) : undefined;
  }
  // Other models have 40 bits unless a distribution changed them.
  return cpu === undefined || model === 'qemu64' ? DEFAULT_BITS : undefined;
}
