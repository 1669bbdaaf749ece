import { createQemuSnapshot } from '../../../../server/src/features/qemu/qemu-snapshot';
import { readSettings } from '../../../../server/src/features/settings';
import { TextLines } from '../../../../server/src/text/text-lines';

/** What one rule finds in a script, as `severity: message`. */
export function found(id: string, text: string, settings: object = {}): string[] {
  const { findings } = createQemuSnapshot(TextLines.of(text), readSettings(settings), 'shell');
  return findings
    .filter(({ rule }) => rule.id === id)
    .map(({ rule, report }) => `${report.severity ?? rule.severity}: ${report.message}`);
}
