import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Writes log files and output channels; stands for the C++ logger. */
const SPDLOG = `'use strict';
const fs = require('fs'), path = require('path');
const NAMES = ['trace', 'debug', 'info', 'warning', 'error', 'critical'];
class Logger {
  constructor(file) { this.file = file; this.level = 2; this.raw = false; }
  getLevel() { return this.level; }
  setLevel(level) { this.level = level; }
  setPattern() { this.raw = false; }
  clearFormatters() { this.raw = true; }
  write(level, message) {
    if (level < this.level) return;
    const time = new Date().toISOString().replace('T', ' ').replace('Z', '');
    try { fs.appendFileSync(this.file, this.raw ? message : time + ' [' + NAMES[level] + '] ' + message + '\\n'); } catch {}
  }
  flush() {}
  drop() {}
}
['trace', 'debug', 'info', 'warn', 'error', 'critical'].forEach((name, level) => {
  Logger.prototype[name] = function (message) { this.write(level, message); };
});
async function create(file) {
  await fs.promises.mkdir(path.dirname(file), { recursive: true });
  return new Logger(file);
}
exports.version = 0;
exports.Logger = Logger;
exports.setLevel = () => {};
exports.setFlushOn = () => {};
exports.createRotatingLogger = exports.createAsyncRotatingLogger = (name, file) => create(file);
`;

/** Ends an extension host whose server died; here the whole process group is ended. */
const WATCHDOG = `'use strict'; exports.start = () => {}; exports.exit = (code) => process.exit(code || 0);\n`;

const DEVICE_ID = `'use strict'; exports.getDeviceId = async () => '00000000-0000-4000-8000-000000000000';\n`;

/** The pty host loads node-pty when it starts: without a binary a terminal says so instead of crashing again and again. */
const NO_TERMINALS = `'use strict';
const no = () => { throw new Error('this VS Code has no terminals'); };
exports.spawn = exports.fork = exports.open = exports.createTerminal = no;
`;

/**
 * JavaScript in the place of the native modules that VS Code's server loads and that npm has no binary of.
 * @param {string} modules the server's node_modules
 */
export function putNativeStandIns(modules) {
  replace(modules, '@vscode/spdlog', SPDLOG);
  replace(modules, 'native-watchdog', WATCHDOG);
  replace(modules, '@vscode/native-watchdog', WATCHDOG);
  replace(modules, '@vscode/deviceid', DEVICE_ID);
  if (!existsSync(path.join(modules, 'node-pty/prebuilds/linux-x64/pty.node')))
    replace(modules, 'node-pty', NO_TERMINALS);
}

/**
 * @param {string} modules
 * @param {string} name
 * @param {string} code
 */
function replace(modules, name, code) {
  const folder = path.join(modules, name);
  if (!existsSync(folder)) return;
  const { version } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  rmSync(folder, { recursive: true });
  mkdirSync(folder);
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ name, version, main: 'index.js' }));
  writeFileSync(path.join(folder, 'index.js'), code);
}
