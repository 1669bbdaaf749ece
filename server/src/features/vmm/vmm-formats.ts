import { readCloudHypervisor } from '../../model/cloud-hypervisor/read-cloud-hypervisor';
import { readFirecracker } from '../../model/firecracker/read-firecracker';
import { readKubevirt } from '../../model/kubevirt/read-kubevirt';
import { readProxmox } from '../../model/proxmox/read-proxmox';
import { insertLineBefore } from '../../rules/edits';
import type { VmmKind } from '../../syntax/detect-vmm';
import { codeFormat } from './code-format';
import { commentAbove } from './comment-above';
import { proxmoxCompletionAt } from './proxmox-completion';
import type { VmmFormat } from './vmm-format';

/** The formats of other hypervisors' files. */
export const VMM_FORMATS: { readonly [K in VmmKind]: VmmFormat } = {
  firecracker: { language: 'json', read: (block, { qemu }) => readFirecracker(block, qemu.host) },
  proxmox: {
    language: 'properties',
    read: (block, { qemu }) => readProxmox(block, qemu),
    comment: ({ block }, directive) => insertLineBefore(block, `# ${directive}`),
    completion: proxmoxCompletionAt,
  },
  'cloud-hypervisor': { language: 'json', read: (block, { qemu }) => readCloudHypervisor(block, qemu.host) },
  kubevirt: { language: 'yaml', read: readKubevirt, comment: commentAbove },
  c: codeFormat('c'),
  rust: codeFormat('rust'),
};
