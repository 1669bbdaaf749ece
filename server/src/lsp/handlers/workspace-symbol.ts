import type { SymbolInformation } from 'vscode-languageserver';
import { type FlatSymbol, flatSymbols, matchesQuery } from '../../features/workspace-symbols';
import type { ServerContext } from '../server-context';
import { toInformation } from '../symbol-kinds';

/** More entries are not read; whoever looks for one of them writes more of its name. */
const MOST_SYMBOLS = 500;

/** workspace/symbol: the machines, slots and backends of what is open, then of the workspace's other files. */
export function handleWorkspaceSymbol(context: ServerContext): void {
  context.connection.onWorkspaceSymbol(async ({ query }, token) => {
    const found: SymbolInformation[] = [];
    const add = (uri: string, symbols: readonly FlatSymbol[]) => {
      for (const symbol of symbols) {
        if (found.length === MOST_SYMBOLS) return;
        if (!matchesQuery(symbol.name, query)) continue;
        found.push(toInformation(symbol, uri, context.workspaceSymbolKind));
      }
    };
    for (const { uri } of context.documents.all()) {
      const analysis = context.analysisOf(uri);
      if (analysis)
        add(
          uri,
          context.guard('workspace symbols', [], () => flatSymbols(analysis)),
        );
    }
    for await (const { uri, made } of context.workspaceFiles()) {
      if (token.isCancellationRequested || found.length === MOST_SYMBOLS) break;
      add(uri, made.symbols);
    }
    return found;
  });
}
