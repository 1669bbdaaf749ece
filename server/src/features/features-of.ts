import type { Analysis } from './analysis';
import type { DialectFeatures } from './dialect-features';
import { libvirtFeatures } from './libvirt/libvirt-features';
import { memslotsFeatures } from './memslots/memslots-features';
import { qemuFeatures } from './qemu/qemu-features';
import { vmmFeatures } from './vmm/vmm-features';

/** What can be asked of an analysed document: the table of its dialect, which takes snapshots of that dialect only. */
export function featuresOf({ dialect }: Analysis): DialectFeatures<Analysis> {
  return FEATURES[dialect] as DialectFeatures<Analysis>;
}

/** The characters that make an editor ask for completions in a document of any kind. */
export function completionTriggers(): readonly string[] {
  return [...new Set(Object.values(FEATURES).flatMap(({ completion }) => completion?.triggers ?? []))];
}

const FEATURES: { readonly [D in Analysis['dialect']]: DialectFeatures<Extract<Analysis, { dialect: D }>> } = {
  memslots: memslotsFeatures,
  qemu: qemuFeatures,
  libvirt: libvirtFeatures,
  vmm: vmmFeatures,
};
