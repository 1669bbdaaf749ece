import type { Snapshot } from '../features/snapshot';
import { formatKernelVersion } from '../model/kernel-version';
import { severityOf } from './to-proto';

/** The notification `memslot/status`: what applies to a document and what was found in it. */
export interface DocumentStatus {
  readonly uri: string;
  readonly version: number;
  readonly rule: string;
  readonly kernel: string;
  readonly arch: string;
  readonly machines: number;
  readonly operations: number;
  readonly errors: number;
  readonly warnings: number;
}

/** The status of a document; of its first machine where there are several. */
export function statusOf(snapshot: Snapshot, uri: string, version: number): DocumentStatus {
  const { machines } = snapshot.facts;
  const host = machines[0]?.host ?? snapshot.facts.host;
  const count = (severity: string) => snapshot.findings.filter((finding) => severityOf(finding) === severity).length;
  return {
    uri,
    version,
    rule: machines[0]?.rule ?? snapshot.facts.rule,
    kernel: formatKernelVersion(host.kernel),
    arch: host.arch,
    machines: machines.length,
    operations: machines.reduce((sum, machine) => sum + machine.operations.length, 0),
    errors: count('error'),
    warnings: count('warning'),
  };
}
