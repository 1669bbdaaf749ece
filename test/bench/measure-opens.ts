import { type BenchRun, inTurns, withServers } from './bench-run';
import { figureOf, percentile, type Row } from './row';
import { openDocument } from './typist';

/** From opening a file to its diagnostics: as the first file of a server, and as a later one. */
export async function measureOpens(run: BenchRun): Promise<Row[]> {
  const rows: Row[] = [];
  for (const benchCase of run.cases) {
    const generated = benchCase.generate(100);
    rows.push(
      await withServers(run, 'stdio', async (servers) => {
        const open = async (which: 'ours' | 'base', turn: number) => {
          const { opened, close } = await openDocument(servers[which], benchCase, generated, `file${turn}`);
          close();
          return [opened.ms];
        };
        const first = await inTurns(1, open);
        const later = await inTurns(run.quick ? 2 : benchCase.big ? 10 : 40, open);
        const figures = {
          first: figureOf(first.ours[0]!, first.base[0]),
          later: figureOf(percentile(later.ours, 50), percentile(later.base, 50)),
        };
        return { name: benchCase.name, unit: 'ms', figures };
      }),
    );
  }
  return rows;
}
