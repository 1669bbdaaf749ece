import type { JsonObject } from '../../syntax/json/json-value';
import type { Block } from '../../text/block';
import { wordText } from '../../text/word';
import type { BackingPage } from '../backing';
import { formatSize } from '../format';
import { MIB } from '../qemu/units';
import { integerOf, memberOf, readJsonFile, stringOf } from '../vmm/json-members';
import type { VmmConfiguration, VmmFinding, VmmSetting } from '../vmm/vmm-configuration';

/** Reads a configuration for `firecracker --config-file`. (Firecracker, src/vmm/src/resources.rs: VmmConfig) */
export function readFirecracker(block: Block): VmmConfiguration {
  const config = memberOf(readJsonFile(block) ?? NONE(block), 'machine-config');
  if (config?.value.kind !== 'object') return { machines: [], settings: [], findings: [], comments: [] };
  const object = config.value;
  const findings: VmmFinding[] = [];
  const settings = settingsIn(object, findings);
  const mib = integerOf(memberOf(object, 'mem_size_mib')?.value);
  const size = mib === undefined ? undefined : mib * MIB;
  const pages = memberOf(object, 'huge_pages');
  const page = pages ? PAGES[stringOf(pages.value) ?? ''] : PAGES.None;
  const place = memberOf(object, 'mem_size_mib')?.value.span;
  if (place && mib !== undefined && (mib === 0n || (page && page.kind !== 'base' && mib % 2n !== 0n)))
    findings.push({
      code: 'firecracker-memory-size',
      span: place,
      message:
        mib === 0n
          ? 'A guest needs some memory.'
          : `${formatSize(size!)} is no multiple of 2 MiB, the pages that huge_pages asks for.`,
      said: 'The memory size (MiB) is either 0, or not a multiple of the configured page size.',
      repairs: [mib + 1n, mib - 1n]
        .filter((value) => value > 1n)
        .map((value) => ({ title: `Change to ${value}`, edits: [{ span: place, newText: `${value}` }] })),
    });
  return {
    machines: [
      {
        name: 'Firecracker',
        span: config.key.span,
        memory: [
          { name: 'memory', span: place ?? config.key.span, size, page: page ?? { kind: 'unknown' }, nodes: [] },
        ],
        complete: mib !== undefined && page !== undefined,
        kvm: undefined,
      },
    ],
    settings,
    findings,
    comments: [],
  };
}

/** (Firecracker, src/vmm/src/vmm_config/machine_config.rs: HugePageConfig) */
const PAGES: { readonly [name: string]: BackingPage } = {
  None: { kind: 'base' },
  '2M': { kind: 'hugetlb', size: 2n * MIB },
  Transparent: { kind: 'thp' },
};

/** (Firecracker, src/vmm/src/vmm_config/machine_config.rs: MachineConfig) */
const HELP: { readonly [key: string]: string } = {
  mem_size_mib: 'the memory of the guest, in MiB; with huge pages a multiple of 2',
  huge_pages: '`None`, `2M` (hugetlbfs) or `Transparent`; there are no pages of 1 GiB',
  vcpu_count: 'how many vCPUs, 1 to 32',
  smt: 'whether two vCPUs are threads of one core; not on arm64',
  track_dirty_pages: 'logs which pages are written: KVM then maps 4 KiB, whatever huge_pages says',
  cpu_template: 'what of the CPU the guest is shown',
};

function settingsIn(object: JsonObject, findings: VmmFinding[]): readonly VmmSetting[] {
  return object.members.flatMap(({ key, value }): readonly VmmSetting[] => {
    const name = wordText(key);
    const help = name === undefined ? undefined : HELP[name];
    if (name !== undefined && !Object.hasOwn(HELP, name))
      findings.push({
        code: 'firecracker-unknown-field',
        span: key.span,
        message: `A machine-config has no ${name}.`,
        said: `Invalid JSON: unknown field \`${name}\``,
      });
    if (!help) return [];
    const mib = name === 'mem_size_mib' ? integerOf(value) : undefined;
    const size = mib === undefined ? undefined : ({ bytes: mib * MIB, unit: 'MiB' } as const);
    return [{ path: `machine-config.${name}`, name: key.span, value: value.span, help, size }];
  });
}

const NONE = (block: Block): JsonObject => ({ kind: 'object', span: { block, start: 0, end: 0 }, members: [] });
