import path from 'node:path';
import { EDITOR_SETTINGS } from './editor-settings.mjs';

/**
 * Opens the workbench of a server that was started with --enable-smoke-test-driver, which makes it honour the extension and
 * the tests that its address names.
 * @param {import('./start-server.mjs').RunningServer} server
 * @param {object} options
 * @param {import('playwright-core').Browser} options.browser
 * @param {string} [options.folder]
 * @param {readonly string[]} [options.extensionDevelopmentPaths]
 * @param {string} [options.extensionTestsPath]
 * @param {string} [options.openFile]
 * @param {{ width: number, height: number }} [options.viewport]
 * @param {number} [options.scale] device pixels a CSS pixel
 * @param {Record<string, unknown>} [options.settings] they stand as defaults; user settings live in the browser here
 * @param {(code: number) => void} [options.onTestsEnd]
 */
export async function openWorkbench(server, options) {
  const { browser, viewport = { width: 1400, height: 900 }, scale = 1 } = options;
  const context = await browser.newContext({ viewport, locale: 'en-US', deviceScaleFactor: scale });
  const url = `http://127.0.0.1:${server.port}`;
  await context.addCookies([{ name: 'vscode-tkn', value: server.token, url }]);
  const page = await context.newPage();
  // VS Code calls this when the suite has ended, as in its own integration tests.
  if (options.onTestsEnd) await page.exposeFunction('codeAutomationExit', options.onTestsEnd);
  await page.addInitScript(mergeSettings, { ...EDITOR_SETTINGS, ...options.settings });
  await page.goto(addressOf(server.port, options), { waitUntil: 'domcontentloaded' });
  return page;
}

/**
 * The address of the workbench: what it opens stands in the query.
 * @param {number} port
 * @param {{ folder?: string, openFile?: string, extensionDevelopmentPaths?: readonly string[], extensionTestsPath?: string }} options
 */
export function addressOf(port, { folder, openFile, extensionDevelopmentPaths = [], extensionTestsPath }) {
  /** @param {string} file */
  const remote = (file) => `vscode-remote://127.0.0.1:${port}${encodeURI(path.resolve(file))}`;
  const payload = [
    ['skipWelcome', 'true'],
    ['skipReleaseNotes', 'true'],
    ...extensionDevelopmentPaths.map((folder) => ['extensionDevelopmentPath', remote(folder)]),
    ...(extensionTestsPath ? [['extensionTestsPath', remote(extensionTestsPath)]] : []),
    ...(openFile ? [['openFile', remote(openFile)]] : []),
  ];
  const url = new URL(`http://127.0.0.1:${port}`);
  if (folder) url.searchParams.set('folder', path.resolve(folder));
  else url.searchParams.set('ew', 'true');
  url.searchParams.set('payload', JSON.stringify(payload));
  return url.href;
}

/**
 * Runs in the page: the workbench reads its options out of a <meta>, and more defaults of settings are merged in when it does.
 * (Rewriting the page on its way would make Chromium count it as a public one, which may not open a WebSocket to loopback.)
 * @param {Record<string, unknown>} settings
 */
function mergeSettings(settings) {
  const getAttribute = Element.prototype.getAttribute;
  Element.prototype.getAttribute = function (name) {
    const value = getAttribute.call(this, name);
    if (this.id !== 'vscode-workbench-web-configuration' || name !== 'data-settings' || !value) return value;
    const options = JSON.parse(value);
    options.configurationDefaults = { ...options.configurationDefaults, ...settings };
    return JSON.stringify(options);
  };
}
