import type { Rule } from '../define-rule';
import { FIRECRACKER_RULES } from '../firecracker/firecracker-rules';

/** Every rule about files of other hypervisors. */
export const VMM_RULES: readonly Rule<'vmm'>[] = [...FIRECRACKER_RULES];
