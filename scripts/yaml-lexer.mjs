import path from 'node:path';
import { inRoot } from './root.mjs';

/**
 * Gives esbuild of the yaml package its lexer alone, as the ES modules for browsers, of which it can leave out what nobody
 * imports. For Node the package is CommonJS: all of it would be in the bundle.
 * @returns {import('esbuild').Plugin}
 */
export function yamlLexer() {
  const folder = inRoot('node_modules', 'yaml', 'browser', 'dist', 'parse');
  return {
    name: 'yaml-lexer',
    setup({ onResolve }) {
      onResolve({ filter: /^yaml$/ }, () => ({ path: path.join(folder, 'lexer.js'), sideEffects: false }));
      onResolve({ filter: /^\.\/cst(?:-\w+)?\.js$/ }, ({ path: file, importer }) =>
        path.dirname(importer) === folder ? { path: path.join(folder, file), sideEffects: false } : undefined,
      );
    },
  };
}
