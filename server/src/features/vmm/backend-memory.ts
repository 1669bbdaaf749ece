import { hostPageSize } from '../../model/qemu/host-memory';
import type { VmmMemory, VmmQemu } from '../../model/vmm/vmm-configuration';
import type { QemuFacts } from '../../rules/qemu/qemu-facts';
import { backendNeeds } from '../qemu/backend-needs';

/** The memory backends that somebody wrote options of QEMU's for, where they take huge pages. */
export function backendMemory(facts: QemuFacts, { written, setting }: VmmQemu): readonly VmmMemory[] {
  if (!written) return [];
  const base = hostPageSize(setting.host);
  return facts.started.backends.flatMap((backend): readonly VmmMemory[] => {
    const { span, size, pageSize } = backend;
    if (span.start < written.start || span.end > written.end) return [];
    const [need] = backendNeeds({ ...facts, started: { ...facts.started, backends: [backend] } });
    if (!need) return [];
    const page =
      pageSize === undefined ? ({ kind: 'unknown' } as const) : ({ kind: 'hugetlb', size: pageSize } as const);
    return pageSize === base ? [] : [{ name: need.name, span, size: size.value, page, nodes: need.nodes }];
  });
}
