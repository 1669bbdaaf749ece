import { plural } from '../format';
import type { Repair } from '../libvirt/libvirt-finding';
import type { HostProfile } from '../qemu/host-profile';
import type { VmmFinding } from '../vmm/vmm-configuration';
import type { ProxmoxNode, ProxmoxVm } from './proxmox-vm';
import { append, replace } from './repairs';

/** What is wrong with `numa0` to `numa7` where they count. (qemu-server, src/PVE/QemuServer/Memory.pm: config, hugepages_topology) */
export function checkNodes(vm: ProxmoxVm, host: HostProfile): readonly VmmFinding[] {
  const { nodes, memory, hotplug } = vm;
  const findings = nodes.flatMap((node) => checkNode(node, vm, host));
  const sum = sumOf(nodes);
  const last = nodes.at(-1);
  if (hotplug.value !== false || !last || !sum || memory.value === undefined || sum === memory.value) return findings;
  const rest = memory.value - sum + last.memory.value!;
  findings.push({
    code: 'proxmox-numa-sum',
    span: memory.span ?? last.memory.span!,
    message: `The nodes have ${sum} MiB together, and the guest ${memory.value} MiB${memory.span ? '' : ', as memory is not given'}.`,
    said: 'total memory for NUMA nodes must be equal to vm static memory',
    related: nodes.map(({ setting, memory: { span, value } }) => ({
      span: span!,
      message: `${setting.key}: ${value} MiB`,
    })),
    repairs: [
      ...(memory.span ? [replace(memory.span, `${sum}`)] : []),
      ...(rest > 0n
        ? [{ ...replace(last.memory.span!, `${rest}`), title: `Change memory of ${last.setting.key} to ${rest}` }]
        : []),
    ],
  });
  return findings;
}

/** `undefined`: a part of it is not known, or missing. */
function sumOf(nodes: readonly ProxmoxNode[]): bigint | undefined {
  return nodes.reduce<bigint | undefined>(
    (sum, { memory: { value } }) => (sum === undefined || !value ? undefined : sum + value),
    0n,
  );
}

function checkNode(node: ProxmoxNode, vm: ProxmoxVm, host: HostProfile): VmmFinding[] {
  const { setting, index, memory, hostnodes, hostIds, policy } = node;
  const findings: VmmFinding[] = [];
  const say = (span: VmmFinding['span'], message: string, said: string, repairs: readonly Repair[]) =>
    findings.push({ code: 'proxmox-numa-node', span, message, said, repairs });
  if (!memory.span || memory.value === 0n) {
    const rest = (vm.memory.value ?? 0n) - (sumOf(vm.nodes.filter((other) => other !== node)) ?? vm.memory.value ?? 0n);
    const repair = memory.span ? replace(memory.span, `${rest}`) : append(setting, `,memory=${rest}`);
    say(
      memory.span ?? setting.name,
      `${setting.key} needs memory= in MiB.`,
      `missing NUMA node${index} memory value`,
      rest > 0n ? [repair] : [],
    );
  }
  if (hostnodes && !policy) {
    const said = `you need to define a policy for hostnode ${hostnodes.text.replaceAll(';', ',')}`;
    const message = `hostnodes= needs policy=bind, preferred or interleave.`;
    say(
      hostnodes.value,
      message,
      said,
      ['bind', 'preferred'].map((name) => append(setting, `,policy=${name}`)),
    );
  }
  for (const id of hostIds ?? [])
    if (host.numaNodes && !host.numaNodes.some((one) => BigInt(one.id) === id))
      say(
        hostnodes!.value,
        `The host has ${plural(BigInt(host.numaNodes.length), 'NUMA node')}, and no node ${id}.`,
        `host NUMA node${id} doesn't exist`,
        [],
      );
  if (!vm.hugepages) return findings;
  if (!hostnodes) {
    const message = `Huge pages are taken from a node of the host: name it by hostnodes=.`;
    const adding = `,hostnodes=${index}${policy ? '' : ',policy=bind'}`;
    say(setting.name, message, 'numa hostnodes need to be defined to use hugepages', [append(setting, adding)]);
  } else if (!/^\d$/.test(hostnodes.text)) {
    const message = 'Huge pages are taken from one node of the host, below 10.';
    const one = hostIds?.find((id) => id < 10n);
    const said = 'more than 1 hostnode value in numa node is not supported when hugepages are enabled';
    say(hostnodes.value, message, said, one === undefined ? [] : [replace(hostnodes.value, `${one}`)]);
  }
  return findings;
}
