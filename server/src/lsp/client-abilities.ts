import type { ClientCapabilities, CompletionItemKind, MarkupKind, SymbolKind } from 'vscode-languageserver';

/** What a client can do beside what all clients can. Whatever it does not say, it cannot. */
export interface ClientAbilities {
  /** The client takes edits that name the version they were made for. */
  readonly versionedEdits: boolean;
  /** The client takes edits by workspace/applyEdit. */
  readonly appliesEdits: boolean;
  /** The client takes code actions that carry their edits, not only commands. */
  readonly codeActions: boolean;
  /** The client fills in templates with places such as `${1:ram}`. */
  readonly snippets: boolean;
  /** The client wants Markdown in hovers. */
  readonly markdown: boolean;
  /** The same in what is said of proposals. */
  readonly completionMarkdown: boolean;
  /** The same in signatures. */
  readonly signatureMarkdown: boolean;
  /** The client takes the parameters of a signature as places in its label. */
  readonly labelOffsets: boolean;
  /** The client takes a signature none of whose parameters is being written. */
  readonly noActiveParameter: boolean;
  /** The client shows the other places that a diagnostic is about. */
  readonly relatedInformation: boolean;
  /** The client knows what tags of a diagnostic mean. */
  readonly diagnosticTags: boolean;
  /** The client takes an outline as a tree. */
  readonly symbolTree: boolean;
  /** The client asks whether something can be renamed. */
  readonly preparesRename: boolean;
  /** The client says what a link leads to. */
  readonly linkTooltips: boolean;
  /** A kind of proposals, or one that the client knows in its place. */
  readonly completionKind: (kind: CompletionItemKind) => CompletionItemKind;
  /** The same for the entries of an outline. */
  readonly symbolKind: (kind: SymbolKind) => SymbolKind;
  /** The same for symbols of the workspace. */
  readonly workspaceSymbolKind: (kind: SymbolKind) => SymbolKind;
}

/** What a client says of itself in its first request. */
export function clientAbilities({ textDocument, workspace }: ClientCapabilities): ClientAbilities {
  const { codeAction, completion, documentLink, documentSymbol, hover, publishDiagnostics, rename, signatureHelp } =
    textDocument ?? {};
  const { completionItem } = completion ?? {};
  const signature = signatureHelp?.signatureInformation;
  return {
    versionedEdits: workspace?.workspaceEdit?.documentChanges === true,
    appliesEdits: workspace?.applyEdit === true,
    codeActions: codeAction?.codeActionLiteralSupport !== undefined,
    snippets: completionItem?.snippetSupport === true,
    markdown: hasMarkdown(hover?.contentFormat),
    completionMarkdown: hasMarkdown(completionItem?.documentationFormat),
    signatureMarkdown: hasMarkdown(signature?.documentationFormat),
    labelOffsets: signature?.parameterInformation?.labelOffsetSupport === true,
    noActiveParameter: signature?.noActiveParameterSupport === true,
    relatedInformation: publishDiagnostics?.relatedInformation === true,
    diagnosticTags: publishDiagnostics?.tagSupport !== undefined,
    symbolTree: documentSymbol?.hierarchicalDocumentSymbolSupport === true,
    preparesRename: rename?.prepareSupport === true,
    linkTooltips: documentLink?.tooltipSupport === true,
    completionKind: knownKind<CompletionItemKind>(completion?.completionItemKind?.valueSet, VALUE),
    symbolKind: knownKind<SymbolKind>(documentSymbol?.symbolKind?.valueSet, FIELD),
    workspaceSymbolKind: knownKind<SymbolKind>(workspace?.symbol?.symbolKind?.valueSet, FIELD),
  };
}

const VALUE: typeof CompletionItemKind.Value = 12;
const FIELD: typeof SymbolKind.Field = 8;

/** The kinds up to here are known to a client that does not say which it knows: those of the protocol's first version. */
const LAST_KNOWN = 18;

function knownKind<Kind extends number>(known: readonly Kind[] | undefined, other: Kind): (kind: Kind) => Kind {
  return (kind) => ((known ? known.includes(kind) : kind <= LAST_KNOWN) ? kind : other);
}

/** The client names what it likes best first. */
function hasMarkdown(formats: readonly MarkupKind[] | undefined): boolean {
  return formats?.[0] === 'markdown';
}
