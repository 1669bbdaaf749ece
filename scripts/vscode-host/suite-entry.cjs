// The module that VS Code's extension host is given as the extensionTestsPath. What the suite prints goes to a file that the
// runner reads (on its way through the workbench it would be mixed with VS Code's own lines); then the suite itself is run.
'use strict';
const fs = require('node:fs');
const util = require('node:util');

const file = process.env.MEMSLOT_SUITE_OUTPUT;
const suite = process.env.MEMSLOT_SUITE;

exports.run = async () => {
  const write = (text) => fs.appendFileSync(file, text);
  // Not an assignment: VS Code guards the console with a setter that ignores it.
  for (const name of ['log', 'info', 'warn', 'error', 'debug'])
    Object.defineProperty(console, name, {
      configurable: true,
      writable: true,
      value: (...args) => write(`${util.format(...args)}\n`),
    });
  for (const stream of [process.stdout, process.stderr])
    stream.write = (chunk, encoding, callback) => {
      write(chunk);
      (typeof encoding === 'function' ? encoding : callback)?.();
      return true;
    };
  try {
    await require(suite).run();
  } finally {
    // VS Code reports success when the extension host dies in the middle: only this file says that the suite has ended.
    fs.writeFileSync(`${file}.done`, '');
  }
};
