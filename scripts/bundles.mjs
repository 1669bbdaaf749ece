import { readFileSync } from 'node:fs';
import { absentFeatures } from './absent-features.mjs';
import { esModules } from './es-modules.mjs';
import { inRoot, ROOT } from './root.mjs';
import { shorterCode } from './shorter-code.mjs';
import { uncheckedVersion } from './unchecked-version.mjs';
import { undelayedOpening } from './undelayed-opening.mjs';
import { yamlLexer } from './yaml-lexer.mjs';

/** @typedef {import('esbuild').BuildOptions & { name: string }} Bundle */

/**
 * What esbuild makes: the extension and the server, each for Node and for the web at once, the page of the memory map, the
 * command line, and the in-editor suites. The name is that of the metafile.
 * @param {{ production?: boolean }} options
 * @returns {{ shipped: Bundle[], suites: Bundle[] }}
 */
export function bundles({ production = false } = {}) {
  const { version } = JSON.parse(readFileSync(inRoot('package.json'), 'utf8'));
  /** @type {import('esbuild').BuildOptions} */
  const common = {
    absWorkingDir: ROOT,
    bundle: true,
    format: 'cjs',
    target: 'es2022',
    logLevel: 'warning',
    metafile: true,
    legalComments: 'none',
    minify: production,
    sourcemap: !production,
  };
  const define = { MEMSLOT_VERSION: JSON.stringify(version) };
  /** @param {{ toplevel?: boolean }} [options] */
  const shorter = (options) => (production ? [shorterCode(options)] : []);
  /** @type {import('esbuild').BuildOptions} */
  const node = { ...common, platform: 'node', conditions: ['node'] };
  /**
   * For Node and for the web at once, with the parts of the protocol libraries that are for the one and for the other.
   * @type {import('esbuild').BuildOptions}
   */
  const both = {
    ...node,
    conditions: ['node', 'browser'],
    // What would show that a library was not made of ES modules after all.
    logOverride: { 'call-import-namespace': 'error', 'import-is-undefined': 'error' },
  };
  /** @type {import('esbuild').BuildOptions} */
  const web = {
    ...common,
    platform: 'browser',
    mainFields: ['browser', 'module', 'main'],
    conditions: ['browser'],
  };
  return {
    shipped: [
      {
        ...both,
        name: 'client',
        external: ['vscode'],
        plugins: [
          absentFeatures(),
          uncheckedVersion(),
          undelayedOpening(),
          esModules(),
          ...shorter({ toplevel: true }),
        ],
        entryPoints: ['client/src/extension.ts'],
        outfile: 'dist/client/extension.js',
      },
      {
        ...web,
        name: 'map',
        format: 'iife',
        entryPoints: ['client/src/memory-map/panel-script.ts'],
        outfile: 'dist/client/map.js',
      },
      {
        ...both,
        name: 'server',
        plugins: [esModules(), yamlLexer(), ...shorter()],
        // What is declared in it would be global in a web worker otherwise.
        format: 'iife',
        define,
        entryPoints: ['server/src/main.ts'],
        outfile: 'dist/server/main.js',
      },
      {
        ...node,
        name: 'cli',
        define,
        plugins: [yamlLexer()],
        // `memslot lsp` loads the server that lies beside it, so that its protocol part is not here a second time.
        external: ['./main.js'],
        banner: { js: '#!/usr/bin/env node' },
        entryPoints: ['server/src/cli.ts'],
        outfile: 'dist/server/cli.js',
      },
    ],
    suites: [
      {
        ...node,
        name: 'suite-node',
        minify: false,
        sourcemap: true,
        external: ['vscode', 'mocha'],
        entryPoints: ['test/vscode/index.node.ts'],
        outfile: 'out/suite/index.node.js',
      },
      {
        ...web,
        name: 'suite-web',
        minify: false,
        sourcemap: true,
        external: ['vscode'],
        define: { 'process.env.NODE_ENV': '"test"' },
        entryPoints: ['test/vscode/index.web.ts'],
        outfile: 'out/suite/index.web.js',
      },
    ],
  };
}
