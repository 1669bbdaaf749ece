import type { RuleInfo } from '../rules/define-rule';
import { XML_RULES } from '../rules/libvirt/libvirt-rules';
import { VMM_KINDS } from '../syntax/detect-vmm';
import type { DocumentKind } from './analysis';

/** What kind of file the examples of a rule are. */
export function exampleKind({ id, scope }: RuleInfo): DocumentKind {
  if (scope === 'domain' || XML_RULES.some((rule) => rule.id === id)) return 'libvirt';
  if (scope === 'vmm') return VMM_KINDS.find((kind) => id.startsWith(`${kind}-`))!;
  return scope === 'qemu' || scope === 'script' ? 'shell' : 'memslots';
}
