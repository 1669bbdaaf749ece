import { closeSync, existsSync, fstatSync, mkdtempSync, openSync, readSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { inRoot } from '../root.mjs';
import { launchBrowser } from './launch-browser.mjs';
import { openWorkbench } from './open-workbench.mjs';
import { startServer } from './start-server.mjs';
import { suiteResult } from './suite-result.mjs';

/**
 * Runs a suite in the Node extension host of VS Code and shows what it prints. The module at extensionTestsPath exports
 * `run(): Promise<void>`, as for @vscode/test-electron.
 * @param {object} options
 * @param {string} [options.version]
 * @param {readonly string[]} options.extensionDevelopmentPaths
 * @param {string} options.extensionTestsPath
 * @param {string} [options.folder]
 * @param {string} [options.extensionsFolder]
 * @param {Record<string, unknown>} [options.settings]
 * @param {number} [options.timeout] milliseconds
 * @returns {Promise<import('./suite-result.mjs').SuiteResult>}
 */
export async function runNodeSuite({ version, extensionTestsPath, extensionsFolder, timeout = 180_000, ...shown }) {
  const temporary = mkdtempSync(path.join(os.tmpdir(), 'memslot-suite-'));
  const file = path.join(temporary, 'output');
  const output = tail(file);
  /** @type {import('./start-server.mjs').RunningServer | undefined} */
  let server;
  /** @type {import('playwright-core').Browser | undefined} */
  let browser;
  /** @type {string | undefined} */
  let trouble;
  try {
    [server, browser] = await both(
      startServer({
        version,
        extensionsFolder,
        dataFolder: path.join(temporary, 'data'),
        args: ['--enable-smoke-test-driver'],
        env: { MEMSLOT_SUITE_OUTPUT: file, MEMSLOT_SUITE: path.resolve(extensionTestsPath) },
      }),
      launchBrowser(),
    );
    trouble = await endOfSuite(server, browser, shown, timeout);
    if (trouble === undefined && !existsSync(`${file}.done`))
      trouble = 'The extension host ended before the suite did.';
    if (trouble !== undefined && !existsSync(`${file}.done`)) console.error(server.log().slice(-3000));
  } catch (error) {
    trouble = error instanceof Error ? error.message : String(error);
  } finally {
    await Promise.allSettled([browser?.close(), server?.stop()]);
    output.end();
    rmSync(temporary, { recursive: true, force: true, maxRetries: 5 });
  }
  return suiteResult(output.text(), trouble);
}

/**
 * @param {import('./start-server.mjs').RunningServer} server
 * @param {import('playwright-core').Browser} browser
 * @param {{ extensionDevelopmentPaths: readonly string[], folder?: string, settings?: Record<string, unknown> }} shown
 * @param {number} timeout
 * @returns {Promise<string | undefined>} what went wrong
 */
function endOfSuite(server, browser, shown, timeout) {
  return new Promise((resolve, reject) => {
    setTimeout(() => resolve(`The suite did not end within ${timeout / 1000} seconds.`), timeout).unref();
    server.onLine((line) => {
      const died = /Extension Host Process exited with code: (\S+), signal: (\S+?)\./.exec(line);
      // After a run as it should be the page reports first.
      if (died)
        setTimeout(() => resolve(`The extension host ended: code ${died[1]}, signal ${died[2]}.`), 3000).unref();
    });
    openWorkbench(server, {
      ...shown,
      browser,
      extensionTestsPath: inRoot('scripts/vscode-host/suite-entry.cjs'),
      onTestsEnd: (code) => resolve(code === 0 ? undefined : `The suite ended with ${code}.`),
    }).catch(reject);
  });
}

/**
 * Both, or neither: what has come up is taken down again when the other does not.
 * @param {Promise<import('./start-server.mjs').RunningServer>} starting
 * @param {Promise<import('playwright-core').Browser>} launching
 * @returns {Promise<[import('./start-server.mjs').RunningServer, import('playwright-core').Browser]>}
 */
async function both(starting, launching) {
  const [server, browser] = await Promise.allSettled([starting, launching]);
  if (server.status === 'fulfilled' && browser.status === 'fulfilled') return [server.value, browser.value];
  if (server.status === 'fulfilled') await server.value.stop();
  if (browser.status === 'fulfilled') await browser.value.close();
  throw server.status === 'rejected' ? server.reason : /** @type {PromiseRejectedResult} */ (browser).reason;
}

/**
 * Shows what is appended to a file, whole lines at a time.
 * @param {string} file
 */
function tail(file) {
  const fd = openSync(file, 'a+');
  let text = '';
  let offset = 0;
  /** @param {boolean} last */
  const pump = (last) => {
    const bytes = Buffer.alloc(fstatSync(fd).size - offset);
    readSync(fd, bytes, 0, bytes.length, offset);
    const size = last ? bytes.length : bytes.lastIndexOf(10) + 1;
    if (size === 0) return;
    offset += size;
    const shown = bytes.subarray(0, size).toString();
    text += shown;
    process.stdout.write(shown);
  };
  const timer = setInterval(() => pump(false), 100);
  return {
    text: () => text,
    end() {
      clearInterval(timer);
      pump(true);
      closeSync(fd);
    },
  };
}
