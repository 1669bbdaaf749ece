// Loaded before the server: what a language server has no business with ends in an error, and is written down.
const childProcess = require('node:child_process');
const dgram = require('node:dgram');
const dns = require('node:dns');
const fs = require('node:fs');
const http = require('node:http');
const https = require('node:https');
const net = require('node:net');
const workers = require('node:worker_threads');

function forbid(owner, ...names) {
  for (const name of names) {
    if (typeof owner[name] !== 'function') throw new Error(`There is no ${name} to forbid.`);
    owner[name] = () => {
      process.stderr.write(`FORBIDDEN ${name}\n`);
      throw new Error(`${name} is forbidden`);
    };
  }
}

const WRITES = ['writeFile', 'appendFile', 'mkdir', 'mkdtemp', 'rename', 'rm', 'rmdir', 'unlink', 'link', 'symlink'];
const CHANGES = ['truncate', 'chmod', 'chown', 'utimes', 'copyFile'];

forbid(childProcess, 'spawn', 'spawnSync', 'exec', 'execSync', 'execFile', 'execFileSync', 'fork');
forbid(dgram, 'createSocket');
forbid(dns, 'lookup', 'resolve');
forbid(http, 'request', 'get', 'createServer');
forbid(https, 'request', 'get', 'createServer');
forbid(net, 'connect', 'createConnection', 'createServer');
forbid(net.Socket.prototype, 'connect');
forbid(workers, 'Worker');
forbid(globalThis, 'fetch');
forbid(fs, 'createWriteStream', ...[...WRITES, ...CHANGES].flatMap((name) => [name, `${name}Sync`]));
forbid(fs.promises, ...WRITES, ...CHANGES);

/** Files may be read. */
function readOnly(owner, name) {
  const open = owner[name];
  owner[name] = (path, flags, ...rest) => {
    if (flags !== undefined && flags !== 'r' && flags !== fs.constants.O_RDONLY) {
      process.stderr.write(`FORBIDDEN ${name} ${flags}\n`);
      throw new Error(`${name} for writing is forbidden`);
    }
    return open(path, flags, ...rest);
  };
}
readOnly(fs, 'open');
readOnly(fs, 'openSync');
readOnly(fs.promises, 'open');
