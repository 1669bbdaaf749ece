import type { VmmSetting } from '../vmm/vmm-configuration';
import type { KubeDomain } from './kube-domain';
import type { KubeField } from './kube-field';

/** What is written of an object's memory. */
export function kubeSettings(domain: KubeDomain): readonly VmmSetting[] {
  return (Object.keys(HELP) as (keyof typeof HELP)[]).flatMap((name): readonly VmmSetting[] => {
    const { entry, path, size, text }: KubeField = domain[name];
    if (!entry || !HELP[name]) return [];
    const value = text === undefined ? undefined : entry.value?.span;
    const bytes = name !== 'overcommit' &&
      size && { bytes: size.whole, unit: size.suffix ? undefined : ('bytes' as const) };
    return [{ path, name: entry.key.span, value, help: HELP[name], size: bytes || undefined }];
  });
}

/** (KubeVirt, staging/src/kubevirt.io/api/core/v1/schema.go and instancetype/v1beta1/types.go) */
const HELP = {
  guest: 'the memory that the guest sees, at first; without it what is requested, else the limit, else one huge page',
  maxGuest:
    'the memory that the guest may ever have: the rest can be plugged in as virtio-mem, in blocks of 2 MiB, or 1 GiB with pages of that size',
  requests: 'the memory of the pod that Kubernetes looks for on a node; with huge pages a whole number of them',
  limits: 'the memory at which the pod is ended; what QEMU needs for itself is added to it',
  pageSize:
    'puts the guest on huge pages of this size: `2Mi` or `1Gi` on amd64. The pod requests as many `hugepages-SIZE`, and memory comes as a memfd',
  overcommit: 'how many percent of the memory the pod does not request',
  dedicated: 'whether the machine has CPUs of its own; the memory that it requests is then its limit',
  passthrough:
    'gives the guest the NUMA nodes that its CPUs are on, with memory from each of them; it needs huge pages',
  realtime: 'runs the vCPUs under real-time scheduling; it needs CPUs and NUMA nodes of its own',
} as const satisfies { [K in keyof KubeDomain]?: string };
