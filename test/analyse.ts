import type { DocumentAnalysis } from '../server/src/features/document-analysis';
import { createLibvirtSnapshot } from '../server/src/features/libvirt/libvirt-snapshot';
import { createQemuSnapshot } from '../server/src/features/qemu/qemu-snapshot';
import { DEFAULT_SETTINGS, readSettings } from '../server/src/features/settings';
import { createSnapshot } from '../server/src/features/snapshot';
import type { RuleInfo } from '../server/src/rules/define-rule';
import { XML_RULES } from '../server/src/rules/libvirt/libvirt-rules';
import { EXAMPLE_SETTINGS } from '../server/src/rules/qemu/example-settings';
import { TextLines } from '../server/src/text/text-lines';

/** Analyses an example of a rule from scratch, as the kind of file that its rule is about, with the settings it needs. */
export function analyseExample(text: string, { id, scope }: RuleInfo): DocumentAnalysis {
  const lines = TextLines.of(text);
  const settings = () => readSettings(EXAMPLE_SETTINGS.get(id) ?? {});
  if (scope === 'domain' || XML_RULES.some((rule) => rule.id === id)) return createLibvirtSnapshot(lines, settings());
  if (scope === 'qemu' || scope === 'script') return createQemuSnapshot(lines, settings(), 'shell');
  return createSnapshot(lines, { settings: DEFAULT_SETTINGS, log: false });
}
