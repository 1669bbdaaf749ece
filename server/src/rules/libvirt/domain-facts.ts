import type { PreparedDomain } from '../../model/libvirt/prepared-domain';
import type { QemuFacts } from '../qemu/qemu-facts';

/** One domain: what libvirt makes of it, and the QEMU that it starts. */
export interface DomainFacts {
  readonly prepared: PreparedDomain;
  /** `undefined` for a domain that QEMU does not run. */
  readonly qemu: QemuFacts | undefined;
}
