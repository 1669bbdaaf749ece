import type { MemoryBackend } from '../../model/qemu/memory-backend';

/** Which host nodes a backend's memory comes from. */
export function nodesText(backend: MemoryBackend): string {
  const policy = backend.policy.value;
  const nodes = backend.hostNodes.value;
  if (policy === undefined || nodes === undefined) return 'not known';
  if (nodes.length === 0) return 'any';
  const list = nodes.length > 8 ? `${nodes.slice(0, 8).join(', ')}, …` : nodes.join(', ');
  return policy === 'bind' ? list : `${list} (${policy})`;
}
