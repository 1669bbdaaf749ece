import { toOptionGroup } from '../../model/libvirt/memory-option';
import { findProperty, propertiesOf, propertyText } from '../../model/qemu/property';
import type { DomainFacts } from '../../rules/libvirt/domain-facts';
import type { OptionGroup } from '../../syntax/qemu/argument-list';
import { attributeOf } from '../../syntax/xml/xml-tree';
import { wordText } from '../../text/word';

/**
 * The memory part of the command line that libvirt starts a domain's QEMU with, and behind it what the domain adds to that
 * in `<qemu:commandline>`. Empty for a domain of another hypervisor.
 */
export function memoryPart({ prepared, qemu }: DomainFacts): readonly OptionGroup[] {
  const words = new Set(
    prepared.domain.arguments.map((argument) => attributeOf(argument, 'value')?.value.span.start ?? -1),
  );
  const added = words.size === 0 ? [] : (qemu?.options ?? []).filter(({ span }) => words.has(span.start));
  return [...prepared.options.map(toOptionGroup), ...added.flatMap((group) => onlyMemory(group) ?? [])];
}

const MACHINE_KEY =
  /^(?:dump-guest-core|mem-merge|memory-.*|nvdimm.*|hmat|max-ram-below-4g|aux-ram-share|sgx-epc.*|confidential-guest-support)$/;
const MEMORY_OBJECT = /^(?:memory-backend-.*|thread-context|.*-guest)$/;
const MEMORY_DEVICE = /^(?:pc-dimm|nvdimm|virtio-p?mem(?:-.*)?|ivshmem.*)$/;
/** Devices on the PCI bus, whose address is a place there and none of the guest's memory. */
const PCI_DEVICE = /^(?:virtio-|ivshmem)/;
const WHOLE: ReadonlySet<string> = new Set(['m', 'numa', 'overcommit', 'mem-path', 'mem-prealloc']);

/** An option as far as it is about memory. */
function onlyMemory(group: OptionGroup): OptionGroup | undefined {
  const { option } = group;
  if (WHOLE.has(option)) return group;
  if (option === 'machine') return withKeys(group, (key) => MACHINE_KEY.test(key));
  if (option === 'object') return MEMORY_OBJECT.test(typeOf(group, 'qom-type')) ? group : undefined;
  if (option !== 'device') return undefined;
  const driver = typeOf(group, 'driver');
  if (!MEMORY_DEVICE.test(driver)) return undefined;
  return withKeys(
    group,
    (key) => key !== 'bus' && key !== 'multifunction' && !(key === 'addr' && PCI_DEVICE.test(driver)),
  );
}

function typeOf(group: OptionGroup, key: string): string {
  return propertyText(findProperty(propertiesOf(group), key)) ?? '';
}

function withKeys(group: OptionGroup, keep: (key: string) => boolean): OptionGroup | undefined {
  const entries = group.entries.filter(({ key }) => keep(wordText(key) ?? ''));
  return entries.length > 0 ? { ...group, entries } : undefined;
}
