import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { build } from '../build.mjs';
import { packageExtension } from '../package.mjs';
import { inRoot } from '../root.mjs';
import { ensureChromium } from '../vscode-host/ensure-chromium.mjs';
import { installExtension } from '../vscode-host/install-extension.mjs';
import { runNodeSuite } from '../vscode-host/run-node-suite.mjs';

/**
 * The .vsix: it holds what it should, can be installed, and the installed extension works.
 * @returns {Promise<import('../stages.mjs').Result>}
 */
export async function packageCheck() {
  await ensureChromium();
  const temporary = mkdtempSync(path.join(os.tmpdir(), 'memslot-package-'));
  try {
    const file = path.join(temporary, 'memslot.vsix');
    const extensionsFolder = path.join(temporary, 'extensions');
    const check = inRoot('scripts/vscode-host/installed-check');
    // Once more, as a development build may have been made meanwhile.
    await build({ production: true, suites: false });
    await packageExtension(file);
    await installExtension(file, extensionsFolder);
    const { failed } = await runNodeSuite({
      extensionsFolder,
      extensionDevelopmentPaths: [check],
      extensionTestsPath: path.join(check, 'suite.js'),
    });
    return failed === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
  } finally {
    rmSync(temporary, { recursive: true, force: true, maxRetries: 5 });
  }
}
