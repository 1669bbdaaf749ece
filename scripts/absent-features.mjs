import path from 'node:path';
import { inRoot } from './root.mjs';

/**
 * What of vscode-languageclient the extension is built without, as the server offers nothing for it: the modules in
 * lib/common, what the others take from them, and the server's capability that would need them. They are a
 * sixth of the bundle, with the library of file patterns that nothing else uses.
 * @type {readonly { module: string, names: readonly string[], capability: string }[]}
 */
export const ABSENT_FEATURES = [
  { module: 'notebook', names: ['NotebookDocumentSyncFeature'], capability: 'notebookDocumentSync' },
  // The extension has its diagnostics pushed.
  {
    module: 'diagnostic',
    names: ['DiagnosticFeature', 'DiagnosticPullMode', 'vsdiag'],
    capability: 'diagnosticProvider',
  },
  {
    module: 'fileOperations',
    names: ['Create', 'Rename', 'Delete'].flatMap((word) => [`Did${word}FilesFeature`, `Will${word}FilesFeature`]),
    capability: 'workspace.fileOperations',
  },
  {
    module: 'textDocumentContent',
    names: ['TextDocumentContentFeature'],
    capability: 'workspace.textDocumentContent',
  },
  { module: 'colorProvider', names: ['ColorProviderFeature'], capability: 'colorProvider' },
  { module: 'callHierarchy', names: ['CallHierarchyFeature'], capability: 'callHierarchyProvider' },
  { module: 'typeHierarchy', names: ['TypeHierarchyFeature'], capability: 'typeHierarchyProvider' },
  { module: 'linkedEditingRange', names: ['LinkedEditingFeature'], capability: 'linkedEditingRangeProvider' },
  { module: 'declaration', names: ['DeclarationFeature'], capability: 'declarationProvider' },
  { module: 'typeDefinition', names: ['TypeDefinitionFeature'], capability: 'typeDefinitionProvider' },
  { module: 'implementation', names: ['ImplementationFeature'], capability: 'implementationProvider' },
  { module: 'inlineCompletion', names: ['InlineCompletionItemFeature'], capability: 'inlineCompletionProvider' },
  { module: 'inlineValue', names: ['InlineValueFeature'], capability: 'inlineValueProvider' },
];

/**
 * Puts client/src/absent-feature.ts in the places of these modules.
 * @returns {import('esbuild').Plugin}
 */
export function absentFeatures() {
  const modules = ABSENT_FEATURES.map(({ module }) => module).join('|');
  return {
    name: 'absent-features',
    setup({ onLoad, onEnd }) {
      onLoad(
        { filter: new RegExp(`[\\\\/]vscode-languageclient[\\\\/]lib[\\\\/]common[\\\\/](${modules})\\.js$`) },
        (args) => {
          const feature = ABSENT_FEATURES.find(({ module }) => path.basename(args.path) === `${module}.js`);
          const exported = feature?.names.map((name) => `AbsentFeature as ${name}`) ?? [];
          const contents = `export { ${exported.join(', ')} } from './absent-feature';`;
          return { contents, resolveDir: inRoot('client/src') };
        },
      );
      // A newer version of the library may have them elsewhere, and would be whole again without a word.
      onEnd(({ metafile }) => {
        const inputs = Object.keys(metafile?.inputs ?? {});
        const moved = ABSENT_FEATURES.filter(
          ({ module }) => !inputs.some((name) => name.endsWith(`vscode-languageclient/lib/common/${module}.js`)),
        );
        return {
          errors: moved.map(({ module }) => ({ text: `vscode-languageclient has no lib/common/${module}.js.` })),
        };
      });
    },
  };
}
