import { startServer } from './lsp/server';

// One bundle for Node and for web workers: the engine would be in the package twice otherwise. What is the platform's own
// is loaded on that platform only, and gets what both share, as esbuild would hold back what it imports itself, too.
if (typeof importScripts === 'function')
  void import('./lsp/serve-worker').then(({ serveWorker }) => serveWorker(startServer));
else void import('./lsp/serve-node').then(({ serveNode }) => serveNode(startServer));
