/**
 * Builds the extension without the library that keeps texts. vscode-languageclient uses it only to keep a document whose
 * opening it delays (`textSynchronization.delayOpenNotifications`), which the extension does not ask for.
 * @returns {import('esbuild').Plugin}
 */
export function undelayedOpening() {
  const message = 'The extension is built without what delays the opening of documents: scripts/undelayed-opening.mjs.';
  return {
    name: 'undelayed-opening',
    setup({ onLoad }) {
      onLoad({ filter: /[\\/]vscode-languageserver-textdocument[\\/]lib[\\/].*\.js$/ }, () => ({
        contents: `export const TextDocument = { create() { throw new Error('${message}'); } };`,
      }));
    },
  };
}
