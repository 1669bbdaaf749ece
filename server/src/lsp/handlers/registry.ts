import type { ServerCapabilities } from 'vscode-languageserver';
import { CodeActionKind } from 'vscode-languageserver-types';
import type { ClientAbilities } from '../client-abilities';
import type { PositionEncoding } from '../position-encoding';
import type { ServerContext } from '../server-context';
import { handleBudget } from './budget';
import { FIX_ALL, handleCodeAction } from './code-action';
import { handleCodeLens } from './code-lens';
import { handleCommandLine } from './command-line';
import { handleCompare } from './compare';
import { COMPLETION_TRIGGERS, handleCompletion } from './completion';
import { handleDefinition } from './definition';
import { handleDiagnostic } from './diagnostic';
import { handleDocumentHighlight } from './document-highlight';
import { handleDocumentLink } from './document-link';
import { handleDocumentSymbol } from './document-symbol';
import { APPLY_EDIT, handleExecuteCommand } from './execute-command';
import { handleExplainError } from './explain-error';
import { handleFoldingRange } from './folding-range';
import { handleFormatting } from './formatting';
import { handleHover } from './hover';
import { handleInlayHint } from './inlay-hint';
import { handleMap } from './map';
import { handlePrepareRename } from './prepare-rename';
import { handleReferences } from './references';
import { handleRename } from './rename';
import { handleRulePage } from './rule-page';
import { handleSelectionRange } from './selection-range';
import { handleSemanticTokens, semanticTokens } from './semantic-tokens';
import { handleSignatureHelp, SIGNATURE_HELP } from './signature-help';
import { handleWorkspaceDiagnostic } from './workspace-diagnostic';
import { handleWorkspaceSymbol } from './workspace-symbol';

/** What the server offers a client beside text synchronisation and diagnostics. */
export function serverCapabilities(client: ClientAbilities, positionEncoding: PositionEncoding): ServerCapabilities {
  return {
    ...FOR_ALL,
    positionEncoding,
    codeActionProvider: client.codeActions ? CODE_ACTIONS : client.appliesEdits,
    ...(!client.codeActions && client.appliesEdits && { executeCommandProvider: { commands: [APPLY_EDIT] } }),
    renameProvider: client.preparesRename ? { prepareProvider: true } : true,
    semanticTokensProvider: semanticTokens(positionEncoding),
  };
}

const CODE_ACTIONS = { codeActionKinds: [CodeActionKind.QuickFix, CodeActionKind.RefactorRewrite, FIX_ALL] };

const FOR_ALL: ServerCapabilities = {
  codeLensProvider: { resolveProvider: true },
  completionProvider: { triggerCharacters: COMPLETION_TRIGGERS },
  definitionProvider: true,
  documentHighlightProvider: true,
  documentLinkProvider: {},
  documentSymbolProvider: true,
  foldingRangeProvider: true,
  hoverProvider: true,
  inlayHintProvider: true,
  referencesProvider: true,
  selectionRangeProvider: true,
  signatureHelpProvider: SIGNATURE_HELP,
  workspaceSymbolProvider: true,
};

/** Registers the handler of every method. */
export function registerHandlers(context: ServerContext): void {
  for (const handle of HANDLERS) handle(context);
}

const HANDLERS: readonly ((context: ServerContext) => void)[] = [
  handleBudget,
  handleCodeAction,
  handleCodeLens,
  handleCommandLine,
  handleCompare,
  handleCompletion,
  handleDefinition,
  handleDiagnostic,
  handleDocumentHighlight,
  handleDocumentLink,
  handleDocumentSymbol,
  handleExecuteCommand,
  handleExplainError,
  handleFoldingRange,
  handleFormatting,
  handleHover,
  handleInlayHint,
  handleMap,
  handlePrepareRename,
  handleReferences,
  handleRename,
  handleRulePage,
  handleSelectionRange,
  handleSemanticTokens,
  handleSignatureHelp,
  handleWorkspaceDiagnostic,
  handleWorkspaceSymbol,
];
