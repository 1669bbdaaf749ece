import { DEFAULT_SETTINGS, readSettings, type Settings } from '../features/settings';
import type { ServerConnection } from './server-connection';

/** The section that holds the product's settings in a client's configuration. */
const SECTION = 'memslot';

/** Knows the settings of every document, as far as the client told them. */
export interface SettingsSource {
  /** The settings that are known now; the defaults until the client has answered. */
  of(uri: string): Settings;
  /** Whether the client's answer for the document is there. */
  isKnown(uri: string): boolean;
  /** Asks the client, where it can be asked. The answer does not count if something changed in the meantime. */
  load(uri: string): Promise<void>;
  forget(uri: string): void;
  /** Something changed: every answer has to be had anew. `settings` is what a client that cannot be asked sent along. */
  reset(settings: unknown): void;
}

/** `canAsk`: the client answers workspace/configuration. `initial`: settings from the initialization options. */
export function createSettingsSource(connection: ServerConnection, canAsk: boolean, initial: unknown): SettingsSource {
  const known = new Map<string, Settings>();
  /** Counts the changes: an answer to a question from before the last one is out of date. */
  let changes = 0;
  let common = initial === undefined ? DEFAULT_SETTINGS : readSettings(initial);
  return {
    of: (uri) => known.get(uri) ?? common,
    isKnown: (uri) => !canAsk || known.has(uri),
    async load(uri) {
      if (!canAsk) return;
      const asked = changes;
      let settings = common;
      try {
        const answer = await connection.workspace.getConfiguration({ scopeUri: uri, section: SECTION });
        // Where a client that is asked has none, those hold that it gave at the start.
        if (answer !== null && answer !== undefined) settings = readSettings(answer);
      } catch (error) {
        connection.console.warn(`The client did not answer for its settings: ${error}`);
      }
      if (asked === changes) known.set(uri, settings);
    },
    forget: (uri) => known.delete(uri),
    reset(settings) {
      changes += 1;
      known.clear();
      const section = (settings as Record<string, unknown> | null | undefined)?.[SECTION];
      if (!canAsk && section !== undefined) common = readSettings(section);
    },
  };
}
