import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type BuildOptions, build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import type { FromPanel, PanelChoice, ToPanel } from '../../client/src/memory-map/panel-messages';
import { panelPage } from '../../client/src/memory-map/panel-page';
import { createAnalysis, type DocumentKind } from '../../server/src/features/analysis';
import { mapOf } from '../../server/src/features/map/map-of';
import { mapAddresses } from '../../server/src/features/map/memory-map';
import { readSettings } from '../../server/src/features/settings';
import type { MapResult } from '../../server/src/lsp/map-request';
import { hex } from '../../server/src/model/format';
import { TextLines } from '../../server/src/text/text-lines';
import { THEMES } from './themes';

interface Scripts {
  readonly bundles: () => { readonly shipped: readonly (BuildOptions & { readonly name: string })[] };
  readonly launchBrowser: () => Promise<Browser>;
}

const ROOT = path.join(__dirname, '..', '..');
const script = (name: string): Promise<Scripts> => import(pathToFileURL(path.join(ROOT, 'scripts', name)).href);

/** Panels of the memory map in a real browser, with its script as it is shipped and a document behind them. */
export interface PanelHost {
  open(document: PanelDocument, theme?: keyof typeof THEMES): Promise<OpenedPanel>;
  close(): Promise<void>;
}

export interface PanelDocument {
  readonly name: string;
  readonly kind: DocumentKind;
  readonly text: string;
}

export interface OpenedPanel {
  readonly page: Page;
  /** What the panel has said, in order. */
  readonly said: readonly FromPanel[];
  /** What the page may not do, and did. */
  readonly violations: readonly string[];
  tell(message: ToPanel): Promise<void>;
}

export async function startPanelHost(): Promise<PanelHost> {
  const { name: _, ...map } = (await script('bundles.mjs')).bundles().shipped.find(({ name }) => name === 'map')!;
  const { outputFiles } = await build({ ...map, write: false, sourcemap: false, metafile: false });
  const code = outputFiles.find(({ path: file }) => file.endsWith('.js'))!.text;
  const browser = await (await script('vscode-host/launch-browser.mjs')).launchBrowser();
  let page = '';
  const server = createServer(({ url }, response) => {
    const isScript = url === '/map.js';
    response.setHeader('content-type', isScript ? 'text/javascript; charset=utf-8' : 'text/html; charset=utf-8');
    response.end(isScript ? code : page);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    async open(document, theme = 'dark') {
      page = panelPage({ script: '/map.js', nonce: 'abc', translate: String }).replace(
        '<html ',
        `<html class="vscode-${theme}" `,
      );
      return openPanel(browser, `http://127.0.0.1:${port}/`, document, theme);
    },
    async close() {
      await browser.close();
      server.close();
    },
  };
}

async function openPanel(
  browser: Browser,
  address: string,
  { name, kind, text }: PanelDocument,
  theme: keyof typeof THEMES,
): Promise<OpenedPanel> {
  const analysis = createAnalysis(TextLines.of(text), kind, readSettings({}));
  const mapFor = (choice: PanelChoice): MapResult => {
    const view = mapOf(analysis, choice);
    return view ? { ...view, map: mapAddresses(view.map, hex) } : null;
  };
  const page = await browser.newPage({ viewport: { width: 900, height: 900 } });
  const said: FromPanel[] = [];
  const violations: string[] = [];
  page.on('pageerror', (error) => violations.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') violations.push(message.text());
  });
  const tell = (message: ToPanel) => page.evaluate((data) => window.postMessage(data, '*'), message);
  await page.exposeFunction('toHost', (message: FromPanel) => {
    said.push(message);
    if (message.type === 'ready')
      return tell({ type: 'show', uri: `file:///${name}`, name, view: mapFor({}), at: undefined });
    if (message.type === 'choose')
      return tell({ type: 'show', uri: `file:///${name}`, name, view: mapFor(message.choice), at: undefined });
  });
  // As text: what compiles the tests adds helpers to functions, which the page does not have.
  await page.addInitScript({ content: `(${STAND_IN})(${JSON.stringify(THEMES[theme])})` });
  await page.goto(address);
  await page.locator('[role=option]').first().waitFor();
  return { page, said, violations, tell };
}

/** What VS Code does in the page: its API, and the variables of the theme. Bytes go over as a list of numbers. */
const STAND_IN = `(variables) => {
  let state;
  window.acquireVsCodeApi = () => ({
    postMessage: (message) => window.toHost(message.content ? { ...message, content: [...message.content] } : message),
    getState: () => state,
    setState: (next) => { state = window.kept = next; },
  });
  document.addEventListener('DOMContentLoaded', () => {
    for (const [variable, value] of Object.entries(variables))
      document.documentElement.style.setProperty('--vscode-' + variable, value);
  });
}`;
