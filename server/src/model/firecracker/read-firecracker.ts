import type { JsonObject } from '../../syntax/json/json-value';
import type { Block } from '../../text/block';
import type { Span } from '../../text/span';
import { wordText } from '../../text/word';
import type { BackingPage } from '../backing';
import type { HostProfile } from '../qemu/host-profile';
import { kvmHost } from '../qemu/kvm-host';
import { GIB, MIB } from '../qemu/units';
import { flagIn, type GivenFields, numberIn, placeIn, textIn } from '../vmm/given-fields';
import { type Findings, readJsonFields } from '../vmm/json-fields';
import { memberOf, readJsonFile } from '../vmm/json-members';
import { ramMachine } from '../vmm/ram-machine';
import { NOTHING_READ, type VmmConfiguration } from '../vmm/vmm-configuration';
import { checkFirecracker } from './check-firecracker';
import { FIRECRACKER_FIELDS } from './firecracker-fields';

/**
 * Reads a configuration for `firecracker --config-file`, or the body of a request to /machine-config.
 * (Firecracker, src/vmm/src/resources.rs: VmmConfig)
 */
export function readFirecracker(block: Block, host: HostProfile): VmmConfiguration {
  const file = readJsonFile(block);
  if (!file) return NOTHING_READ;
  const found: Findings = { settings: [], findings: [] };
  const read = (path: keyof typeof FIRECRACKER_FIELDS): GivenFields | undefined => {
    const member = memberOf(file, path);
    return member?.value.kind === 'object' ? readStructure(path, member.value, member.key.span, found) : undefined;
  };
  const whole = memberOf(file, 'machine-config');
  const isOurs = whole
    ? memberOf(file, 'boot-source') || (whole.value.kind === 'object' && saysMemory(whole.value))
    : saysMemory(file) && file.members.every(({ key }) => Object.hasOwn(FIELDS, wordText(key) ?? ''));
  const first = file.members[0];
  if (!isOurs || !first) return NOTHING_READ;
  const machine = whole ? read('machine-config') : readStructure('machine-config', file, first.key.span, found);
  if (!machine) return NOTHING_READ;
  const mib = numberIn(machine, 'mem_size_mib');
  const size = mib === undefined ? undefined : mib * MIB;
  const pages = textIn(machine, 'huge_pages', 'None');
  const page: BackingPage = (pages === undefined ? undefined : PAGES.get(pages)) ?? { kind: 'unknown' };
  const balloon = read('balloon');
  const hotplug = read('memory-hotplug');
  const arch = host.arch ?? 'x86_64';
  const place = placeIn(machine, 'mem_size_mib');
  const logsDirty = flagIn(machine, 'track_dirty_pages');
  const isPlaced = arch === 'x86_64' && logsDirty !== undefined && size !== undefined && size > 0n && size < MOST;
  const pieces = isPlaced
    ? ramPieces(size).map((piece) => ({ ...piece, name: 'memory', span: place, page }))
    : undefined;
  return {
    machines: [
      {
        name: 'Firecracker',
        span: machine.place,
        memory: [{ name: 'memory', span: place, size, page, nodes: [] }],
        complete: size !== undefined && page.kind !== 'unknown',
        kvm: pieces && ramMachine(pieces, kvmHost(host, 'x86_64', 'default'), logsDirty),
      },
    ],
    settings: found.settings,
    findings: [...found.findings, ...checkFirecracker({ machine, balloon, hotplug }, arch)],
    comments: [],
  };
}

const FIELDS = FIRECRACKER_FIELDS['machine-config'];

/** More than any host has: no addresses are worked out for it. */
const MOST = 1n << 52n;

/** (src/vmm/src/vmm_config/machine_config.rs: HugePageConfig) */
const PAGES: ReadonlyMap<string, BackingPage> = new Map<string, BackingPage>([
  ['None', { kind: 'base' }],
  ['2M', { kind: 'hugetlb', size: 2n * MIB }],
  ['Transparent', { kind: 'thp' }],
]);

/** The members that a machine-config must have, which no other tool's has both of. */
function saysMemory(object: JsonObject): boolean {
  return memberOf(object, 'mem_size_mib') !== undefined && memberOf(object, 'vcpu_count') !== undefined;
}

function readStructure(
  path: keyof typeof FIRECRACKER_FIELDS,
  object: JsonObject,
  place: Span,
  found: Findings,
): GivenFields {
  const structure = { path, kind: 'firecracker', fields: FIRECRACKER_FIELDS[path], unknown: 'refused' } as const;
  return readJsonFields(object, place, structure, found);
}

/**
 * Where RAM lies: up to 3 GiB, from 4 to 256 GiB and from 512 GiB on, with devices in between.
 * (src/vmm/src/arch/x86_64/mod.rs: arch_memory_regions)
 */
function ramPieces(size: bigint): readonly { readonly gpa: bigint; readonly size: bigint }[] {
  let left = size;
  return [
    { gpa: 0n, most: 3n * GIB },
    { gpa: 4n * GIB, most: 252n * GIB },
    { gpa: 512n * GIB, most: left },
  ].flatMap(({ gpa, most }) => {
    const piece = left < most ? left : most;
    left -= piece;
    return piece > 0n ? [{ gpa, size: piece }] : [];
  });
}
