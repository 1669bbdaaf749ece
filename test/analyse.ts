import type { DocumentAnalysis } from '../server/src/features/document-analysis';
import { createQemuSnapshot } from '../server/src/features/qemu/qemu-snapshot';
import { DEFAULT_SETTINGS, readSettings } from '../server/src/features/settings';
import { createSnapshot } from '../server/src/features/snapshot';
import type { RuleInfo } from '../server/src/rules/define-rule';
import { EXAMPLE_SETTINGS } from '../server/src/rules/qemu/example-settings';
import { TextLines } from '../server/src/text/text-lines';

/** Analyses an example of a rule from scratch, as the kind of file that its rule is about, with the settings it needs. */
export function analyseExample(text: string, { id, scope }: RuleInfo): DocumentAnalysis {
  const lines = TextLines.of(text);
  if (scope === 'qemu' || scope === 'script')
    return createQemuSnapshot(lines, readSettings(EXAMPLE_SETTINGS.get(id) ?? {}), 'shell');
  return createSnapshot(lines, { settings: DEFAULT_SETTINGS, log: false });
}
