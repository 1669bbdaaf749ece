import type { Span } from '../../text/span';
import type { Fact } from './fact';
import { type Finding, refusal } from './finding';
import type { HostProfile } from './host-profile';

/**
 * What a backend's NUMA policy must be like, checked after the memory was made.
 * (backends/hostmem.c: host_memory_backend_memory_complete)
 */
export function checkBackendPolicy(
  backend: { readonly policy: Fact<string>; readonly hostNodes: Fact<readonly bigint[]>; readonly span: Span },
  host: HostProfile,
): Finding | undefined {
  const policy = backend.policy.value;
  const nodes = backend.hostNodes.value;
  if (policy === undefined || nodes === undefined) return undefined;
  if (nodes.length > 0 && policy === 'default') {
    const words =
      'host-nodes must be empty for policy default, or you should explicitly specify a policy other than default';
    return refusal(
      'policy-host-nodes',
      backend.hostNodes.span ?? backend.span,
      words,
      'host-nodes has no effect without a policy: add policy=bind, preferred or interleave.',
    );
  }
  if (nodes.length === 0 && policy !== 'default') {
    const words = `host-nodes must be set for policy ${policy}`;
    return refusal(
      'policy-host-nodes',
      backend.policy.span ?? backend.span,
      words,
      `policy=${policy} needs the host nodes it is about: add host-nodes=0.`,
    );
  }
  const existing = host.numaNodes;
  if (nodes.length === 0 || !existing || existing.length === 0) return undefined;
  if (nodes.some((node) => existing.some((other) => BigInt(other.id) === node))) return undefined;
  const words = 'cannot bind memory to host NUMA nodes: Invalid argument';
  const have = existing.map((node) => node.id).join(', ');
  return refusal(
    'host-node-missing',
    backend.hostNodes.span ?? backend.span,
    words,
    `The host has no node ${nodes.join(', ')}: it has ${have}.`,
  );
}
