import { BrowserMessageReader, BrowserMessageWriter, createConnection } from 'vscode-languageserver/browser';
import { deferTwice } from './lsp/defer-twice';
import { startServer } from './lsp/server';

const worker = self as DedicatedWorkerGlobalScope;

startServer(createConnection(new BrowserMessageReader(worker), new BrowserMessageWriter(worker)), {
  defer: deferTwice((task) => {
    const timer = setTimeout(task, 0);
    return () => clearTimeout(timer);
  }),
  // A worker has no files: the client says where the rule pages are.
  rulePageBase: undefined,
});
