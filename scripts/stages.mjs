import { build } from './build.mjs';
import { inRoot } from './root.mjs';
import { check } from './stages/check.mjs';
import { grammarTests } from './stages/grammar-tests.mjs';
import { nodeHostSuite, webHostSuite, webviewTests } from './stages/in-editor.mjs';
import { nodeTests, testFiles } from './stages/node-tests.mjs';
import { otherEditors } from './stages/other-editors.mjs';
import { packageCheck } from './stages/package-check.mjs';
import { CURRENT, FLOOR, WEB } from './vscode-host/hosts.mjs';

/** @typedef {{ passed: number, failed: number }} Result */
/** @typedef {{ id: string, title: string, editor?: boolean, needsBuild?: boolean, run: () => Promise<Result> }} Stage */

/** @param {string} name */
const tool = (name) => inRoot('node_modules', '.bin', name);

/**
 * Everything `npm test` does, in this order.
 * @type {readonly Stage[]}
 */
export const STAGES = [
  { id: 'types', title: 'Types', run: () => check(tool('tsc'), ['-p', '.']) },
  { id: 'script-types', title: 'Types of the scripts', run: () => check(tool('tsc'), ['-p', 'scripts']) },
  { id: 'lint', title: 'Format and lint', run: () => check(tool('biome'), ['check']) },
  {
    id: 'generated',
    title: 'Generated parts are up to date',
    run: () => check(process.execPath, ['--import', 'tsx', 'scripts/generate.ts', '--check']),
  },
  { id: 'build', title: 'Build, as it is shipped', run: buildStage },
  { id: 'unit', title: 'Unit tests', run: () => nodeTests(testFiles('unit')) },
  {
    id: 'conformance',
    title: 'Conformance with what real systems answered',
    run: () => nodeTests(testFiles('conformance')),
  },
  { id: 'lsp', title: 'Protocol, against the built server', needsBuild: true, run: () => nodeTests(testFiles('lsp')) },
  {
    id: 'cli',
    title: 'The command line, with the programs that read what it writes',
    needsBuild: true,
    run: () => nodeTests(testFiles('cli')),
  },
  { id: 'fuzz', title: 'What holds of any input', needsBuild: true, run: () => nodeTests(testFiles('fuzz')) },
  { id: 'bench', title: 'The benchmark runs', run: () => nodeTests(testFiles('bench')) },
  { id: 'grammar', title: 'Grammar', run: grammarTests },
  { id: 'webview', title: 'The memory map, in a browser', editor: true, run: webviewTests },
  {
    id: 'vscode',
    title: `In VS Code ${CURRENT}`,
    editor: true,
    needsBuild: true,
    run: () => nodeHostSuite(CURRENT),
  },
  {
    id: 'vscode-floor',
    title: `In VS Code ${FLOOR}`,
    editor: true,
    needsBuild: true,
    run: () => nodeHostSuite(FLOOR),
  },
  { id: 'web', title: `In VS Code for the Web ${WEB}`, editor: true, needsBuild: true, run: webHostSuite },
  { id: 'editors', title: 'In Neovim and Emacs', needsBuild: true, run: otherEditors },
  { id: 'package', title: 'The package, installed', editor: true, run: packageCheck },
];

/** @returns {Promise<Result>} */
async function buildStage() {
  await build({ production: true });
  return { passed: 1, failed: 0 };
}
