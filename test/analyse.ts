import { createAnalysis } from '../server/src/features/analysis';
import type { DocumentAnalysis } from '../server/src/features/document-analysis';
import { exampleKind } from '../server/src/features/example-kind';
import { readSettings } from '../server/src/features/settings';
import type { RuleInfo } from '../server/src/rules/define-rule';
import { EXAMPLE_SETTINGS } from '../server/src/rules/qemu/example-settings';
import { TextLines } from '../server/src/text/text-lines';

/** Analyses an example of a rule from scratch, as the kind of file that its rule is about, with the settings it needs. */
export function analyseExample(text: string, rule: RuleInfo): DocumentAnalysis {
  return createAnalysis(TextLines.of(text), exampleKind(rule), readSettings(EXAMPLE_SETTINGS.get(rule.id) ?? {}));
}
