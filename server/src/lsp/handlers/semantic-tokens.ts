import type {
  SemanticTokens,
  SemanticTokensDelta,
  SemanticTokensDeltaParams,
  SemanticTokensOptions,
  SemanticTokensParams,
  SemanticTokensRangeParams,
} from 'vscode-languageserver';
import {
  qemuSemanticTokens,
  qemuSemanticTokensEdits,
  qemuSemanticTokensIn,
} from '../../features/qemu/qemu-semantic-tokens';
import type { QemuSnapshot } from '../../features/qemu/qemu-snapshot';
import { semanticTokens, semanticTokensEdits, semanticTokensIn, type TokensEdit } from '../../features/semantic-tokens';
import type { Snapshot } from '../../features/snapshot';
import { TOKEN_MODIFIERS, TOKEN_TYPES } from '../../features/tokens-of';
import type { Declaration } from '../../syntax/memslots/declaration';
import type { OpenDocument } from '../document-store';
import type { ServerContext } from '../server-context';

export const SEMANTIC_TOKENS: SemanticTokensOptions = {
  legend: { tokenTypes: [...TOKEN_TYPES], tokenModifiers: [...TOKEN_MODIFIERS] },
  full: { delta: true },
  range: true,
};

const FULL = 'textDocument/semanticTokens/full';

/** What was sent last for a document. */
interface Sent {
  readonly resultId: string;
  readonly editsTo: EditsTo;
}

/** Documents whose words get tokens; XML has a grammar of its own in every editor. */
type Analysis = Snapshot | QemuSnapshot;

/** What turns tokens that were sent into those of a later analysis; `undefined`: they have to be sent anew. */
type EditsTo = (later: Analysis) => TokensEdit[] | undefined;

/** textDocument/semanticTokens/full, …/full/delta and …/range. */
export function handleSemanticTokens(context: ServerContext): void {
  const { connection } = context;
  const sent = new WeakMap<OpenDocument, Sent>();
  let count = 0;

  const remember = (uri: string, editsTo: EditsTo): string => {
    const document = context.documents.get(uri);
    const resultId = `${++count}`;
    if (document) sent.set(document, { resultId, editsTo });
    return resultId;
  };

  connection.onRequest(FULL, ({ textDocument: { uri } }: SemanticTokensParams): SemanticTokens | null => {
    const analysis = context.analysisOf(uri);
    if (!analysis || analysis.dialect === 'libvirt') return null;
    return context.guard('semantic tokens', null, () => {
      const data = tokensOf(analysis);
      return { resultId: remember(uri, editsSince(analysis, data)), data };
    });
  });

  connection.onRequest(
    `${FULL}/delta`,
    (params: SemanticTokensDeltaParams): SemanticTokens | SemanticTokensDelta | null => {
      const {
        textDocument: { uri },
        previousResultId,
      } = params;
      const analysis = context.analysisOf(uri);
      if (!analysis || analysis.dialect === 'libvirt') return null;
      return context.guard('semantic tokens', null, () => {
        const document = context.documents.get(uri);
        const last = document && sent.get(document);
        const edits = last?.resultId === previousResultId ? last.editsTo(analysis) : undefined;
        const data = edits && analysis.dialect === 'memslots' ? [] : tokensOf(analysis);
        const resultId = remember(uri, editsSince(analysis, data));
        return edits
          ? { resultId, edits: edits.map((edit) => ({ ...edit, data: [...edit.data] })) }
          : { resultId, data };
      });
    },
  );

  connection.onRequest(
    'textDocument/semanticTokens/range',
    (params: SemanticTokensRangeParams): SemanticTokens | null => {
      const {
        textDocument: { uri },
        range: { start, end },
      } = params;
      const analysis = context.analysisOf(uri);
      if (!analysis || analysis.dialect === 'libvirt') return null;
      return context.guard('semantic tokens', null, () => ({
        data:
          analysis.dialect === 'qemu'
            ? qemuSemanticTokensIn(analysis, start.line, end.line)
            : semanticTokensIn(analysis, start.line, end.line),
      }));
    },
  );
}

function tokensOf(analysis: Analysis): number[] {
  return analysis.dialect === 'qemu' ? qemuSemanticTokens(analysis) : semanticTokens(analysis);
}

/** Kept until the next request, so it must hold no analysis: versions of a document do not keep each other. */
function editsSince(analysis: Analysis, data: readonly number[]): EditsTo {
  return analysis.dialect === 'qemu' ? editsSinceTokens(data) : editsSinceDeclarations(analysis.list.declarations);
}

function editsSinceTokens(data: readonly number[]): EditsTo {
  return (later) => (later.dialect === 'qemu' ? qemuSemanticTokensEdits(data, qemuSemanticTokens(later)) : undefined);
}

function editsSinceDeclarations(declarations: readonly Declaration[]): EditsTo {
  return (later) => (later.dialect === 'memslots' ? semanticTokensEdits(declarations, later) : undefined);
}
