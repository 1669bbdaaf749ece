import type { BenchCase } from './bench-cases';
import { type BenchRun, withServers } from './bench-run';
import type { Transport } from './connect';
import { percentiles, type Row } from './row';
import { typeInTurns } from './type-in-turns';
import { openDocument } from './typist';

const WARM_UP = 60;

/** From a one-character edit to its diagnostics, over both transports, with few and with many diagnostics. */
export async function measureEdits(run: BenchRun): Promise<Row[]> {
  const rows: Row[] = [];
  for (const transport of ['stdio', 'node-ipc'] as const)
    for (const benchCase of run.cases)
      for (const findings of [0, 100]) rows.push(await editsOf(run, benchCase, transport, findings));
  return rows;
}

/** The same for lists that differ in the number or the size of their slots. */
export async function measureGrowth(run: BenchRun): Promise<Row[]> {
  const rows: Row[] = [];
  for (const benchCase of run.growthCases) rows.push(await editsOf(run, benchCase, 'stdio', 0));
  return rows;
}

function editsOf(run: BenchRun, benchCase: BenchCase, transport: Transport, findings: number): Promise<Row> {
  const generated = benchCase.generate(findings);
  return withServers(run, transport, async (servers) => {
    const typists = {
      ours: await openDocument(servers.ours, benchCase, generated),
      base: await openDocument(servers.base, benchCase, generated),
    };
    const measured = await typeInTurns(run, typists, WARM_UP);
    const standing = typists.ours.opened.diagnostics.length;
    const name = `${benchCase.name}, ${standing} diagnostics, ${transport}`;
    return { name, unit: 'ms', figures: percentiles(measured) };
  });
}
