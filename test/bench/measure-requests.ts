import type { BenchCase } from './bench-cases';
import { type BenchRun, inTurns, withServers } from './bench-run';
import { percentiles, type Row } from './row';
import { openDocument } from './typist';

const REQUESTS = 40;

/** How long answers take in a document that does not change. */
export async function measureRequests(run: BenchRun): Promise<Row[]> {
  const rows: Row[] = [];
  for (const benchCase of run.cases) rows.push(...(await requestsOf(run, benchCase)));
  return rows;
}

function requestsOf(run: BenchRun, benchCase: BenchCase): Promise<Row[]> {
  const generated = benchCase.generate(100);
  return withServers(run, 'stdio', async (servers) => {
    const { uri, opened } = await openDocument(servers.ours, benchCase, generated);
    await openDocument(servers.base, benchCase, generated);
    const { diagnostics } = opened;
    const found = diagnostics[diagnostics.length >> 1];
    if (!found) throw new Error(`Nothing is found in ${benchCase.name}, which is to have mistakes.`);
    const textDocument = { uri };
    const questions: Record<string, object> = {
      hover: { textDocument, position: generated.ask },
      completion: { textDocument, position: generated.ask },
      codeAction: { textDocument, range: found.range, context: { diagnostics: [found] } },
    };
    const rows: Row[] = [];
    for (const [question, params] of Object.entries(questions)) {
      const measured = await inTurns(run.quick ? 2 : REQUESTS, async (which) => {
        const start = performance.now();
        const { at } = await servers[which].request(`textDocument/${question}`, params);
        return [at - start];
      });
      rows.push({
        name: `${benchCase.name}, ${question}`,
        unit: 'ms',
        figures: percentiles(measured, [50, 90]),
      });
    }
    return rows;
  });
}
