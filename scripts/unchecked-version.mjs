import { readFileSync } from 'node:fs';
import { inRoot } from './root.mjs';

/**
 * Builds the extension without the library that reads version numbers. vscode-languageclient asks it once, whether VS Code
 * is new enough, and VS Code has seen to that before: it runs no extension whose engines.vscode it does not meet. That
 * package.json asks for the same as the library is seen to here.
 * @returns {import('esbuild').Plugin}
 */
export function uncheckedVersion() {
  return {
    name: 'unchecked-version',
    setup({ onLoad, onStart }) {
      onStart(() => {
        const { engines } = JSON.parse(readFileSync(inRoot('package.json'), 'utf8'));
        const library = readFileSync(inRoot('node_modules/vscode-languageclient/lib/node/main.js'), 'utf8');
        const wanted = /REQUIRED_VSCODE_VERSION = '([^']*)'/.exec(library)?.[1];
        if (wanted === engines.vscode) return undefined;
        return {
          errors: [{ text: `package.json asks for VS Code ${engines.vscode}, vscode-languageclient for ${wanted}.` }],
        };
      });
      onLoad({ filter: /[\\/]semver[\\/]functions[\\/](parse|satisfies)\.js$/ }, () => ({
        contents: 'module.exports = () => true;',
      }));
    },
  };
}
