// npm test [-- --only unit,lsp,…] [-- --no-vscode] [-- FILE…]
import { parseArgs } from 'node:util';
import { ensurePackages } from './ensure-packages.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { only: { type: 'string' }, 'no-vscode': { type: 'boolean' } },
});

try {
  process.exitCode = await test();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  console.log('\n0 passed, 1 failed');
  process.exitCode = 1;
}

/** Runs the stages one after the other, also after one that failed. */
async function test() {
  await ensurePackages();
  const stages = await chosenStages();
  let passed = 0;
  let failed = 0;
  /** @type {string[]} */
  const lines = [];
  let isBuilt = true;
  for (const stage of stages) {
    console.log(`\n== ${stage.title} (${stage.id})`);
    const start = performance.now();
    /** @type {import('./stages.mjs').Result} */
    const result = stage.needsBuild && !isBuilt ? withoutBuild() : await runStage(stage);
    if (stage.id === 'build') isBuilt = result.failed === 0;
    passed += result.passed;
    failed += result.failed;
    const seconds = ((performance.now() - start) / 1000).toFixed(1).padStart(6);
    lines.push(`${seconds} s  ${stage.id.padEnd(12)} ${result.passed} passed, ${result.failed} failed`);
    console.log(lines.at(-1));
  }
  console.log(`\n${lines.join('\n')}\n\n${passed} passed, ${failed} failed`);
  return failed > 0 ? 1 : 0;
}

function withoutBuild() {
  console.error('This needs the build, which failed.');
  return { passed: 0, failed: 1 };
}

/**
 * A stage that throws or runs nothing has failed.
 * @param {import('./stages.mjs').Stage} stage
 */
async function runStage(stage) {
  try {
    const result = await stage.run();
    if (result.passed + result.failed > 0) return result;
    console.error('No test ran.');
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
  }
  return { passed: 0, failed: 1 };
}

async function chosenStages() {
  const { STAGES } = await import('./stages.mjs');
  const { nodeTests } = await import('./stages/node-tests.mjs');
  if (positionals.length > 0)
    return [{ id: 'files', title: 'The files that were named', run: () => nodeTests(positionals) }];
  const only = values.only?.split(',');
  const unknown = only?.find((id) => !STAGES.some((stage) => stage.id === id));
  if (unknown !== undefined)
    throw new Error(`There is no stage '${unknown}'; there are ${STAGES.map(({ id }) => id).join(', ')}.`);
  const wanted = STAGES.filter(
    (stage) => (only === undefined || only.includes(stage.id)) && !(values['no-vscode'] && stage.editor),
  );
  const needsBuild = wanted.some((stage) => stage.needsBuild);
  return STAGES.filter((stage) => wanted.includes(stage) || (needsBuild && stage.id === 'build'));
}
