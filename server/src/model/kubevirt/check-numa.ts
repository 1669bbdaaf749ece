import type { Repair } from '../libvirt/libvirt-finding';
import type { VmmFinding } from '../vmm/vmm-configuration';
import type { KubeDomain } from './kube-domain';
import type { KubeField } from './kube-field';
import { change, insertBefore } from './kube-repairs';

/** (vmi-create-admitter.go: validateNUMA, validateCPURealtime, validateMemoryRealtime) */
export function checkNuma(domain: KubeDomain): VmmFinding[] {
  const { dedicated, passthrough, realtime, hugepages, numa, isWhole, isTyped } = domain;
  const found: VmmFinding[] = [];
  const lacks = ({ isSure, entry, text }: KubeField) => (entry ? text === 'false' : isSure && isWhole && !isTyped);
  const add = (field: KubeField, message: string, said: string, repairs: readonly Repair[]) =>
    found.push({ code: 'kubevirt-numa', span: field.entry!.key.span, message, said, repairs });
  const pinned = dedicated.entry
    ? [change([[dedicated, 'true']])]
    : insertBefore(passthrough.entry ? numa.entry : realtime.entry, 'dedicatedCpuPlacement: true');
  if (passthrough.entry && lacks(dedicated))
    add(
      passthrough,
      'The guest cannot have the NUMA nodes of its CPUs while these are not its own.',
      `${dedicated.path} must be set to true when NUMA topology strategy is set in ${passthrough.path}`,
      pinned,
    );
  if (passthrough.entry && lacks(hugepages))
    add(
      passthrough,
      'Only huge pages are taken from the nodes that the CPUs are on.',
      `${hugepages.path} must be requested when NUMA topology strategy is set in ${passthrough.path}`,
      insertBefore(domain.guest.entry, 'hugepages:', '  pageSize: 2Mi'),
    );
  if (realtime.entry && lacks(dedicated) && !passthrough.entry)
    add(
      realtime,
      'Real time needs CPUs of its own.',
      `${dedicated.path} must be set to true when ${realtime.path} is used`,
      pinned,
    );
  if (realtime.entry && lacks(passthrough))
    add(
      realtime,
      'Real time needs the NUMA nodes of the CPUs.',
      `${passthrough.path} must be defined when ${realtime.path} is used`,
      insertBefore(realtime.entry, 'numa:', '  guestMappingPassthrough: {}'),
    );
  return found;
}
