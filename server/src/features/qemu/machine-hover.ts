import { formatSize } from '../../model/format';
import { formatQemuVersion } from '../../model/qemu/qemu-version';
import { wordText } from '../../text/word';
import { clipText, escapeMarkdown } from '../hover/escape-markdown';
import { memoryOf } from './machine-memory';
import { memoryOverview } from './memory-overview';
import type { QemuMachine } from './qemu-snapshot';

/** The memory of a machine: its map, its memslots with their pages, and what it takes from which host node. */
export function machineHover(machine: QemuMachine): string {
  const { started } = machine;
  const refused = started.findings.find(({ severity }) => severity === 'error');
  const sections = [
    title(machine),
    refused && `**QEMU does not start:** ${escapeMarkdown(clipText(refused.qemuMessage ?? refused.message, 160))}`,
    ...memoryOverview(machine),
    memoryOf(machine) && runsWithoutKvm(machine)
      ? 'Without KVM (`-accel kvm`) there are no memslots: these are the ones that KVM would get.'
      : undefined,
  ];
  return sections.filter((section) => section !== undefined && section !== '').join('\n\n');
}

function title({ started: { config, ramSize } }: QemuMachine): string {
  const { machine, setting } = config;
  const name = machine ? escapeMarkdown(clipText(machine.name)) : 'QEMU';
  const ram = ramSize === undefined ? 'RAM of a size that is not known' : `${formatSize(ramSize)} of RAM`;
  const version = formatQemuVersion(setting.version);
  return `**${name}** · ${ram} · QEMU ${version}${setting.versionIsGiven ? '' : ' (assumed)'}`;
}

/** `kvm` and `qemu-kvm` use KVM unless they are told otherwise. */
function runsWithoutKvm({ list, started: { config } }: QemuMachine): boolean {
  const { value, span } = config.accelerator;
  if (span) return value !== undefined && value !== 'kvm';
  const program = wordText(list.program)?.split('/').at(-1);
  return config.complete && program?.startsWith('qemu-system-') === true;
}
