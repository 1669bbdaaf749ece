import { createReadStream, readdirSync, readFileSync, statSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { inRoot } from '../root.mjs';
import { EDITOR_SETTINGS } from './editor-settings.mjs';
import { installWeb } from './install-web.mjs';

const CONTENT_TYPES = new Map([
  ['.js', 'text/javascript'],
  ['.mjs', 'text/javascript'],
  ['.json', 'application/json'],
  ['.map', 'application/json'],
  ['.html', 'text/html'],
  ['.css', 'text/css'],
  ['.svg', 'image/svg+xml'],
  ['.png', 'image/png'],
  ['.ttf', 'font/ttf'],
  ['.wasm', 'application/wasm'],
]);

/** What stands before everything that the suite prints, because it arrives in the page among the workbench's own lines. */
export const MARK = '\u0001suite';

/** Put before the suite on its first line, so that its source map stays right. */
const MARKING = `for (const name of ['log', 'info', 'warn', 'error', 'debug']) { const print = console[name]; Object.defineProperty(console, name, { configurable: true, writable: true, value: (...args) => print.call(console, ${JSON.stringify(MARK)}, ...args) }); } `;

/**
 * Serves VS Code for the Web with an extension under development; there is no server behind it but this one for files.
 * @param {object} options
 * @param {string} options.extensionDevelopmentPath
 * @param {string} options.extensionTestsPath below the extension
 * @param {string} options.folder
 * @returns {Promise<{ origin: string, stop: () => Promise<void> }>}
 */
export async function startWebHost({ extensionDevelopmentPath, extensionTestsPath, folder }) {
  const suite = path.resolve(extensionTestsPath);
  /** @type {readonly (readonly [string, string])[]} */
  const mounts = [
    ['/build/', await installWeb()],
    ['/extension/', path.resolve(extensionDevelopmentPath)],
    ['/web-workspace/', inRoot('scripts/vscode-host/web-workspace')],
    ['/workspace/', path.resolve(folder)],
  ];
  const suitePath = `/extension/${path.relative(path.resolve(extensionDevelopmentPath), suite)}`;
  let origin = '';

  const server = http.createServer((request, response) => {
    const where = decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname);
    /**
     * @param {number} code
     * @param {string} type
     * @param {string} [body]
     */
    const begin = (code, type, body) => {
      response.writeHead(code, { 'content-type': type, 'access-control-allow-origin': '*' });
      if (body !== undefined) response.end(body);
    };
    if (where === '/') return begin(200, 'text/html', pageOf(origin, suitePath));
    if (where === '/workspace.json') return begin(200, 'application/json', JSON.stringify(listFiles(folder)));
    const file = fileAt(mounts, where);
    if (file === undefined) return begin(404, 'text/plain', 'not found');
    const type = CONTENT_TYPES.get(path.extname(file)) ?? 'application/octet-stream';
    if (file === suite) return begin(200, type, MARKING + readFileSync(file, 'utf8'));
    begin(200, type);
    createReadStream(file).pipe(response);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  origin = `http://web.localhost:${/** @type {import('node:net').AddressInfo} */ (server.address()).port}`;
  return {
    origin,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/**
 * @param {readonly (readonly [string, string])[]} mounts
 * @param {string} where
 */
function fileAt(mounts, where) {
  const [prefix, folder] = mounts.find(([start]) => where.startsWith(start)) ?? [];
  if (prefix === undefined || folder === undefined) return undefined;
  const file = path.join(folder, where.slice(prefix.length));
  const isInside = file.startsWith(folder + path.sep);
  return isInside && statSync(file, { throwIfNoEntry: false })?.isFile() ? file : undefined;
}

/** @param {string} folder */
function listFiles(folder) {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => {
    const stat = statSync(path.join(folder, name));
    return { path: name.split(path.sep).join('/'), size: stat.size, isFolder: stat.isDirectory() };
  });
}

/**
 * @param {string} origin
 * @param {string} suitePath
 */
function pageOf(origin, suitePath) {
  /** @param {string} where */
  const uri = (where) => ({ scheme: 'http', authority: origin.slice('http://'.length), path: where });
  const options = {
    developmentOptions: {
      extensions: [uri('/extension')],
      extensionTestsPath: uri(suitePath),
      enableSmokeTestDriver: true,
    },
    additionalBuiltinExtensions: [uri('/web-workspace')],
    folderUri: { scheme: 'suite', path: '/ws', authority: '' },
    enableWorkspaceTrust: false,
    configurationDefaults: EDITOR_SETTINGS,
    productConfiguration: {
      enableTelemetry: false,
      // Webviews would come from a server of VS Code's makers. Each wants a host name of its own, on the same site.
      webviewContentExternalBaseUrlTemplate: `${origin.replace('//', '//{{uuid}}.')}/build/out/vs/workbench/contrib/webview/browser/pre/`,
      extensionEnabledApiProposals: { 'memslot-test.web-workspace': ['fileSearchProvider'] },
    },
  };
  const attribute = JSON.stringify(options).replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
  return `<!DOCTYPE html>
<html>
  <head>
    <meta charset="utf-8">
    <meta id="vscode-workbench-web-configuration" data-settings="${attribute}">
    <meta id="vscode-workbench-auth-session" data-settings="">
    <link rel="stylesheet" href="/build/out/vs/workbench/workbench.web.main.internal.css">
  </head>
  <body aria-label=""></body>
  <script>globalThis._VSCODE_FILE_ROOT = '${origin}/build/out/';</script>
  <script type="module" src="/build/out/nls.messages.js"></script>
  <script type="module">import start from '/build/workbench.js'; start();</script>
</html>`;
}
