import type { CodeActionParams } from 'vscode-languageserver';
import { type CodeAction, CodeActionKind, type Command } from 'vscode-languageserver-types';
import type { Analysis } from '../../features/analysis';
import { fixAll, quickFixes } from '../../features/code-actions';
import { unitActions } from '../../features/unit-actions';
import type { Edit } from '../../rules/define-rule';
import type { ServerContext } from '../server-context';
import { toDiagnostic, toTextEdits } from '../to-proto';
import { APPLY_EDIT } from './execute-command';

/** The kind of the action that applies every safe fix. */
export const FIX_ALL = `${CodeActionKind.SourceFixAll}.memslot`;

/** textDocument/codeAction. */
export function handleCodeAction(context: ServerContext): void {
  context.connection.onCodeAction((params) => {
    const document = context.analysisOf(params.textDocument.uri, params.range.start);
    const actions = document ? context.guard('code actions', [], () => actionsFor(params, document, context)) : [];
    if (context.codeActions) return actions;
    if (!context.appliesEdits) return [];
    return actions.map(({ title, edit }): Command => ({ title, command: APPLY_EDIT, arguments: [edit] }));
  });
}

function actionsFor(
  { textDocument: { uri }, range, context: { only } }: CodeActionParams,
  document: Analysis,
  context: ServerContext,
): CodeAction[] {
  const wants = (kind: string) => !only || only.some((wanted) => kind === wanted || kind.startsWith(`${wanted}.`));
  const actions: CodeAction[] = [];
  const version = context.documents.get(uri)?.version ?? null;
  const edit = (edits: readonly Edit[]) => {
    const textEdits = toTextEdits(edits, document);
    if (!textEdits || textEdits.length === 0) return undefined;
    return context.versionedEdits
      ? { documentChanges: [{ textDocument: { uri, version }, edits: textEdits }] }
      : { changes: { [uri]: textEdits } };
  };
  if (wants(CodeActionKind.QuickFix)) {
    for (const { title, finding, edits, preferred } of quickFixes(document, range)) {
      const change = edit(edits);
      const diagnostic = toDiagnostic(finding, document, uri, context);
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
  if (wants(CodeActionKind.RefactorRewrite)) {
    for (const { title, edits } of unitActions(document, range)) {
      const change = edit(edits);
      if (change) actions.push({ title, kind: CodeActionKind.RefactorRewrite, edit: change });
    }
  }
  // Asked for by name (or on save), not among the light bulb's offers.
  if (only && wants(FIX_ALL)) {
    const change = edit(fixAll(document));
    if (change) actions.push({ title: 'Apply all safe Memslot fixes', kind: FIX_ALL, edit: change });
  }
  return actions;
}
