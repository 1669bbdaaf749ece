import { formatSize } from '../format';
import type { Repair } from '../libvirt/libvirt-finding';
import { GIB, MIB } from '../qemu/units';
import type { VmmFinding } from '../vmm/vmm-configuration';
import type { KubeDomain } from './kube-domain';
import { type KubeField, placeOf } from './kube-field';
import { change, remove } from './kube-repairs';

/** (pkg/liveupdate/memory/memory.go: ValidateLiveUpdateMemory, which says the first that it finds) */
export function checkHotplug(domain: KubeDomain): VmmFinding[] {
  const { guest, maxGuest, realtime, passthrough, launchSecurity, pageSize, architecture } = domain;
  const most = maxGuest.size?.bytes;
  const bytes = guest.size?.bytes;
  if (!maxGuest.entry || !/^VirtualMachine(?:Pool)?$/.test(domain.kind)) return [];
  const say = (field: KubeField, message: string, said: string, repairs: readonly Repair[]): VmmFinding[] => [
    { code: 'kubevirt-hotplug', span: placeOf(field), message, said, repairs },
  ];
  const others = [
    [realtime, 'realtime VMs'],
    [passthrough, 'guest mapping passthrough'],
    [launchSecurity, 'encrypted VMs'],
  ] as const;
  for (const [field, name] of others) {
    if (!field.isSure) return [];
    if (field.entry)
      return say(
        maxGuest,
        `With ${field.path} there is no memory to plug in later, which maxGuest asks for.`,
        `Memory hotplug is not compatible with ${name}`,
        remove(maxGuest),
      );
  }
  if (most === undefined || bytes === undefined || (pageSize.entry && pageSize.text === undefined)) return [];
  if (bytes > most)
    return say(
      maxGuest,
      `The guest begins with ${formatSize(bytes)}, more than the ${formatSize(most)} that it may ever have.`,
      'Guest memory is greater than the configured maxGuest memory',
      [change([[maxGuest, guest.text!]])],
    );
  const [block, name] = pageSize.text === '1Gi' ? [GIB, '1Gi'] : [2n * MIB, '2Mi'];
  for (const [field, value, who] of [
    [guest, bytes, 'Guest memory'],
    [maxGuest, most, 'MaxGuest'],
  ] as const)
    if (value % block !== 0n)
      return say(
        field,
        `Memory is plugged in blocks of ${formatSize(block)}, and ${formatSize(value)} is no whole number of them.`,
        `${who} must be ${name} aligned`,
        [value + block - (value % block), value - (value % block)].map((to) => change([[field, to]])),
      );
  if (architecture.text !== undefined && !/^(?:amd64|arm64)$/.test(architecture.text))
    return say(
      maxGuest,
      `No memory can be plugged into a machine of ${architecture.text}.`,
      'Memory hotplug is only available for x86_64 VMs',
      remove(maxGuest),
    );
  return bytes >= GIB
    ? []
    : say(
        guest,
        `Only a guest that begins with 1 GiB can be given more than its ${formatSize(bytes)}.`,
        'Memory hotplug is only available for VMs with at least 1Gi of guest memory',
        [change([[guest, GIB]]), ...remove(maxGuest)],
      );
}
