import type { Diagnostic } from 'vscode-languageserver';

/** Names the diagnostics of each document: the same name as long as they are the same. */
export function createResultIds(): (uri: string, diagnostics: readonly Diagnostic[]) => string {
  const last = new Map<string, { readonly said: string; readonly id: string }>();
  let count = 0;
  return (uri, diagnostics) => {
    const said = JSON.stringify(diagnostics);
    const before = last.get(uri);
    if (before?.said === said) return before.id;
    const id = `${++count}`;
    last.set(uri, { said, id });
    return id;
  };
}
