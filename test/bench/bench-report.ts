import os from 'node:os';
import type { BenchRun } from './bench-run';
import type { Row } from './row';
import type { Section } from './sections';

/** A row, and the id of the section that measured it. */
export interface ReportedRow extends Row {
  readonly section: string;
}

/** What `--json` writes. */
export interface BenchReport {
  readonly version: 1;
  readonly date: string;
  readonly machine: { readonly cpu: string; readonly cores: number; readonly node: string; readonly platform: string };
  readonly quick: boolean;
  readonly rows: readonly ReportedRow[];
  /** What was not measured, and why. */
  readonly notes: readonly string[];
  /** How many sections failed. */
  readonly failed: number;
}

/** Measures the sections one after the other; one that fails costs its own figures only. */
export async function makeReport(
  run: BenchRun,
  sections: readonly Section[],
  unread: readonly string[],
): Promise<BenchReport> {
  const rows: ReportedRow[] = [];
  const notes = unread.map((name) => `${name}: not measured, the server does not read such files.`);
  let failed = 0;
  for (const { id, title, measure } of sections) {
    process.stderr.write(`${title} …\n`);
    const told = notes.length;
    try {
      const measured = await measure(run, (text) => notes.push(`${id}: ${text}`));
      if (measured.length === 0 && notes.length === told) notes.push(`${id}: cannot be measured here.`);
      rows.push(...measured.map((row) => ({ section: id, ...row })));
    } catch (error) {
      failed++;
      notes.push(`${id}: failed. ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  const machine = {
    cpu: os.cpus()[0]?.model ?? 'unknown',
    cores: os.availableParallelism(),
    node: process.versions.node,
    platform: `${process.platform} ${process.arch}`,
  };
  return { version: 1, date: new Date().toISOString().slice(0, 10), machine, quick: run.quick, rows, notes, failed };
}
