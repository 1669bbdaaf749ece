import { hasHotplug } from '../../model/libvirt/settle-memory';
import type { XmlDocument, XmlElement } from '../../syntax/xml/xml-tree';
import type { Span } from '../../text/span';
import { applySeverities, applySuppressions } from '../apply-settings';
import type { Finding, Severity } from '../define-rule';
import { QEMU_RULES } from '../qemu/qemu-rules';
import { SILENT_QEMU_RULES } from '../qemu/silent-qemu-rules';
import { readSuppressions, type Suppression } from '../suppressions';
import type { DomainFacts } from './domain-facts';
import { inDomain } from './in-domain';
import { LIBVIRT_RULES, XML_RULES } from './libvirt-rules';

/** An XML text with the domains in it. */
export interface DiagnosedXml {
  readonly document: XmlDocument;
  readonly domains: readonly DomainFacts[];
}

/** Runs every rule about domains, then applies the severities that somebody set and the suppressions of the text. */
export function diagnoseLibvirt(
  { document, domains }: DiagnosedXml,
  severities: ReadonlyMap<string, Severity | 'off'>,
): readonly Finding[] {
  const form = domains.length > 0 ? XML_RULES.flatMap((rule) => rule.run(document.problems)) : [];
  // What a template leaves open, nobody can judge.
  const about = document.templated ? [] : domains.flatMap(findingsOf);
  // Of a text that breaks off nobody knows what else it was to hold.
  const said = isWhole(document) ? about : about.filter(({ rule }) => rule.id !== 'libvirt-memory-missing');
  return applySuppressions(applySeverities([...form, ...said], severities), suppressionsOf(document), severities);
}

function isWhole({ problems }: XmlDocument): boolean {
  return problems.length === 0;
}

function findingsOf(domain: DomainFacts): readonly Finding[] {
  const { qemu } = domain;
  if (!qemu) return [];
  const found = LIBVIRT_RULES.flatMap((rule) => rule.run(domain));
  // libvirt starts no QEMU for a domain that it refuses.
  const started = !domain.prepared.findings.some(({ severity }) => severity === 'error');
  for (const rule of QEMU_RULES) {
    for (const finding of rule.run(qemu)) {
      // There is room for devices wherever libvirt lets a domain have some: something is wrong with the room itself.
      if (finding.rule.id === 'no-device-memory' && hasHotplug(domain.prepared.domain)) continue;
      const severity = finding.report.severity ?? finding.rule.severity;
      if (severity === 'error' ? started : SILENT_QEMU_RULES.has(finding.rule.id))
        found.push(inDomain(finding, domain));
    }
  }
  return found;
}

/** A comment is about the next element, with everything in it. */
function suppressionsOf({ block, comments, roots }: XmlDocument): readonly Suppression[] {
  return comments.flatMap((span) => {
    const text = block.text.slice(span.start, span.end);
    return readSuppressions({ block, text, start: span.start, target: () => elementBehind(roots, span) });
  });
}

/** The first element that begins behind a comment. */
function elementBehind(roots: readonly XmlElement[], comment: Span): Span | undefined {
  let level = roots;
  let next: XmlElement | undefined;
  for (;;) {
    next = level.find(({ span }) => span.start >= comment.end) ?? next;
    const around = level.find(({ span }) => span.start <= comment.start && comment.end <= span.end);
    if (!around) return next?.span;
    level = around.children;
  }
}
