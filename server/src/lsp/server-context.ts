import type { Diagnostic } from 'vscode-languageserver';
import type { Analysis } from '../features/analysis';
import type { FileNeeds } from '../features/budget/needs-in';
import type { OtherDocument } from '../features/qemu/locate';
import type { Snapshot } from '../features/snapshot';
import type { FlatSymbol } from '../features/workspace-symbols';
import type { HostProfile } from '../model/qemu/host-profile';
import type { Position } from '../text/text-lines';
import type { ClientAbilities } from './client-abilities';
import type { DocumentStore } from './document-store';
import type { ServerConnection } from './server-connection';
import type { WorkspaceFile } from './workspace-files';

/** What the handler of a method works with. */
export interface ServerContext extends ClientAbilities {
  readonly connection: ServerConnection;
  readonly documents: DocumentStore;
  /** The analysis of an open document's newest text; `undefined` when it is not open. `place`: where somebody looks at it. */
  analysisOf(uri: string, place?: Position): Analysis | undefined;
  /** The same where the document is a memslot list or a log. */
  snapshotOf(uri: string): Snapshot | undefined;
  /** The other open documents that have QEMU read files: they may have names in common with any document. */
  othersThan(uri: string): readonly OtherDocument[];
  /** Waits until the settings of a document are known, where the client has to be asked for them, and the files it names. */
  ready(uri: string): Promise<void>;
  /** The file that a document means by a path, by its URI; `undefined` where there is none. */
  findFile(document: string, path: string): Promise<string | undefined>;
  /** The files of the workspace that are ours and not open. */
  workspaceFiles(): AsyncGenerator<WorkspaceFile<FileFacts>>;
  /** What `memslot-host.json` in the workspace says of the host. */
  workspaceHost(): Promise<HostProfile | undefined>;
  /** The name of some diagnostics: the same as long as they are. */
  resultIdOf(uri: string, diagnostics: readonly Diagnostic[]): string;
  readonly rulePageBase: string | undefined;
  /** Commands that the client has and the server may name. */
  readonly commands: ReadonlySet<string>;
  /**
   * Runs a feature. An error in it costs this one answer, which is `fallback` then; it is logged, and the client told, once
   * for each feature.
   */
  guard<T>(feature: string, fallback: T, run: () => T): T;
}

/** What is kept of a file that is not open. */
export interface FileFacts {
  readonly symbols: readonly FlatSymbol[];
  readonly needs: FileNeeds;
  readonly diagnostics: readonly Diagnostic[];
}
