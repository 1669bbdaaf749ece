import type { StaticFeature } from 'vscode-languageclient';

/**
 * Stands for the features of the client library that the server has not, and that are large: scripts/absent-features.mjs puts
 * it in their places. It says of no capability that the client has it, so that no server offers anything for it.
 */
export class AbsentFeature implements StaticFeature {
  fillClientCapabilities(): void {}
  initialize(): void {}
  clear(): void {}
  getState(): { kind: 'static' } {
    return { kind: 'static' };
  }
}
