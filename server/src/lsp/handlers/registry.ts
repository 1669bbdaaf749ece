import type { ServerCapabilities } from 'vscode-languageserver';
import type { ServerContext } from '../server-context';
import { handleDiagnostic } from './diagnostic';

/** What the server offers beside text synchronisation and diagnostics. */
export const SERVER_CAPABILITIES: ServerCapabilities = {};

/** Registers the handler of every method. */
export function registerHandlers(context: ServerContext): void {
  for (const handle of [handleDiagnostic]) handle(context);
}
