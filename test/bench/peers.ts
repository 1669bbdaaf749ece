import type { BenchCase } from './bench-cases';
import { generateOther } from './generate-other';

/** A language server of others, and the file that it is measured with. */
export interface Peer extends BenchCase {
  readonly package: string;
  /** What is installed; without it the package is one of the repository's own. */
  readonly version?: string;
  /** The program in the package, which Node runs, and its arguments. */
  readonly program: string;
  readonly args: readonly string[];
  /** What it is told when it asks for settings, by section: nothing that would reach for a network. */
  readonly settings?: Readonly<Record<string, object>>;
}

const BYTES = 10_000;

/** Servers that many people use, each with 10 KB of its language. The versions are the last that run on Node 20. */
export const PEERS: readonly Peer[] = [
  {
    name: 'JSON (VS Code)',
    package: 'vscode-langservers-extracted',
    version: '4.10.0',
    program: 'bin/vscode-json-language-server',
    args: ['--stdio'],
    languageId: 'json',
    extension: '.json',
    generate: () => generateOther('json', BYTES),
  },
  {
    name: 'YAML',
    package: 'yaml-language-server',
    version: '1.25.0',
    program: 'bin/yaml-language-server',
    args: ['--stdio'],
    settings: { yaml: { validate: true, schemaStore: { enable: false } } },
    languageId: 'yaml',
    extension: '.yaml',
    generate: () => generateOther('yaml', BYTES),
  },
  {
    name: 'Dockerfile',
    package: 'dockerfile-language-server-nodejs',
    version: '0.15.0',
    program: 'bin/docker-langserver',
    args: ['--stdio'],
    languageId: 'dockerfile',
    extension: '.dockerfile',
    generate: () => generateOther('dockerfile', BYTES),
  },
  {
    name: 'JSON (Biome)',
    package: '@biomejs/biome',
    program: 'bin/biome',
    args: ['lsp-proxy'],
    languageId: 'json',
    extension: '.json',
    generate: () => generateOther('json', BYTES),
  },
];
