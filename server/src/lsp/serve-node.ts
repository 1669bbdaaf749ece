import path from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { deferTwice } from './defer-twice';
import { isFile } from './is-file';
import { listFiles } from './list-files';
import { argumentOf, nodeTransport } from './node-transport';
import { readTextFile } from './read-text-file';
import type { startServer } from './server';

/** How often is looked whether the client's process still runs, in milliseconds. */
const LOOK_EVERY = 3000;

/** Serves on the transport that the process was started with, until the client ends it or is gone. */
export function serveNode(start: typeof startServer): void {
  const argv = process.argv.slice(2);
  const transport = nodeTransport(argv);
  if (!transport) {
    process.stderr.write('The language server is started with --stdio, --node-ipc, --socket=PORT or --pipe=NAME.\n');
    process.exitCode = 1;
    return;
  }
  const { reader, writer, onEnd } = transport;
  /** Outranks what the client says of itself: it may run in another container. */
  const givenId = argumentOf('--clientProcessId', argv);
  start(reader, writer, {
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
    endServer: (code) => process.exit(code),
    watchClient(gone, processId) {
      if (processId === undefined) {
        onEnd(gone);
        if (givenId !== undefined) watchProcess(Number(givenId), gone);
      } else if (givenId === undefined) {
        watchProcess(processId, gone);
      }
    },
  });
}

function watchProcess(id: number, gone: () => void): void {
  if (!Number.isInteger(id)) return;
  setInterval(() => {
    try {
      // Sends nothing; says whether the process is there.
      process.kill(id, 0);
    } catch (error) {
      // That of another user is there, too.
      if ((error as NodeJS.ErrnoException).code !== 'EPERM') gone();
    }
  }, LOOK_EVERY);
}
