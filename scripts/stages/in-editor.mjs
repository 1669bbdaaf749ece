import { inRoot, ROOT } from '../root.mjs';
import { ensureChromium } from '../vscode-host/ensure-chromium.mjs';
import { runNodeSuite } from '../vscode-host/run-node-suite.mjs';
import { runWebSuite } from '../vscode-host/run-web-suite.mjs';
import { nodeTests, testFiles } from './node-tests.mjs';

/**
 * The suite of test/vscode in VS Code's Node extension host.
 * @param {string} version
 */
export async function nodeHostSuite(version) {
  await ensureChromium();
  return runNodeSuite({
    version,
    extensionDevelopmentPaths: [ROOT],
    extensionTestsPath: inRoot('out/suite/index.node.js'),
    folder: inRoot('test/vscode/workspace'),
  });
}

/** The same suite in VS Code for the Web. */
export async function webHostSuite() {
  await ensureChromium();
  return runWebSuite({
    extensionDevelopmentPath: ROOT,
    extensionTestsPath: inRoot('out/suite/index.web.js'),
    folder: inRoot('test/vscode/workspace'),
  });
}

/** The pages of the extension by themselves. */
export async function webviewTests() {
  await ensureChromium();
  return nodeTests(testFiles('webview'));
}
