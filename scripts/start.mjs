// npm start [-- FILE_OR_FOLDER] [--port N]
// Opens the extension, built from this checkout, in a VS Code that any browser on this machine can show.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ensurePackages } from './ensure-packages.mjs';
import { inRoot, ROOT } from './root.mjs';

const EXAMPLE = 'seed-thread.memslots';
const ORPHAN_CHECK_MS = 500;

try {
  await start();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

async function start() {
  const { port, open } = readArguments();
  requireLinux();
  if (port !== 0) await requireFree(port);
  await ensurePackages();
  // These need the packages.
  const { build } = await import('./build.mjs');
  const { startServer } = await import('./vscode-host/start-server.mjs');
  const { writeUserSettings } = await import('./vscode-host/write-user-settings.mjs');
  const { addressOf } = await import('./vscode-host/open-workbench.mjs');
  console.log('Building the extension …');
  await build({ suites: false });

  const temporary = mkdtempSync(path.join(os.tmpdir(), 'memslot-start-'));
  process.once('exit', () => rmSync(temporary, { recursive: true, force: true, maxRetries: 5 }));
  const dataFolder = path.join(temporary, 'data');
  writeUserSettings(dataFolder);
  const server = await startServer({
    port,
    dataFolder,
    extensionsFolder: linkExtension(path.join(temporary, 'extensions')),
    args: ['--default-folder', open.folder],
  });
  const address = new URL(addressOf(server.port, { folder: open.folder, openFile: open.file }));
  address.searchParams.set('tkn', server.token);
  console.log(`
VS Code with Memslot runs. Open this address in a browser on this machine:

  ${address.href}

It shows ${path.relative(process.cwd(), open.file ?? open.folder) || '.'}. Ctrl-C ends it.`);
  endWithNpm();
  const code = await server.exited;
  throw new Error(`VS Code's server ended with ${code}:\n${server.log().slice(-2000)}`);
}

/** A signal to npm ends npm, and perhaps the shell between it and us, but does not come through to here. */
function endWithNpm() {
  if (process.env.npm_lifecycle_event !== 'start') return;
  const shell = process.ppid;
  const npm = parentOf(shell);
  const watch = () => {
    if (process.ppid !== shell || parentOf(shell) !== npm) process.exit(1);
  };
  setInterval(watch, ORPHAN_CHECK_MS).unref();
}

/**
 * @param {number} pid
 * @returns {number} 0 if that process has ended
 */
function parentOf(pid) {
  try {
    // proc_pid_stat(5): pid (name) state ppid …, and the name may hold anything.
    return Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[1]);
  } catch {
    return 0;
  }
}

function readArguments() {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { port: { type: 'string' } } });
  if (positionals.length > 1) throw new Error('One file or folder can be opened; more were given.');
  const port = Number(values.port ?? 0);
  if (!Number.isInteger(port) || port < 0 || port > 65535)
    throw new Error(`--port takes a number up to 65535, not '${values.port}'.`);
  return { port, open: whatToOpen(positionals[0]) };
}

/**
 * @param {string | undefined} given
 * @returns {{ folder: string, file?: string }}
 */
function whatToOpen(given) {
  if (given === undefined) {
    const folder = inRoot('examples');
    const lists = readdirSync(folder).filter((name) => name.endsWith('.memslots'));
    const name = lists.includes(EXAMPLE) ? EXAMPLE : lists[0];
    return name === undefined ? { folder } : { folder, file: path.join(folder, name) };
  }
  // npm runs scripts in the package's folder; INIT_CWD is where the user was.
  const file = path.resolve(process.env.INIT_CWD ?? '.', given);
  if (!existsSync(file)) throw new Error(`There is no file or folder ${file}.`);
  return statSync(file).isDirectory() ? { folder: file } : { folder: path.dirname(file), file };
}

function requireLinux() {
  if (process.platform === 'linux' && process.arch === 'x64') return;
  throw new Error(
    `npm start needs Linux on x64, and this is ${process.platform} ${process.arch}: open this folder in VS Code and press F5, or install the file that 'npm run package' makes.`,
  );
}

/** @param {number} port */
async function requireFree(port) {
  const probe = net.createServer();
  try {
    await new Promise((resolve, reject) => {
      probe.once('error', reject);
      probe.listen(port, '127.0.0.1', () => resolve(undefined));
    });
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    const why = code === 'EADDRINUSE' ? 'is in use: choose another one, or none' : `cannot be used (${code})`;
    throw new Error(`Port ${port} ${why}.`);
  }
  await new Promise((resolve) => probe.close(resolve));
}

/**
 * Installs the checkout itself as an extension, so that a window reloaded after a build runs the new one.
 * @param {string} folder
 */
function linkExtension(folder) {
  const { publisher, name, version } = JSON.parse(readFileSync(inRoot('package.json'), 'utf8'));
  mkdirSync(folder);
  symlinkSync(ROOT, path.join(folder, `${publisher}.${name}-${version}`), 'dir');
  return folder;
}
