import { rangeOf } from '../../text/block-index';
import type { DialectFeatures } from '../dialect-features';
import { libvirtDefinitionAt, libvirtReferencesAt } from './cell-names';
import { libvirtCompletionsAt } from './libvirt-completion';
import { libvirtHoverAt } from './libvirt-hover';
import type { LibvirtSnapshot } from './libvirt-snapshot';
import { libvirtSymbols } from './libvirt-symbols';

/** What can be asked of an XML text with libvirt domains. XML has a grammar and a folding of its own in every editor. */
export const libvirtFeatures: DialectFeatures<LibvirtSnapshot> = {
  hover: libvirtHoverAt,
  completion: { triggers: ['<', ' ', "'", '"', '=', ','], at: libvirtCompletionsAt },
  definition(snapshot, position) {
    const range = libvirtDefinitionAt(snapshot, position);
    return range && { range };
  },
  references: libvirtReferencesAt,
  symbols: libvirtSymbols,
  machines: ({ domains, index }) =>
    domains.flatMap(({ prepared, qemu }) =>
      qemu ? { line: rangeOf(prepared.domain.element.startTag, index)!.start.line + 1, started: qemu.started } : [],
    ),
};
