// npm run screenshots [-- NAME…]
// Takes the README's pictures in the real editor: images/readme/<name>.png for every entry of shots.mjs, or those named.
import { mkdirSync, readFileSync } from 'node:fs';
import { ensurePackages } from './ensure-packages.mjs';
import { inRoot, ROOT } from './root.mjs';
import { SHOTS } from './shots.mjs';
import { goTo } from './vscode-host/go-to.mjs';

/** Device pixels a CSS pixel, so that text stays sharp on any screen. */
const SCALE = 2;
/** High enough for the whole file, so that nothing scrolls, and for hovers, which get a quarter of it. */
const VIEW_HEIGHT = 1800;
/** What stands beside the editor; it is cut off. */
const MARGIN = 40;
/** Above and below the editor, where something beside it is to be seen whole. */
const FRAME = 105;
const SETTLE_MS = 700;
const TRIES = 5;
const SETTINGS = {
  'breadcrumbs.enabled': false,
  'editor.cursorBlinking': 'solid',
  'editor.fontSize': 14,
  'editor.hover.above': false,
  'editor.lightbulb.enabled': 'off',
  'editor.lineNumbersMinChars': 3,
  'editor.occurrencesHighlight': 'off',
  'editor.renderLineHighlight': 'none',
  'editor.scrollbar.horizontal': 'hidden',
  'editor.stickyScroll.enabled': false,
  'workbench.activityBar.location': 'hidden',
  'workbench.colorTheme': 'Default Light Modern',
  'workbench.editor.editorActionsLocation': 'hidden',
};

try {
  await takePictures(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

/** @param {readonly string[]} names */
async function takePictures(names) {
  const unknown = names.find((name) => !SHOTS.some((shot) => shot.name === name));
  if (unknown !== undefined)
    throw new Error(`There is no picture '${unknown}'; there are ${SHOTS.map(({ name }) => name).join(', ')}.`);
  await ensurePackages();
  const { build } = await import('./build.mjs');
  const { ensureChromium } = await import('./vscode-host/ensure-chromium.mjs');
  const { launchBrowser } = await import('./vscode-host/launch-browser.mjs');
  const { startServer } = await import('./vscode-host/start-server.mjs');
  await ensureChromium();
  await build({ suites: false });
  mkdirSync(inRoot('images/readme'), { recursive: true });
  const server = await startServer({ args: ['--enable-smoke-test-driver'] });
  const browser = await launchBrowser();
  try {
    for (const shot of SHOTS)
      if (names.length === 0 || names.includes(shot.name)) await takePicture(server, browser, shot);
  } finally {
    await Promise.allSettled([browser.close(), server.stop()]);
  }
}

/**
 * @param {import('./vscode-host/start-server.mjs').RunningServer} server
 * @param {import('playwright-core').Browser} browser
 * @param {import('./shots.mjs').Shot} shot
 */
async function takePicture(server, browser, shot) {
  const { openWorkbench } = await import('./vscode-host/open-workbench.mjs');
  const { width, height } = shot;
  const content = readFileSync(inRoot(shot.file), 'utf8');
  const page = await openWorkbench(server, {
    browser,
    viewport: { width: width + MARGIN, height: shot.show === 'map' ? height + FRAME : VIEW_HEIGHT },
    scale: SCALE,
    extensionDevelopmentPaths: [ROOT],
    openFile: inRoot(shot.file),
    settings: SETTINGS,
  });
  try {
    await page.locator('.monaco-editor [class*="squiggly-"]').first().waitFor({ timeout: 60_000 });
    await goTo(page, placeOf(content, shot.at));
    await page.waitForTimeout(SETTLE_MS);
    await open(page, shot.show);
    await page.waitForTimeout(SETTLE_MS);
    const corner = await cornerOf(page, shot.top === undefined ? 1 : placeOf(content, shot.top).line);
    const path = inRoot('images/readme', `${shot.name}.png`);
    await page.screenshot({ path, clip: { ...corner, width, height } });
    console.log(`images/readme/${shot.name}.png`);
  } catch (error) {
    await page.screenshot({ path: inRoot('out', 'screenshot-failed.png') });
    throw error;
  } finally {
    await page.context().close();
  }
}

/**
 * Where a line of the editor begins, line numbers included.
 * @param {import('playwright-core').Page} page
 * @param {number} line
 */
async function cornerOf(page, line) {
  const number = page.locator('.margin-view-overlays .line-numbers', { hasText: new RegExp(`^${line}$`) });
  const [editor, row] = [await page.locator('.monaco-editor').first().boundingBox(), await number.boundingBox()];
  if (editor === null || row === null) throw new Error(`Line ${line} is not to be seen.`);
  return { x: editor.x, y: row.y };
}

/**
 * Where a text stands in the file, counted from 1.
 * @param {string} content
 * @param {string} text
 */
function placeOf(content, text) {
  const at = content.indexOf(text);
  if (at < 0) throw new Error(`'${text}' does not stand in the file.`);
  const before = content.slice(0, at);
  return { line: before.split('\n').length, column: at - before.lastIndexOf('\n') };
}

/**
 * A popup that comes while the workbench still settles may close again at once: it is asked for until it is there.
 * @param {import('playwright-core').Page} page
 * @param {import('./shots.mjs').Shot['show']} show
 */
async function open(page, show) {
  if (show === 'nothing') return;
  if (show === 'map') return openMap(page);
  const popup = page.locator(show === 'hover' ? '.monaco-hover:visible .hover-contents' : '.action-widget').first();
  const keys = show === 'hover' ? ['Control+k', 'Control+i'] : ['Control+.'];
  for (let tries = 1; ; tries += 1) {
    for (const key of keys) await page.keyboard.press(key);
    try {
      return await popup.waitFor({ timeout: 3000 });
    } catch (error) {
      if (tries === TRIES) throw error;
    }
  }
}

/** @param {import('playwright-core').Page} page */
async function openMap(page) {
  await page.keyboard.press('F1');
  await page.locator('.quick-input-widget input').waitFor();
  await page.keyboard.type('Memslot: Show Memory Map');
  await page.keyboard.press('Enter');
  await page.frameLocator('iframe.webview').frameLocator('iframe').locator('[aria-selected=true]').waitFor();
}
