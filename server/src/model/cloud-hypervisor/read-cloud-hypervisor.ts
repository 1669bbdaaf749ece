import type { JsonMember, JsonObject, JsonValue } from '../../syntax/json/json-value';
import type { Block } from '../../text/block';
import type { HostProfile } from '../qemu/host-profile';
import type { GivenFields } from '../vmm/given-fields';
import { type Findings, readJsonFields } from '../vmm/json-fields';
import { integerOf, memberOf, readJsonFile, stringOf } from '../vmm/json-members';
import { NOTHING_READ, type VmmConfiguration } from '../vmm/vmm-configuration';
import { checkMemory } from './check-memory';
import { MEMORY_FIELDS, ZONE_FIELDS } from './memory-fields';
import { planMemory, plannedMachine, type WrittenMemory } from './memory-plan';

/** Reads the VmConfig of a request to `vm.create`. (vmm/src/vm_config.rs: VmConfig) */
export function readCloudHypervisor(block: Block, host: HostProfile): VmmConfiguration {
  const file = readJsonFile(block);
  const member = file && memberOf(file, 'memory');
  if (!file || member?.value.kind !== 'object' || !isVmConfig(file)) return NOTHING_READ;
  const found: Findings = { settings: [], findings: [] };
  const structure = { kind: 'cloud-hypervisor', unknown: 'ignored' } as const;
  const memory = readJsonFields(
    member.value,
    member.key.span,
    { ...structure, path: 'memory', fields: MEMORY_FIELDS },
    found,
  );
  const list = memberOf(member.value, 'zones')?.value;
  const zone = (value: JsonValue): readonly GivenFields[] => {
    if (value.kind !== 'object') return [];
    const place = value.members[0]?.key.span ?? value.span;
    return [readJsonFields(value, place, { ...structure, path: 'zones', fields: ZONE_FIELDS }, found)];
  };
  const items = list?.kind === 'array' ? list.items : [];
  const read = items.flatMap(zone);
  const isKnown = (!list || list.kind === 'array' || list.kind === 'null') && read.length === items.length;
  const written: WrittenMemory = {
    memory,
    zones: isKnown && memory.complete ? read : undefined,
    nodes: objectsIn(file, 'numa').map((node) => ({
      id: integerOf(memberOf(node, 'guest_numa_id')?.value)?.toString(),
      zones: itemsOf(memberOf(node, 'memory_zones')).map((item) => ({ name: stringOf(item), span: item.span })),
    })),
    sharers: [
      ...sharerOf(memberOf(file, 'fs')),
      ...['disks', 'net'].flatMap((kind) =>
        objectsIn(file, kind).flatMap((device) => {
          const flag = memberOf(device, 'vhost_user');
          return flag?.value.kind === 'boolean' && flag.value.value
            ? [{ span: flag.value.span, kind: 'vhost-user' as const }]
            : [];
        }),
      ),
      ...sharerOf(memberOf(file, 'user_devices'), 'user devices'),
    ],
    style: 'json',
  };
  const plan = planMemory(written, host);
  return {
    machines: [plannedMachine(plan, member.key.span, host)],
    settings: found.settings,
    findings: [...found.findings, ...checkMemory(plan, host)],
    comments: [],
  };
}

/** What else a VmConfig has. Other tools have a `memory` too. */
function isVmConfig(file: JsonObject): boolean {
  const cpus = memberOf(file, 'cpus')?.value;
  const payload = memberOf(file, 'payload')?.value;
  return (
    (cpus?.kind === 'object' && memberOf(cpus, 'boot_vcpus') !== undefined) ||
    (payload?.kind === 'object' && ['kernel', 'firmware', 'initramfs', 'igvm'].some((key) => memberOf(payload, key)))
  );
}

function itemsOf(member: JsonMember | undefined): readonly JsonValue[] {
  return member?.value.kind === 'array' ? member.value.items : [];
}

function objectsIn(file: JsonObject, key: string): readonly JsonObject[] {
  return itemsOf(memberOf(file, key)).filter((item) => item.kind === 'object');
}

/** A list of devices that map the guest's memory into another process, where there are some. */
function sharerOf(
  member: JsonMember | undefined,
  kind: WrittenMemory['sharers'][number]['kind'] = 'vhost-user',
): WrittenMemory['sharers'] {
  return member && itemsOf(member).length > 0 ? [{ span: member.key.span, kind }] : [];
}
