import { rangeOf } from '../../text/block-index';
import type { DialectFeatures } from '../dialect-features';
import { backendNeeds } from '../qemu/backend-needs';
import { machineSummary } from '../qemu/machine-summary';
import { libvirtDefinitionAt, libvirtReferencesAt } from './cell-names';
import { domainTitle } from './domain-title';
import { libvirtCompletionsAt } from './libvirt-completion';
import { libvirtHints } from './libvirt-hints';
import { libvirtHoverAt } from './libvirt-hover';
import { libvirtSelectionsAt } from './libvirt-selections';
import { libvirtSizes } from './libvirt-sizes';
import type { LibvirtSnapshot } from './libvirt-snapshot';
import { libvirtSymbols } from './libvirt-symbols';
import { sourceLinks } from './source-links';
import { rangeAt } from './xml-place';

/** What can be asked of an XML text with libvirt domains. XML has a grammar and a folding of its own in every editor. */
export const libvirtFeatures: DialectFeatures<LibvirtSnapshot> = {
  hover: libvirtHoverAt,
  completion: { triggers: ['<', ' ', "'", '"', '=', ','], at: libvirtCompletionsAt },
  definition(snapshot, position) {
    const range = libvirtDefinitionAt(snapshot, position);
    return range && { range };
  },
  references: libvirtReferencesAt,
  selections: libvirtSelectionsAt,
  sizes: libvirtSizes,
  hints: libvirtHints,
  links: sourceLinks,
  symbols: libvirtSymbols,
  spots: (snapshot) =>
    snapshot.domains.flatMap(({ prepared, qemu }) => {
      const range = qemu && rangeAt(snapshot, prepared.domain.element.startTag);
      const summary = range && machineSummary(qemu);
      return summary ? [{ position: range.start, summary: () => summary }] : [];
    }),
  needs: (snapshot) =>
    snapshot.domains.flatMap(({ prepared: { domain }, qemu }) => {
      const range = qemu && rangeAt(snapshot, domain.element.startTag);
      const name = domainTitle(domain);
      return range
        ? [{ name, position: range.start, needs: backendNeeds(qemu), complete: qemu.started.config.complete }]
        : [];
    }),
  machines: ({ domains, index }) =>
    domains.flatMap(({ prepared, qemu }) =>
      qemu ? { line: rangeOf(prepared.domain.element.startTag, index)!.start.line + 1, started: qemu.started } : [],
    ),
};
