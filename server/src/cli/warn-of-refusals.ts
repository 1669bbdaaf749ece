import type { Analysis } from '../features/analysis';
import type { KnownFile } from './write-files';

/** Says on standard error that what is shown of a machine never comes to be, as QEMU, or who else is to start it, refuses. */
export function warnOfRefusals({ file, known: { dialect, findings }, warn }: KnownFile<Analysis>): void {
  if (dialect === 'memslots') return;
  const errors = findings.filter(({ rule, report }) => (report.severity ?? rule.severity) === 'error').length;
  if (errors === 0) return;
  const many = errors === 1 ? 'one error' : `${errors} errors`;
  const who = dialect === 'vmm' ? 'what it describes' : 'QEMU';
  warn(`${file} has ${many}, and ${who} may not start as it stands: 'memslot check' names them.`);
}
