import util from 'node:util';
import { launchBrowser } from './launch-browser.mjs';
import { suiteResult } from './suite-result.mjs';
import { MARK, startWebHost } from './web-host.mjs';

/**
 * Runs a suite in the worker extension host of VS Code for the Web and shows what it prints. The module at
 * extensionTestsPath is bundled for the browser and exports `run(): Promise<void>`.
 * @param {object} options
 * @param {string} options.extensionDevelopmentPath
 * @param {string} options.extensionTestsPath
 * @param {string} options.folder
 * @param {number} [options.timeout] milliseconds
 * @returns {Promise<import('./suite-result.mjs').SuiteResult>}
 */
export async function runWebSuite({ timeout = 180_000, ...served }) {
  let output = '';
  /** @type {string | undefined} */
  let trouble;
  /** @type {Awaited<ReturnType<typeof startWebHost>> | undefined} */
  let host;
  /** @type {import('playwright-core').Browser | undefined} */
  let browser;
  try {
    host = await startWebHost(served);
    browser = await launchBrowser();
    const page = await browser.newPage({ viewport: { width: 1400, height: 900 }, locale: 'en-US' });
    await page.exposeFunction('codeAutomationLog', (/** @type {string} */ _type, /** @type {unknown[]} */ args) => {
      if (args[0] !== MARK) return;
      const line = `${util.format(...args.slice(1))}\n`;
      output += line;
      process.stdout.write(line);
    });
    /** @type {Promise<string | undefined>} */
    const end = new Promise((resolve) => {
      setTimeout(() => resolve(`The suite did not end within ${timeout / 1000} seconds.`), timeout).unref();
      page
        .exposeFunction('codeAutomationExit', (/** @type {number} */ code) =>
          resolve(code === 0 ? undefined : `The suite ended with ${code}.`),
        )
        .then(() => page.goto(host?.origin ?? '', { waitUntil: 'domcontentloaded' }))
        .catch((error) => resolve(String(error)));
    });
    trouble = await end;
  } catch (error) {
    trouble = error instanceof Error ? error.message : String(error);
  } finally {
    await Promise.allSettled([browser?.close(), host?.stop()]);
  }
  return suiteResult(output, trouble);
}
