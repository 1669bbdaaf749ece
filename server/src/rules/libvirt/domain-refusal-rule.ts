import { defineRule, type Rule } from '../define-rule';
import type { RefusalEntry } from '../qemu/refusal-rule';
import { refusalFixes } from './refusal-fixes';

/** What is said about one code of the findings that libvirt's part of the model makes; its examples are whole domains. */
export type DomainRefusal = Omit<RefusalEntry, 'fixes'>;

/** The rule about one code. */
export function domainRefusalRule({ valid, invalid, ...entry }: DomainRefusal): Rule<'domain'> {
  return defineRule({
    ...entry,
    scope: 'domain',
    examples: { valid, invalid },
    check: ({ prepared }) => prepared.findings.filter(({ code }) => code === entry.id),
    report: ({ span, severity, message, libvirtMessage, related }) => ({
      span,
      severity,
      related,
      message: libvirtMessage === undefined ? message : `${message} libvirt: "${libvirtMessage}"`,
    }),
    fixes: (finding, { prepared }) => [
      ...finding.repairs.map(({ title, edits }, i) => ({ title, edits, preferred: i === 0 })),
      ...refusalFixes(finding, prepared),
    ],
  });
}
