import type { SemanticTokensOptions } from 'vscode-languageserver';
import { semanticTokens, semanticTokensEdits, semanticTokensIn } from '../../features/semantic-tokens';
import type { Snapshot } from '../../features/snapshot';
import { TOKEN_MODIFIERS, TOKEN_TYPES } from '../../features/tokens-of';
import type { OpenDocument } from '../document-store';
import type { ServerContext } from '../server-context';

export const SEMANTIC_TOKENS: SemanticTokensOptions = {
  legend: { tokenTypes: [...TOKEN_TYPES], tokenModifiers: [...TOKEN_MODIFIERS] },
  full: { delta: true },
  range: true,
};

/** What was sent last for a document. */
interface Sent {
  readonly resultId: string;
  readonly declarations: Snapshot['list']['declarations'];
}

/** textDocument/semanticTokens/full, …/full/delta and …/range. */
export function handleSemanticTokens(context: ServerContext): void {
  const { semanticTokens: requests } = context.connection.languages;
  const sent = new WeakMap<OpenDocument, Sent>();
  let count = 0;
  const remember = (uri: string, snapshot: Snapshot): string => {
    const document = context.documents.get(uri);
    const resultId = `${++count}`;
    if (document) sent.set(document, { resultId, declarations: snapshot.list.declarations });
    return resultId;
  };

  requests.on(({ textDocument: { uri } }) => {
    const snapshot = context.snapshotOf(uri);
    if (!snapshot) return null;
    return context.guard('semantic tokens', null, () => ({
      resultId: remember(uri, snapshot),
      data: semanticTokens(snapshot),
    }));
  });

  requests.onDelta(({ textDocument: { uri }, previousResultId }) => {
    const snapshot = context.snapshotOf(uri);
    if (!snapshot) return null;
    return context.guard('semantic tokens', null, () => {
      const document = context.documents.get(uri);
      const last = document && sent.get(document);
      const resultId = remember(uri, snapshot);
      if (last?.resultId !== previousResultId) return { resultId, data: semanticTokens(snapshot) };
      const edits = semanticTokensEdits(last.declarations, snapshot);
      return { resultId, edits: edits.map((edit) => ({ ...edit, data: [...edit.data] })) };
    });
  });

  requests.onRange(({ textDocument: { uri }, range }) => {
    const snapshot = context.snapshotOf(uri);
    if (!snapshot) return null;
    return context.guard('semantic tokens', null, () => ({
      data: semanticTokensIn(snapshot, range.start.line, range.end.line),
    }));
  });
}
