import type { Finding as QemuFinding } from '../../model/qemu/finding';
import type { Span } from '../../text/span';
import { defineRule, type Fix, type Rule, type Severity } from '../define-rule';
import type { QemuFacts } from './qemu-facts';

/** What is said about one code of QEMU's refusals and warnings, which the model finds as it goes through QEMU's start. */
export interface RefusalEntry {
  readonly id: string;
  readonly severity: Severity;
  readonly summary: string;
  readonly why: string;
  /** The file and function of QEMU, or of libvirt. */
  readonly references: readonly string[];
  /** Whole texts. */
  readonly valid: readonly string[];
  readonly invalid: readonly string[];
  readonly fixes?: (finding: FoundRefusal, facts: QemuFacts) => readonly Fix[];
}

/** A refusal with QEMU's own words, where it has some. */
export type FoundRefusal = Pick<QemuFinding, 'severity' | 'span' | 'message' | 'related'> & {
  readonly qemuMessage: string | undefined;
  /** Replacements of `span` that the reader proposes. */
  readonly suggestions: readonly string[];
};

/** The rule about one code. */
export function refusalRule({
  id,
  severity,
  summary,
  why,
  references,
  valid,
  invalid,
  fixes,
}: RefusalEntry): Rule<'qemu'> {
  return defineRule({
    id,
    severity,
    scope: 'qemu',
    summary,
    why,
    references,
    examples: { valid, invalid },
    check: ({ started, problems }): readonly FoundRefusal[] => {
      const found: FoundRefusal[] = [];
      for (const { code, span, message, severity, suggestions = [] } of problems) {
        if (code !== id) continue;
        const weight = severity === 'hint' ? 'information' : severity;
        found.push({ severity: weight, span, message, related: [], qemuMessage: undefined, suggestions });
      }
      for (const finding of started.findings) if (finding.code === id) found.push({ suggestions: [], ...finding });
      return found;
    },
    report: (finding) => ({
      span: finding.span,
      severity: finding.severity,
      message:
        finding.qemuMessage === undefined || finding.message.includes(finding.qemuMessage)
          ? finding.message
          : `${finding.message} QEMU: "${finding.qemuMessage}"`,
      related: finding.related as readonly { span: Span; message: string }[],
    }),
    fixes: (finding, facts) => [
      ...finding.suggestions.map((text, i) => ({
        title: text === '' ? 'Remove it' : `Change to '${text}'`,
        edits: [{ span: finding.span, newText: text }],
        preferred: i === 0,
      })),
      ...(fixes?.(finding, facts) ?? []),
    ],
  });
}
