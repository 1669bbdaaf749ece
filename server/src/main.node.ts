import { serveNode } from './lsp/serve-node';

serveNode();
