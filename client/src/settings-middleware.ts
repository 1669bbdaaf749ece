import * as vscode from 'vscode';
import type { WorkspaceMiddleware } from 'vscode-languageclient';
import { withoutXmlForm } from './without-xml-form';

const XML_EXTENSION = 'redhat.vscode-xml';

/** Answers the server's questions for settings as they are, but for what another extension says of XML already. */
export const settingsMiddleware: WorkspaceMiddleware = {
  async configuration(params, token, next) {
    const answers = await next(params, token);
    return Array.isArray(answers) && isXmlChecked() ? answers.map(withoutXmlForm) : answers;
  },
};

/** Whether another extension looks at XML may change: `listener` is called when that may have happened. */
export function onXmlChecking(listener: () => void): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.extensions.onDidChange(listener),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('xml.validation')) listener();
    }),
  );
}

/** The XML extension is installed, not disabled, and told to look. */
function isXmlChecked(): boolean {
  return (
    vscode.extensions.getExtension(XML_EXTENSION) !== undefined &&
    vscode.workspace.getConfiguration('xml').get('validation.enabled', true)
  );
}
