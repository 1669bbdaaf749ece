import type { DomainFacts } from '../../rules/libvirt/domain-facts';
import { offsetIn } from '../../text/block-index';
import type { Position } from '../../text/text-lines';
import { commandLineText } from './command-line-text';
import type { LibvirtSnapshot } from './libvirt-snapshot';
import { refusalOf } from './refusal-of';

/**
 * The command line of the domain at a position, as a text of its own: what it is, why libvirt refuses the domain if it
 * does, and the words. Outside all domains it is that of the first; `undefined` where there is none.
 */
export function commandLineAt(snapshot: LibvirtSnapshot, position: Position): string | undefined {
  const domain = domainAt(snapshot, position);
  if (!domain) return undefined;
  const { version } = domain.prepared.setting;
  const refusal = refusalOf(domain, snapshot);
  const heading = [
    `# The memory part of the command line that libvirt ${version.major}.${version.minor} starts QEMU with.`,
    ...(refusal === undefined ? [] : [`# libvirt refuses this domain as it is: ${refusal.replace(/\s+/g, ' ')}`]),
  ];
  return `${heading.join('\n')}\n${commandLineText(domain)}`;
}

function domainAt({ document, domains }: LibvirtSnapshot, { line, character }: Position): DomainFacts | undefined {
  const offset = offsetIn(document.block, line, character);
  const around = domains.find(({ prepared }) => {
    const { start, end } = prepared.domain.element.span;
    return start <= offset && offset <= end;
  });
  return around ?? domains[0];
}
