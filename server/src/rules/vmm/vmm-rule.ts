import type { VmmFinding } from '../../model/vmm/vmm-configuration';
import { defineRule, type Rule, type RuleDefinition } from '../define-rule';

/** What is said about one code of the findings that the readers of other hypervisors' files make; its examples are whole files. */
export type VmmRuleEntry = Omit<RuleDefinition<'vmm', VmmFinding>, 'scope' | 'check' | 'report' | 'fixes'> & {
  /** Whose words a finding quotes: `Firecracker`. */
  readonly program: string;
};

/** The rule about one code. Its id begins with the kind of file that it is about. */
export function vmmRule({ program, ...entry }: VmmRuleEntry): Rule<'vmm'> {
  return defineRule<'vmm', VmmFinding>({
    ...entry,
    scope: 'vmm',
    check: ({ configuration }) => configuration.findings.filter(({ code }) => code === entry.id),
    report: ({ span, severity, message, said, related }) => ({
      span,
      ...(severity && { severity }),
      ...(related && { related }),
      message: said === undefined ? message : `${message} ${program}: "${said}"`,
    }),
    fixes: ({ repairs = [] }) => repairs.map(({ title, edits }, i) => ({ title, edits, preferred: i === 0 })),
  });
}
