import { setTimeout as sleep } from 'node:timers/promises';
import { BENCH_CASES } from './bench-cases';
import { type BenchRun, inTurns, withServers } from './bench-run';
import type { BenchClient } from './connect';
import { residentMemory } from './resident-memory';
import { figureOf, type Row } from './row';
import { openDocument } from './typist';

/** Resident memory with nothing open, with each of the files open, and after many were opened and closed again. */
export async function measureMemory(run: BenchRun): Promise<Row[]> {
  if (residentMemory(process.pid, 'VmRSS') === undefined) return [];
  const rows = [await memoryAfter(run, 'nothing open', async () => undefined)];
  for (const benchCase of run.cases) {
    const generated = benchCase.generate(0);
    rows.push(
      await memoryAfter(run, benchCase.name, async (client) => {
        await openDocument(client, benchCase, generated);
      }),
    );
  }
  for (const times of run.quick ? [2, 10] : [50, 1000])
    rows.push(await memoryAfter(run, `${times} files opened and closed`, (client) => openAndClose(client, times)));
  return rows;
}

/** Lists of 10 KB, each under a name of its own. */
async function openAndClose(client: BenchClient, times: number): Promise<void> {
  const small = BENCH_CASES[0]!;
  const generated = small.generate(100);
  for (let i = 0; i < times; i++) (await openDocument(client, small, generated, `file${i}`)).close();
}

function memoryAfter(run: BenchRun, name: string, use: (client: BenchClient) => Promise<void>): Promise<Row> {
  return withServers(run, 'stdio', async (servers) => {
    const { ours, base } = await inTurns(1, async (which) => {
      await use(servers[which]);
      // What was left behind may go at once, as it would while somebody reads.
      await sleep(run.quick ? 0 : 1000);
      return [residentMemory(servers[which].process.pid, 'VmRSS')!];
    });
    return { name, unit: 'MB', figures: { resident: figureOf(ours[0]!, base[0]) } };
  });
}
