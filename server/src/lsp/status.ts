import type { Analysis } from '../features/analysis';
import { formatKernelVersion } from '../model/kernel-version';
import type { DocumentStatus } from './document-status';
import type { OpenDocument } from './document-store';
import { severityOf } from './to-proto';

/** The status of a document; of its first machine where there are several. */
export function statusOf(analysis: Analysis, { uri, version, part }: OpenDocument): DocumentStatus {
  const summary = analysis.dialect === 'libvirt' ? analysis.summary : undefined;
  const machines = summary?.machines ?? analysis.simulations.map(({ machine }) => machine);
  const { defaults } = analysis.settings;
  const facts = analysis.dialect === 'memslots' ? analysis.facts : undefined;
  const host = machines[0]?.host ?? facts?.host ?? defaults.host;
  const count = (severity: string) => analysis.findings.filter((finding) => severityOf(finding) === severity).length;
  return {
    uri,
    version,
    rule: machines[0]?.rule ?? facts?.rule ?? defaults.rule,
    kernel: formatKernelVersion(host.kernel),
    arch: host.arch,
    machines: machines.length,
    domains: summary?.domains ?? 0,
    operations: machines.reduce((sum, machine) => sum + machine.operations.length, 0),
    errors: count('error'),
    warnings: count('warning'),
    ...(part && { part: { start: part.start, end: part.end } }),
  };
}
