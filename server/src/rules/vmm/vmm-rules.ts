import { CLOUD_HYPERVISOR_RULES } from '../cloud-hypervisor/cloud-hypervisor-rules';
import type { Rule } from '../define-rule';
import { FIRECRACKER_RULES } from '../firecracker/firecracker-rules';
import { KUBEVIRT_RULES } from '../kubevirt/kubevirt-rules';
import { PROXMOX_RULES } from '../proxmox/proxmox-rules';

/** Every rule about files of other hypervisors. */
export const VMM_RULES: readonly Rule<'vmm'>[] = [
  ...FIRECRACKER_RULES,
  ...PROXMOX_RULES,
  ...CLOUD_HYPERVISOR_RULES,
  ...KUBEVIRT_RULES,
];
