import { machineOf } from '../../model/libvirt/command-line';
import { formatKib } from '../../model/libvirt/format-kib';
import { elementText, pathOf } from '../../model/libvirt/xml-values';
import { formatQemuVersion } from '../../model/qemu/qemu-version';
import type { DomainFacts } from '../../rules/libvirt/domain-facts';
import { clipText, escapeMarkdown } from '../hover/escape-markdown';
import { memoryOverview } from '../qemu/memory-overview';
import type { LibvirtSnapshot } from './libvirt-snapshot';
import { refusalOf } from './refusal-of';
import { totalMemory } from './total-memory';

/** The memory of a domain: why it does not start, its map, its memslots, and what each node of the host gives. */
export function domainHover(domain: DomainFacts, snapshot: LibvirtSnapshot): string | undefined {
  const { prepared, qemu } = domain;
  if (!qemu) return undefined;
  const sections = [
    title(domain),
    snapshot.document.templated ? undefined : refusal(domain, snapshot),
    ...memoryOverview(qemu),
    prepared.domain.type.value === 'kvm' || prepared.domain.type.value === undefined
      ? undefined
      : "Without KVM (`type='kvm'`) there are no memslots: these are the ones that KVM would get.",
  ];
  return sections.filter((section) => section !== undefined).join('\n\n');
}

function title({ prepared }: DomainFacts): string {
  const { domain, setting, memory } = prepared;
  const name = elementText(pathOf(domain.element, 'name')).value?.trim();
  const total = totalMemory(prepared);
  const plugged = total === undefined || memory.initial === undefined ? 0n : total - memory.initial;
  const ram = memory.initial === undefined ? 'RAM of a size that is not known' : `${formatKib(memory.initial)} of RAM`;
  const parts = [
    `**${escapeMarkdown(clipText(name || 'domain'))}**`,
    plugged > 0n ? `${ram} and ${formatKib(plugged)} in devices` : ram,
    escapeMarkdown(clipText(machineOf(domain) ?? '')),
    `libvirt ${formatQemuVersion(setting.version)}, QEMU ${formatQemuVersion(setting.qemu)}${setting.qemuIsGiven ? '' : ' (assumed)'}`,
  ];
  return parts.filter(Boolean).join(' · ');
}

/** What libvirt says first, or QEMU when libvirt takes the domain. */
function refusal(domain: DomainFacts, snapshot: LibvirtSnapshot): string | undefined {
  const said = (words: string) => escapeMarkdown(clipText(words, 240));
  const refused = refusalOf(domain, snapshot);
  if (refused !== undefined) return `**libvirt refuses it:** ${said(refused)}`;
  const failure = domain.qemu?.started.findings.find(({ severity }) => severity === 'error');
  return failure && `**QEMU does not start:** ${said(failure.qemuMessage ?? failure.message)}`;
}
