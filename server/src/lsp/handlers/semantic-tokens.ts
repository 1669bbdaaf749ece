import type {
  SemanticTokensDeltaParams,
  SemanticTokensOptions,
  SemanticTokensParams,
  SemanticTokensRangeParams,
} from 'vscode-languageserver';
import type { Analysis } from '../../features/analysis';
import type { TokenFeatures } from '../../features/dialect-features';
import { featuresOf } from '../../features/features-of';
import type { TokensEdit } from '../../features/semantic-tokens';
import { TOKEN_MODIFIERS, TOKEN_TYPES } from '../../features/tokens-of';
import type { Position } from '../../text/text-lines';
import type { OpenDocument } from '../document-store';
import type { PositionEncoding } from '../position-encoding';
import type { ServerContext } from '../server-context';

/** What is offered: changes only where the numbers that are sent are those that are kept, see `encodedConnection`. */
export function semanticTokens(encoding: PositionEncoding): SemanticTokensOptions {
  return {
    legend: { tokenTypes: [...TOKEN_TYPES], tokenModifiers: [...TOKEN_MODIFIERS] },
    full: { delta: encoding === 'utf-16' },
    range: true,
  };
}

const FULL = 'textDocument/semanticTokens/full';

/** What was sent last for a document, and what turns it into the tokens of a later analysis. */
interface Sent {
  readonly resultId: string;
  readonly editsTo: (later: Analysis) => TokensEdit[];
}

/** textDocument/semanticTokens/full, …/full/delta and …/range. */
export function handleSemanticTokens(context: ServerContext): void {
  const { connection } = context;
  const sent = new WeakMap<OpenDocument, Sent>();
  let count = 0;

  const remember = (uri: string, editsTo: Sent['editsTo']): string => {
    const document = context.documents.get(uri);
    const resultId = `${++count}`;
    if (document) sent.set(document, { resultId, editsTo });
    return resultId;
  };
  /** Answers for a document whose words get tokens. */
  const answer = <T>(
    uri: string,
    make: (analysis: Analysis, tokens: TokenFeatures<Analysis>) => T,
    place?: Position,
  ): T | null => {
    const analysis = context.analysisOf(uri, place);
    const tokens = analysis && featuresOf(analysis).tokens;
    return tokens ? context.guard<T | null>('semantic tokens', null, () => make(analysis, tokens)) : null;
  };

  connection.onRequest(FULL, ({ textDocument: { uri } }: SemanticTokensParams) =>
    answer(uri, (analysis, tokens) => {
      const data = tokens.all(analysis);
      return { resultId: remember(uri, tokens.editsSince(analysis, data)), data };
    }),
  );

  connection.onRequest(`${FULL}/delta`, ({ textDocument: { uri }, previousResultId }: SemanticTokensDeltaParams) =>
    answer(uri, (analysis, tokens) => {
      const document = context.documents.get(uri);
      const last = document && sent.get(document);
      const edits = last?.resultId === previousResultId ? last.editsTo(analysis) : undefined;
      const data = edits ? undefined : tokens.all(analysis);
      const resultId = remember(uri, tokens.editsSince(analysis, data));
      return edits
        ? { resultId, edits: edits.map((edit) => ({ ...edit, data: [...edit.data] })) }
        : { resultId, data: data ?? [] };
    }),
  );

  connection.onRequest(
    'textDocument/semanticTokens/range',
    ({ textDocument: { uri }, range: { start, end } }: SemanticTokensRangeParams) =>
      answer(uri, (analysis, tokens) => ({ data: tokens.within(analysis, start.line, end.line) }), start),
  );
}
