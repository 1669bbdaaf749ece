#!/usr/bin/env node
// Stands for the `code` program of a desktop VS Code, as far as @vscode/test-electron uses it: it takes the same command line
// and runs the suite in VS Code's server.
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ensureChromium } from './ensure-chromium.mjs';
import { runNodeSuite } from './run-node-suite.mjs';

const { values, positionals } = parseArgs({
  // The rest are switches of the desktop (--no-sandbox, --skip-welcome, …) and mean nothing here.
  strict: false,
  allowPositionals: true,
  options: {
    extensionDevelopmentPath: { type: 'string', multiple: true },
    extensionTestsPath: { type: 'string' },
    'extensions-dir': { type: 'string' },
    'user-data-dir': { type: 'string' },
  },
});
const { extensionTestsPath, extensionDevelopmentPath = [], 'extensions-dir': extensionsFolder } = values;

if (typeof extensionTestsPath !== 'string') {
  console.error('This stands for VS Code only as far as --extensionTestsPath goes.');
  process.exitCode = 64;
} else {
  await ensureChromium();
  const { failed } = await runNodeSuite({
    extensionDevelopmentPaths: [extensionDevelopmentPath].flat().map((where) => toPath(String(where))),
    extensionTestsPath: toPath(extensionTestsPath),
    extensionsFolder: typeof extensionsFolder === 'string' ? extensionsFolder : undefined,
    folder: positionals[0],
  });
  process.exitCode = failed > 0 ? 1 : 0;
}

/** @param {string} where a path or a file: address */
function toPath(where) {
  return where.startsWith('file:') ? fileURLToPath(where) : where;
}
