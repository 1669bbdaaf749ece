import { readConf } from '../../syntax/proxmox/read-conf';
import { splitArgs } from '../../syntax/proxmox/split-args';
import type { Block } from '../../text/block';
import { spanOf } from '../../text/span';
import { MIB } from '../qemu/units';
import type { VmmConfiguration, VmmFinding, VmmMemory, VmmSetting } from '../vmm/vmm-configuration';
import { acceptSettings } from './accept-settings';
import { checkHotplug } from './check-hotplug';
import { checkMemory } from './check-memory';
import { checkNodes } from './check-nodes';
import { countIn, type ProxmoxVm, proxmoxVm } from './proxmox-vm';
import { type ProxmoxSetting, qemuOptions } from './qemu-options';
import { removeLine } from './repairs';
import { SETTING_HELP } from './setting-types';
import { backendsOf, memoryPieces } from './vm-memory';

/** Reads a virtual machine of Proxmox VE, as it is to run: without its snapshots and the changes that wait. */
export function readProxmox(block: Block, setting: ProxmoxSetting): VmmConfiguration {
  const file = readConf(block);
  const findings: VmmFinding[] = [];
  const accepted = acceptSettings(file, findings);
  const vm = proxmoxVm(accepted);
  // What is shown of the whole stands where the memory is set.
  const first = accepted.get('memory') ?? file.settings[0];
  const place = first?.name ?? spanOf(block, 0, 0);
  const backends = backendsOf(vm, place);
  findings.push(...checkHotplug(vm, setting.host), ...checkMemory(vm, backends ?? [], setting.host));
  if (vm.numa.value) findings.push(...checkNodes(vm, setting.host));
  const args = accepted.get('args');
  const words = args && splitArgs(args.value);
  if (args && !words)
    findings.push({
      code: 'proxmox-args-quotes',
      span: args.value,
      message: 'A quote is not closed, or a backslash ends the line: QEMU gets none of these arguments.',
      repairs: [removeLine(args)],
    });
  const isOwn = (words ?? []).some(({ pieces }) => OWN_MEMORY.test(pieces[0]?.text ?? ''));
  const memory =
    backends?.length === 0 ? [wholeMemory(vm, place, isOwn)] : memoryPieces(vm, backends ?? [], setting.host);
  const qemu = first && qemuOptions(vm, place, setting);
  return {
    machines: first
      ? [
          {
            name: accepted.get('name')?.text ?? 'Proxmox',
            span: place,
            memory,
            complete:
              !file.templated && !isOwn && backends !== undefined && memory.every(({ size }) => size !== undefined),
            kvm: undefined,
            ...(qemu && !file.templated && { qemu }),
          },
        ]
      : [],
    settings: settingsOf(accepted, vm),
    findings: file.templated ? [] : findings,
    // Proxmox gathers the comments at the top: they are about the whole.
    comments: file.comments.map((span) => ({ span, target: spanOf(block, 0, block.text.length) })),
  };
}

/** Arguments by which a guest gets other memory than its settings say. */
const OWN_MEMORY = /^--?(?:m|mem-path|machine|M|numa|readconfig)$/;

function wholeMemory({ memory, virtiofs }: ProxmoxVm, place: VmmMemory['span'], isOwn: boolean): VmmMemory {
  return {
    name: 'memory',
    span: memory.span ?? place,
    size: memory.value === undefined ? undefined : memory.value * MIB,
    page: isOwn ? { kind: 'unknown' } : { kind: virtiofs ? 'base' : 'thp' },
    nodes: [],
  };
}

function settingsOf(accepted: ReturnType<typeof acceptSettings>, { memory }: ProxmoxVm): readonly VmmSetting[] {
  return [...accepted.values()].flatMap(({ key, name, value, text }): readonly VmmSetting[] => {
    const kind = /^numa\d/.test(key) ? 'numaN' : key;
    const help = Object.hasOwn(SETTING_HELP, kind) ? SETTING_HELP[kind] : undefined;
    const mib = key === 'memory' ? memory.value : key === 'balloon' ? countIn(text) : undefined;
    const size = mib === undefined ? undefined : ({ bytes: mib * MIB, unit: 'MiB' } as const);
    return help === undefined ? [] : [{ path: key, name, value, help, size }];
  });
}
