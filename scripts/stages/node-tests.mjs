import { readdirSync } from 'node:fs';
import path from 'node:path';
import { inRoot, ROOT } from '../root.mjs';
import { runProgram } from '../run-program.mjs';

/**
 * Runs test files with node:test, two at a time.
 * @param {readonly string[]} files
 * @returns {Promise<import('../stages.mjs').Result>}
 */
export async function nodeTests(files) {
  // Without files node would look for tests of its own accord.
  if (files.length === 0) return { passed: 0, failed: 0 };
  const { code, output } = await runProgram(process.execPath, [
    '--import',
    'tsx',
    '--test',
    '--test-concurrency=2',
    '--test-reporter=spec',
    ...files,
  ]);
  /** @param {string} word */
  const count = (word) => Number(new RegExp(`^ℹ ${word} (\\d+)$`, 'm').exec(plain(output))?.[1] ?? 0);
  const failed = count('fail') + count('cancelled');
  return { passed: count('pass'), failed: code === 0 ? failed : Math.max(failed, 1) };
}

/**
 * The test files of a folder below test/.
 * @param {string} folder
 */
export function testFiles(folder) {
  return readdirSync(inRoot('test', folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => path.relative(ROOT, inRoot('test', folder, name)))
    .sort();
}

/** @param {string} text */
function plain(text) {
  return text.replace(/\x1b\[[0-9;]*m/g, '');
}
