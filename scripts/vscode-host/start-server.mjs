import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { installServer } from './install-server.mjs';

/**
 * @typedef {object} RunningServer
 * @property {number} port
 * @property {string} token what the page has to know
 * @property {() => string} log what it has printed
 * @property {(listener: (line: string) => void) => void} onLine
 * @property {Promise<number | undefined>} exited
 * @property {() => Promise<void>} stop ends it and all that it started
 */

/**
 * Starts VS Code's server on 127.0.0.1. Whatever ends this process ends the server, its extension hosts and their language
 * servers too.
 * @param {object} options
 * @param {string} [options.version]
 * @param {number} [options.port] 0: a free one
 * @param {string} [options.dataFolder] by default a temporary one
 * @param {string} [options.extensionsFolder]
 * @param {readonly string[]} [options.args]
 * @param {NodeJS.ProcessEnv} [options.env]
 * @returns {Promise<RunningServer>}
 */
export async function startServer({ version, port = 0, dataFolder, extensionsFolder, args = [], env = {} }) {
  const { folder, node } = await installServer(version);
  const data = dataFolder ?? mkdtempSync(path.join(os.tmpdir(), 'memslot-vscode-'));
  const token = randomBytes(16).toString('hex');
  const child = spawn(
    node,
    [
      path.join(folder, 'out/server-main.js'),
      ...['--host', '127.0.0.1', '--port', String(port), '--connection-token', token],
      ...['--accept-server-license-terms', '--telemetry-level', 'off', '--disable-workspace-trust'],
      ...['--server-data-dir', data],
      ...(extensionsFolder ? ['--extensions-dir', extensionsFolder] : []),
      ...args,
    ],
    // Detached: a process group of its own, so that stop() reaches all of it.
    { cwd: folder, detached: true, stdio: ['ignore', 'pipe', 'pipe'], env: { ...ownEnvironment(), ...env } },
  );

  let log = '';
  let rest = '';
  /** @type {((line: string) => void)[]} */
  const listeners = [];
  /** @param {string} text */
  const take = (text) => {
    log += text;
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) for (const listener of listeners) listener(line);
  };
  child.stdout.setEncoding('utf8').on('data', take);
  child.stderr.setEncoding('utf8').on('data', take);

  /** @type {Promise<number | undefined>} */
  const exited = new Promise((resolve) => child.once('exit', (code) => resolve(code ?? undefined)));
  const release = endWithThisProcess(child.pid ?? 0);
  const stop = async () => {
    release();
    killGroup(child.pid ?? 0, 'SIGTERM');
    await Promise.race([exited, new Promise((resolve) => setTimeout(resolve, 2000))]);
    killGroup(child.pid ?? 0, 'SIGKILL');
    if (dataFolder === undefined) rmSync(data, { recursive: true, force: true, maxRetries: 5 });
  };

  try {
    const listening = await new Promise((resolve, reject) => {
      listeners.push((line) => {
        const found = /Extension host agent listening on (\d+)/.exec(line);
        if (found) resolve(Number(found[1]));
      });
      exited.then((code) => reject(new Error(`VS Code's server ended with ${code} when it started:\n${log}`)));
      setTimeout(() => reject(new Error(`VS Code's server did not start within a minute:\n${log}`)), 60_000).unref();
    });
    return { port: listening, token, log: () => log, onLine: (l) => listeners.push(l), exited, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The environment without what a VS Code around us has left in it, and without a marketplace. */
function ownEnvironment() {
  const foreign =
    /^(VSCODE_(IPC_HOOK|CWD|PID|NLS_CONFIG|AGENT_FOLDER|DEV|PROXY|ESM_|HANDLES|CODE_CACHE|EXTHOST)|ELECTRON_|NODE_OPTIONS$)/;
  const kept = Object.entries(process.env).filter(([name]) => !foreign.test(name));
  return { ...Object.fromEntries(kept), EXTENSIONS_GALLERY: '{}' };
}

/**
 * @param {number} group
 * @returns {() => void} takes it back
 */
function endWithThisProcess(group) {
  const onExit = () => killGroup(group, 'SIGKILL');
  /** @param {NodeJS.Signals} signal */
  const onSignal = (signal) => {
    onExit();
    process.exit(128 + os.constants.signals[signal]);
  };
  /** @type {NodeJS.Signals[]} */
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  process.once('exit', onExit);
  for (const signal of signals) process.on(signal, onSignal);
  return () => {
    process.removeListener('exit', onExit);
    for (const signal of signals) process.removeListener(signal, onSignal);
  };
}

/**
 * @param {number} group
 * @param {NodeJS.Signals} signal
 */
function killGroup(group, signal) {
  try {
    process.kill(-group, signal);
  } catch {
    // It has ended already.
  }
}
