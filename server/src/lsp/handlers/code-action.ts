import { type CodeAction, CodeActionKind, type CodeActionParams } from 'vscode-languageserver';
import { fixAll, quickFixes } from '../../features/code-actions';
import type { Snapshot } from '../../features/snapshot';
import type { Edit } from '../../rules/define-rule';
import type { ServerContext } from '../server-context';
import { toDiagnostic, toTextEdits } from '../to-proto';

/** The kind of the action that applies every safe fix. */
export const FIX_ALL = `${CodeActionKind.SourceFixAll}.memslot`;

/** textDocument/codeAction. */
export function handleCodeAction(context: ServerContext): void {
  context.connection.onCodeAction((params) => {
    const snapshot = context.snapshotOf(params.textDocument.uri);
    return snapshot ? context.guard('code actions', [], () => actionsFor(params, snapshot, context)) : [];
  });
}

function actionsFor(
  { textDocument: { uri }, range, context: { only } }: CodeActionParams,
  snapshot: Snapshot,
  context: ServerContext,
): CodeAction[] {
  const wants = (kind: string) => !only || only.some((wanted) => kind === wanted || kind.startsWith(`${wanted}.`));
  const actions: CodeAction[] = [];
  const version = context.documents.get(uri)?.version ?? null;
  const edit = (edits: readonly Edit[]) => {
    const textEdits = toTextEdits(edits, snapshot);
    if (!textEdits || textEdits.length === 0) return undefined;
    return context.versionedEdits
      ? { documentChanges: [{ textDocument: { uri, version }, edits: textEdits }] }
      : { changes: { [uri]: textEdits } };
  };
  if (wants(CodeActionKind.QuickFix)) {
    for (const { title, finding, edits, preferred } of quickFixes(snapshot, range)) {
      const change = edit(edits);
      const diagnostic = toDiagnostic(finding, snapshot, uri, context.rulePageBase);
      if (change && diagnostic)
        actions.push({
          title,
          kind: CodeActionKind.QuickFix,
          diagnostics: [diagnostic],
          edit: change,
          ...(preferred && { isPreferred: true }),
        });
    }
  }
  // Asked for by name (or on save), not among the light bulb's offers.
  if (only && wants(FIX_ALL)) {
    const change = edit(fixAll(snapshot));
    if (change) actions.push({ title: 'Apply all safe Memslot fixes', kind: FIX_ALL, edit: change });
  }
  return actions;
}
