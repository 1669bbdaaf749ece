import { BENCH_CASES } from './bench-cases';
import { type BenchRun, inTurns, type Pair } from './bench-run';
import { connect } from './connect';
import { percentiles, type Row } from './row';
import { openDocument } from './typist';

const STARTS = 20;

/** From starting the process to the answer of `initialize`, and on to the diagnostics of a first small list. */
export async function measureStarts(run: BenchRun): Promise<Row[]> {
  const small = BENCH_CASES[0]!;
  const generated = small.generate(0);
  const diagnosed: Pair<number[]> = { ours: [], base: [] };
  const initialized = await inTurns(run.quick ? 2 : STARTS, async (which) => {
    const start = performance.now();
    const client = await connect(run.programs[which], 'stdio');
    try {
      const time = performance.now() - start;
      const { opened } = await openDocument(client, small, generated);
      diagnosed[which].push(time + opened.ms);
      await client.stop();
      return [time];
    } finally {
      client.process.kill();
    }
  });
  return [
    { name: 'initialize', unit: 'ms', figures: percentiles(initialized, [50, 90]) },
    { name: `diagnostics of ${small.name}`, unit: 'ms', figures: percentiles(diagnosed, [50, 90]) },
  ];
}
