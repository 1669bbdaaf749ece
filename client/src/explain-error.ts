import * as vscode from 'vscode';
import {
  EXPLAIN_ERROR,
  type ExplainErrorParams,
  type ExplainErrorResult,
} from '../../server/src/lsp/explain-error-request';
import type { ServerHandle } from './server-handle';

/** A longer text is no message. */
const LONGEST = 2000;

/** Words that messages of QEMU, libvirt and KVM have, and few other texts that somebody copied. */
const LIKE_AN_ERROR =
  /qemu-system|libvirt|virsh|kvm_set_|KVM_SET_|\b(?:errors?|failed|invalid|unsupported|cannot|can't|should equal|must be|not found|missing)\b/;

/** The command "Find the Cause of an Error": from a message to the line that it is about, or to the page of the rule. */
export function registerExplainError(server: Pick<ServerHandle, 'request'>): vscode.Disposable {
  return vscode.commands.registerCommand('memslot.explainError', async (given?: unknown) => {
    const text = typeof given === 'string' ? given : await askForMessage();
    if (text === undefined || text.trim() === '') return;
    const uri = vscode.window.activeTextEditor?.document.uri.toString();
    const params: ExplainErrorParams = { text, ...(uri !== undefined && { uri }) };
    const answer = await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Window, title: vscode.l10n.t('Memslot: looking for the cause') },
      () => server.request<ExplainErrorResult>(EXPLAIN_ERROR, params),
    );
    if (!answer)
      void vscode.window.showWarningMessage(vscode.l10n.t('The language server of Memslot does not answer.'));
    else if (answer.place) await goTo(answer.place);
    else if (answer.rules.length > 0) {
      void vscode.window.showInformationMessage(
        vscode.l10n.t(
          'Nothing that is open and no file of the workspace has this error now: the page of its rule explains it.',
        ),
      );
      await vscode.commands.executeCommand('memslot.explainRule', answer.rules);
    } else void vscode.window.showInformationMessage(vscode.l10n.t('Memslot knows nothing of this message.'));
  });
}

async function goTo({ uri, range: { start, end } }: NonNullable<ExplainErrorResult['place']>): Promise<void> {
  const selection = new vscode.Range(start.line, start.character, end.line, end.character);
  await vscode.window.showTextDocument(vscode.Uri.parse(uri), { selection });
  await vscode.commands.executeCommand('editor.action.showHover');
}

/** Asks for the message; what is selected or was copied is there already when it looks like one. */
async function askForMessage(): Promise<string | undefined> {
  const editor = vscode.window.activeTextEditor;
  const candidates = [editor?.document.getText(editor.selection) ?? '', await vscode.env.clipboard.readText()];
  const value = candidates
    .map((text) =>
      text
        .slice(0, LONGEST + 1)
        .replace(/\s+/g, ' ')
        .trim(),
    )
    .find((text) => text.length <= LONGEST && LIKE_AN_ERROR.test(text));
  return vscode.window.showInputBox({
    title: vscode.l10n.t('Find the Cause of an Error'),
    prompt: vscode.l10n.t('A message of QEMU, libvirt or KVM'),
    placeHolder: 'qemu-system-x86_64: total memory for NUMA nodes (0x80000000) should equal RAM size (0xc0000000)',
    ignoreFocusOut: true,
    ...(value !== undefined && { value }),
  });
}
