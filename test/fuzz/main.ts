// npm run fuzz -- --minutes N [--dialect X] [--property P] [--seed S]
import path from 'node:path';
import fc from 'fast-check';
import { addToCorpus } from './corpus';
import { readFuzzOptions } from './fuzz-options';
import { GENERATORS } from './generators';
import { PROPERTIES } from './properties';

/** Of what looks like one mistake no more than so many inputs are kept. */
const MOST_ALIKE = 2;

void fuzz().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
});

/** Tries every property with every dialect in turn until the time is over. */
async function fuzz(): Promise<void> {
  const { minutes, dialects, properties, seed: first } = readFuzzOptions(process.argv.slice(2));
  const end = Date.now() + minutes * 60_000;
  const alike = new Map<string, number>();
  const tried = new Map<string, number>();
  let found = 0;
  for (let seed = first; Date.now() < end; seed++) {
    for (const { name, runs, inputs, check } of PROPERTIES.filter((property) => properties.includes(property.name))) {
      for (const generator of GENERATORS.filter(({ kind }) => dialects.includes(kind))) {
        if (Date.now() >= end) break;
        const property = fc.asyncProperty(inputs(generator), async (input) => check(input));
        const result = await fc.check(property, { seed, numRuns: runs, interruptAfterTimeLimit: 120_000 });
        const topic = `${name}, ${generator.kind}`;
        tried.set(topic, (tried.get(topic) ?? 0) + result.numRuns);
        if (!result.failed || !result.counterexample) continue;
        const message =
          result.errorInstance instanceof Error ? result.errorInstance.message : String(result.errorInstance);
        const kind = `${topic}: ${message.split('\n', 1)[0]!.replace(/\d+/g, '0')}`;
        const before = alike.get(kind) ?? 0;
        alike.set(kind, before + 1);
        if (before >= MOST_ALIKE) continue;
        found += 1;
        const file = addToCorpus(name, result.counterexample[0]);
        console.log(`\n${topic} (seed ${seed}): ${path.relative(process.cwd(), file)}\n${message.slice(0, 2000)}`);
      }
    }
  }
  for (const [topic, count] of tried) console.log(`${count.toLocaleString('en-US').padStart(10)}  ${topic}`);
  const all = [...tried.values()].reduce((sum, count) => sum + count, 0);
  console.log(`\n${all.toLocaleString('en-US')} inputs, ${found} kept as findings (seed ${first} and on)`);
  process.exitCode = found > 0 ? 1 : 0;
}
