import process from 'node:process';
import type { Analysis } from '../features/analysis';
import { printable } from './terminal';

/** Says on standard error that what is shown of a QEMU never comes to be, as QEMU refuses to start. */
export function warnOfRefusals(file: string, { dialect, findings }: Analysis): void {
  if (dialect !== 'qemu') return;
  const errors = findings.filter(({ rule, report }) => (report.severity ?? rule.severity) === 'error').length;
  if (errors === 0) return;
  const many = errors === 1 ? 'one error' : `${errors} errors`;
  process.stderr.write(
    `memslot: ${printable(file)} has ${many}, and QEMU may not start as it stands: 'memslot check' names them.\n`,
  );
}
