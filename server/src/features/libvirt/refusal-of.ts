import type { DomainFacts } from '../../rules/libvirt/domain-facts';
import type { LibvirtSnapshot } from './libvirt-snapshot';

/**
 * Why libvirt does not take a domain: the first reason, in its own words where they are known. `undefined` for one that it
 * takes, and for one that a template leaves open.
 */
export function refusalOf({ prepared }: DomainFacts, { document }: LibvirtSnapshot): string | undefined {
  if (document.templated) return undefined;
  const problem = document.problems.find(({ severity }) => severity === 'error');
  if (problem) return problem.message;
  const refused = prepared.findings.find(({ severity }) => severity === 'error');
  return refused && (refused.libvirtMessage ?? refused.message);
}
