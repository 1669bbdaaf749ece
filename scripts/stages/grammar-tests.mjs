import { readdirSync } from 'node:fs';
import { inRoot } from '../root.mjs';
import { runProgram } from '../run-program.mjs';

/**
 * The TextMate grammars against the annotated files in test/grammar; each file is one test.
 * @returns {Promise<import('../stages.mjs').Result>}
 */
export async function grammarTests() {
  const files = readdirSync(inRoot('test/grammar'));
  if (files.length === 0) return { passed: 0, failed: 0 };
  const program = inRoot('node_modules/.bin/vscode-tmgrammar-test');
  const { code, output } = await runProgram(
    program,
    files.map((name) => `test/grammar/${name}`),
  );
  const passed = output.match(/run successfully|run successfuly/g)?.length ?? 0;
  return { passed, failed: code === 0 ? files.length - passed : Math.max(files.length - passed, 1) };
}
