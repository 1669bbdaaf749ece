import type { Fact } from '../qemu/fact';
import type { LibvirtDomain } from './libvirt-domain';
import { type LibvirtFinding, refused } from './libvirt-finding';
import type { LibvirtSetting } from './libvirt-setting';

/** Whether the host has the nodes that memory is bound to, where that is known. (util/virnuma.c: virNumaNodesetIsAvailable) */
export function checkHostNodes({ numatune }: LibvirtDomain, { host }: LibvirtSetting): LibvirtFinding[] {
  if (!host.numaNodes) return [];
  const known = new Set(host.numaNodes.map(({ id }) => id));
  const bindings = [numatune.memory, ...numatune.cells.values()];
  return bindings.flatMap((binding) => missing(binding?.nodes, known));
}

function missing(nodes: Fact<readonly number[]> | undefined, known: ReadonlySet<number>): LibvirtFinding[] {
  const node = nodes?.value?.find((one) => !known.has(one));
  if (node === undefined) return [];
  const words = `unsupported configuration: NUMA node ${node} is unavailable`;
  return [
    refused('libvirt-numatune', nodes!.span!, words, `The host has no node ${node}: it has ${[...known].join(', ')}.`),
  ];
}
