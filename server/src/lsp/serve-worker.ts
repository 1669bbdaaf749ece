import { BrowserMessageReader, BrowserMessageWriter } from 'vscode-jsonrpc/browser';
import { deferTwice } from './defer-twice';
import type { startServer } from './server';

/** Serves in a web worker, on the messages to and from the page that made it, which also ends it. */
export function serveWorker(start: typeof startServer): void {
  const worker = self as DedicatedWorkerGlobalScope;
  start(new BrowserMessageReader(worker), new BrowserMessageWriter(worker), {
    defer: deferTwice((task) => {
      const timer = setTimeout(task, 0);
      return () => clearTimeout(timer);
    }),
    // A worker has no files: the client says where the rule pages are.
    rulePageBase: undefined,
  });
}
