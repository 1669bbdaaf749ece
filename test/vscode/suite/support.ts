import * as vscode from 'vscode';
import type { MemslotApi } from '../../../client/src/memslot-api';

/** Waits until `probe` gives something, and fails with `what` after a while. */
export async function until<T>(
  what: string | (() => string),
  probe: () => T | undefined | null | false | Promise<T | undefined | null | false>,
): Promise<T> {
  const end = Date.now() + 40_000;
  for (;;) {
    const found = await probe();
    if (found) return found;
    if (Date.now() > end) throw new Error(`timed out waiting for ${typeof what === 'string' ? what : what()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(message);
}

export function extension(): vscode.Extension<MemslotApi> {
  const found = vscode.extensions.getExtension<MemslotApi>('memslot.memslot');
  assert(found, 'the extension is installed');
  return found;
}

export async function api(): Promise<MemslotApi> {
  return extension().activate();
}

/** Opens a file of the workspace folder in an editor. */
export async function openFixture(name: string): Promise<vscode.TextEditor> {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert(folder, 'a folder is open');
  return vscode.window.showTextDocument(vscode.Uri.joinPath(folder.uri, name), { preview: false });
}

/** Opens a new, unsaved document in an editor. */
export async function openText(content: string, language = 'memslots'): Promise<vscode.TextEditor> {
  const document = await vscode.workspace.openTextDocument({ language, content });
  return vscode.window.showTextDocument(document, { preview: false });
}

/** Waits until the document as it stands now is analysed and what was found in it is shown. */
export async function analysed(document: vscode.TextDocument): Promise<vscode.Diagnostic[]> {
  const { status } = await api();
  const shown = () => {
    const all = vscode.languages.getDiagnostics(document.uri);
    const count = (severity: vscode.DiagnosticSeverity) => all.filter((d) => d.severity === severity).length;
    return `${count(vscode.DiagnosticSeverity.Error)} errors, ${count(vscode.DiagnosticSeverity.Warning)} warnings`;
  };
  let last = '';
  // The editor asks for the diagnostics itself and may have the answer later than the status.
  return until(
    () => `version ${document.version} of ${document.uri} to be analysed and shown; ${last}`,
    () => {
      const found = status(document.uri);
      const expected = found && `${found.errors} errors, ${found.warnings} warnings`;
      last = `the server says ${expected} in version ${found?.version}, the editor shows ${shown()}`;
      return (
        found?.version === document.version && expected === shown() && vscode.languages.getDiagnostics(document.uri)
      );
    },
  );
}

/** Waits for a diagnostic of ours with that code. */
export async function diagnosticOf(document: vscode.TextDocument, code: string): Promise<vscode.Diagnostic> {
  let last: string[] = [];
  try {
    return await until(code, () => {
      const all = vscode.languages.getDiagnostics(document.uri);
      last = all.map((d) => `${codeOf(d)}: ${d.message}`);
      return all.find((d) => codeOf(d) === code);
    });
  } catch {
    throw new Error(`no ${code}; there is: ${last.join(' | ') || 'nothing'}`);
  }
}

export function codeOf(diagnostic: vscode.Diagnostic): string {
  const code = diagnostic.code;
  return String(typeof code === 'object' ? code.value : code);
}

/** The place just behind the first occurrence of `text`, or at its start. */
export function placeOf(
  document: vscode.TextDocument,
  text: string,
  where: 'start' | 'end' = 'start',
): vscode.Position {
  const at = document.getText().indexOf(text);
  assert(at >= 0, `'${text}' is in the document`);
  return document.positionAt(where === 'start' ? at : at + text.length);
}

/** Types as on a keyboard at the place of the cursor. */
export async function typeText(text: string): Promise<void> {
  for (const character of text) await vscode.commands.executeCommand('type', { text: character });
}

/** Closes every editor, with what was typed in it thrown away. */
export async function closeAll(): Promise<void> {
  for (const editor of vscode.window.visibleTextEditors) {
    if (!editor.document.isDirty) continue;
    await vscode.window.showTextDocument(editor.document);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  }
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  // The next untitled document may get the name of one that is just going: give the editor a moment to let go of it.
  const end = Date.now() + 2000;
  while (vscode.workspace.textDocuments.some(({ isUntitled }) => isUntitled) && Date.now() < end) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Runs one of VS Code's `vscode.execute…Provider` commands. */
export async function ask<T>(command: string, ...args: unknown[]): Promise<T> {
  return vscode.commands.executeCommand<T>(`vscode.execute${command}`, ...args);
}
