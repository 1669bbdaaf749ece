import type { BenchCase } from './bench-cases';
import { type BenchRun, inTurns, type Pair, withServers } from './bench-run';
import type { BenchClient } from './connect';
import { figureOf, percentile, type Row } from './row';
import { openDocument, type Typist } from './typist';

const EDITS = 50;

/** 50 edits sent at once with a hover behind them: when the hover and the last diagnostics are here, and how many came. */
export async function measureBursts(run: BenchRun): Promise<Row[]> {
  const rows: Row[] = [];
  for (const benchCase of run.cases) rows.push(...(await burstsOf(run, benchCase)));
  return rows;
}

function burstsOf(run: BenchRun, benchCase: BenchCase): Promise<Row[]> {
  const generated = benchCase.generate(0);
  return withServers(run, 'stdio', async (servers): Promise<Row[]> => {
    const typists: Pair<Typist> = {
      ours: await openDocument(servers.ours, benchCase, generated),
      base: await openDocument(servers.base, benchCase, generated),
    };
    const publishes: Pair<number[]> = { ours: [], base: [] };
    const hovers: Pair<number[]> = { ours: [], base: [] };
    const last = await inTurns(run.quick ? 1 : 7, async (which) => {
      const seen = await burst(servers[which], typists[which], generated.ask);
      publishes[which].push(seen.publishes);
      hovers[which].push(seen.hover);
      return [seen.last];
    });
    const median = ({ ours, base }: Pair<number[]>) => figureOf(percentile(ours, 50), percentile(base, 50));
    const { name } = benchCase;
    return [
      { name, unit: 'ms', figures: { 'last diagnostics': median(last), hover: median(hovers) } },
      { name, unit: 'messages', figures: { published: median(publishes) } },
    ];
  });
}

async function burst(client: BenchClient, typist: Typist, position: object) {
  const before = client.publishes();
  const start = performance.now();
  let version = 0;
  for (let i = 0; i < EDITS; i++) version = typist.type();
  const diagnostics = client.published(typist.uri, version);
  const hover = client.request('textDocument/hover', { textDocument: { uri: typist.uri }, position });
  const seen = { last: (await diagnostics).at - start, hover: (await hover).at - start };
  return { ...seen, publishes: client.publishes() - before };
}
