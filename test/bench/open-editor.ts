import type { Browser, Page } from 'playwright-core';
import type { Position } from '../../server/src/text/text-lines';
import { importScript } from './import-script';

/** VS Code's server and a browser for its pages. */
export interface EditorHost {
  readonly server: object;
  readonly browser: Browser;
}

/** A file that is open in VS Code, with the cursor where somebody types. */
export interface Editor {
  /** Presses a key and gives the milliseconds from its keydown in the page until squiggles are shown there, or none is. */
  readonly strike: (key: string, wanted: 'shown' | 'gone') => Promise<number>;
  /** Pages behind others are not drawn. */
  readonly bringToFront: () => Promise<void>;
  readonly close: () => Promise<void>;
}

interface Scripts {
  readonly openWorkbench: (server: object, options: object) => Promise<Page>;
  readonly goTo: (page: Page, place: { line: number; column: number }) => Promise<void>;
}

/** What the page knows of the key that was pressed last. */
interface Watch {
  wanted: boolean;
  keydown?: number;
  seen?: number;
}

declare global {
  var memslotWatch: Watch;
}

const SQUIGGLES = '.squiggly-error, .squiggly-warning, .squiggly-info';
const PATIENCE_MS = 60_000;

/** Opens a file in a window of VS Code that has one extension, and goes to a place in it. */
export async function openEditor(
  { server, browser }: EditorHost,
  extension: string,
  file: string,
  { line, character }: Position,
): Promise<Editor> {
  const { openWorkbench } = await importScript<Scripts>('vscode-host/open-workbench.mjs');
  const { goTo } = await importScript<Scripts>('vscode-host/go-to.mjs');
  const page = await openWorkbench(server, {
    browser,
    extensionDevelopmentPaths: [extension],
    openFile: file,
    settings: { 'files.autoSave': 'off' },
  });
  await page.locator('.monaco-editor .view-line').first().waitFor({ timeout: PATIENCE_MS });
  await goTo(page, { line: line + 1, column: character + 1 });
  await page.evaluate(watchSquiggles, SQUIGGLES);
  return {
    async strike(key, wanted) {
      await page.evaluate((shown) => {
        globalThis.memslotWatch.wanted = shown;
        globalThis.memslotWatch.keydown = undefined;
        globalThis.memslotWatch.seen = undefined;
      }, wanted === 'shown');
      await page.keyboard.press(key);
      const seen = await page.waitForFunction(
        () => globalThis.memslotWatch.seen !== undefined && globalThis.memslotWatch,
        undefined,
        { polling: 20, timeout: PATIENCE_MS },
      );
      const watch = (await seen.jsonValue()) as Watch;
      return watch.seen! - watch.keydown!;
    },
    bringToFront: () => page.bringToFront(),
    close: () => page.context().close(),
  };
}

/** Runs in the page, by whose clock both ends are taken. */
function watchSquiggles(squiggles: string): void {
  const editor = document.querySelector('.monaco-editor')!;
  globalThis.memslotWatch = { wanted: true };
  window.addEventListener(
    'keydown',
    () => {
      globalThis.memslotWatch.keydown ??= performance.now();
    },
    true,
  );
  new MutationObserver(() => {
    const watch = globalThis.memslotWatch;
    if (watch.keydown === undefined || watch.seen !== undefined) return;
    if ((editor.querySelector(squiggles) !== null) === watch.wanted) watch.seen = performance.now();
  }).observe(editor, { childList: true, subtree: true, attributes: true, attributeFilter: ['class'] });
}
