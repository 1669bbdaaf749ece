import type { HostProfile } from '../../model/qemu/host-profile';
import type { Analysis } from '../analysis';
import { featuresOf } from '../features-of';
import type { MachineNeeds } from './machine-needs';

/** What the machines of a document take of the host's huge pages. */
export interface FileNeeds {
  readonly machines: readonly MachineNeeds[];
  /** The files that it has QEMU read, by the names that whoever had them calls them: what these say counts here. */
  readonly reads: readonly string[];
  /** The host that it is judged by. */
  readonly host: HostProfile;
}

export function needsIn(analysis: Analysis): FileNeeds {
  const files = analysis.dialect === 'qemu' ? [...analysis.files.values()] : [];
  return {
    machines: featuresOf(analysis).needs?.(analysis) ?? [],
    reads: files.flatMap((file) => file?.name ?? []),
    host: analysis.settings.qemu.host,
  };
}
