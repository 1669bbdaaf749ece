import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { deferTwice } from './defer-twice';
import { isFile } from './is-file';
import { listFiles } from './list-files';
import { readTextFile } from './read-text-file';
import type { startServer } from './server';

/** Serves on the transport that the process was started with: `--node-ipc`, `--stdio`, `--socket=N` or `--pipe=NAME`. */
export function serveNode(start: typeof startServer): void {
  start(createConnection(ProposedFeatures.all), {
    // Not setTimeout(): its shortest time is a whole millisecond.
    defer: deferTwice((task) => {
      const turn = setImmediate(task);
      return () => clearImmediate(turn);
    }),
    // The build puts the rule pages beside the server.
    rulePageBase: `${pathToFileURL(path.join(__dirname, '..', 'rules')).href}/`,
    readFile: readTextFile,
    isFile,
    listFiles,
  });
}
