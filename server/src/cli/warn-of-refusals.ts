import type { AnalysedFile } from './write-report';

/** Says on standard error that what is shown of a QEMU never comes to be, as QEMU refuses to start. */
export function warnOfRefusals({ file, analysis, warn }: AnalysedFile): void {
  const { dialect, findings } = analysis;
  if (dialect === 'memslots') return;
  const errors = findings.filter(({ rule, report }) => (report.severity ?? rule.severity) === 'error').length;
  if (errors === 0) return;
  const many = errors === 1 ? 'one error' : `${errors} errors`;
  warn(`${file} has ${many}, and QEMU may not start as it stands: 'memslot check' names them.`);
}
