import type { InlayHintParams, InlayHint as ProtoHint } from 'vscode-languageserver';
import { type InlayHint, inlayHintsIn } from '../../features/inlay-hints';
import type { ServerContext } from '../server-context';

/** textDocument/inlayHint. */
export function handleInlayHint(context: ServerContext): void {
  const hints = async ({
    textDocument: { uri },
    range: { start, end },
  }: InlayHintParams): Promise<ProtoHint[] | null> => {
    await context.ready(uri);
    const analysis = context.analysisOf(uri);
    if (!analysis) return null;
    return context.guard('inlay hints', null, () =>
      inlayHintsIn(analysis, { start: start.line, end: end.line }).map(toProto),
    );
  };
  context.connection.onRequest('textDocument/inlayHint', hints);
}

function toProto({ position, label, tooltip, edits }: InlayHint): ProtoHint {
  return {
    position,
    label,
    paddingLeft: true,
    ...(tooltip !== undefined && { tooltip }),
    ...(edits && { textEdits: edits.map((edit) => ({ ...edit })) }),
  };
}
