import type { ExecuteCommandParams } from 'vscode-languageserver';
import type { ServerContext } from '../server-context';

/** Has the client make the edit that is its argument: for a client that takes code actions as commands only. */
export const APPLY_EDIT = 'memslot.applyEdit';

/** workspace/executeCommand. */
export function handleExecuteCommand({ connection }: ServerContext): void {
  connection.onExecuteCommand(async ({ command, arguments: [edit] = [] }: ExecuteCommandParams) => {
    if (command === APPLY_EDIT) await connection.sendRequest('workspace/applyEdit', { edit });
    return null;
  });
}
