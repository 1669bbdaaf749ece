import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Part of the folder's name; to be raised when the preparation of what is installed changes. */
const RECIPE = 2;

/**
 * Installs packages into a folder of the cache, once. They are prepared beside its final place and renamed, so that an
 * interrupted or a parallel installation never leaves half of one.
 * @param {string} name
 * @param {Readonly<Record<string, string>>} packages package@version and its integrity
 * @param {(folder: string) => void | Promise<void>} prepare what is to be done to the unpacked packages
 * @returns {Promise<string>} the folder; a package lies in it under its name, with + for /
 */
export async function installIntoCache(name, packages, prepare) {
  const root = cacheFolder();
  const folder = path.join(root, `${name}-r${RECIPE}`);
  if (existsSync(path.join(folder, '.complete'))) return folder;
  // Not to where a caller may write its result.
  console.error(`Installing ${name} into ${root} …`);
  mkdirSync(root, { recursive: true });
  const work = mkdtempSync(path.join(root, `.tmp-${name}-`));
  try {
    for (const [spec, integrity] of Object.entries(packages)) await unpack(spec, integrity, work);
    await prepare(work);
    writeFileSync(path.join(work, '.complete'), '');
    putInPlace(work, folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return folder;
}

/** Where the VS Codes are kept between runs: MEMSLOT_VSCODE_CACHE, or memslot-vscode-host in the user's cache folder. */
export function cacheFolder() {
  const { MEMSLOT_VSCODE_CACHE, XDG_CACHE_HOME } = process.env;
  return MEMSLOT_VSCODE_CACHE || path.join(XDG_CACHE_HOME || path.join(os.homedir(), '.cache'), 'memslot-vscode-host');
}

/**
 * Runs npm; so the user's own registry, proxy and cache are used.
 * @param {string[]} args
 * @param {string} [cwd]
 */
export function npm(args, cwd) {
  return run('npm', args, { cwd, maxBuffer: 1 << 26, env: { ...process.env, npm_config_update_notifier: 'false' } });
}

/**
 * @param {string} spec
 * @param {string} integrity
 * @param {string} into
 */
async function unpack(spec, integrity, into) {
  const download = mkdtempSync(path.join(into, '.tgz-'));
  const options = ['--silent', '--ignore-scripts', '--prefer-offline', '--pack-destination', download];
  const { stdout } = await npm(['pack', spec, ...options]);
  const archive = path.join(download, stdout.trim().split('\n').at(-1) ?? '');
  const found = `sha512-${createHash('sha512').update(readFileSync(archive)).digest('base64')}`;
  if (found !== integrity) throw new Error(`${spec} is not what was pinned: expected ${integrity}, got ${found}.`);
  const folder = path.join(into, spec.replace(/@[^@]*$/, '').replace('/', '+'));
  mkdirSync(folder, { recursive: true });
  await run('tar', ['xzf', archive, '-C', folder, '--strip-components=1', '--no-same-owner']);
  rmSync(download, { recursive: true });
}

/**
 * @param {string} work
 * @param {string} folder
 */
function putInPlace(work, folder) {
  try {
    renameSync(work, folder);
  } catch {
    // Another installation was faster, or an unfinished one is in the way.
    if (existsSync(path.join(folder, '.complete'))) return;
    rmSync(folder, { recursive: true, force: true });
    renameSync(work, folder);
  }
}
