import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type BuildOptions, build } from 'esbuild';

interface Scripts {
  readonly bundles: (options: { readonly production: boolean }) => {
    readonly shipped: readonly (BuildOptions & { readonly name: string })[];
  };
}

/** What is measured, built from the sources as they are, in a folder of their own for whatever else is written. */
export interface Programs {
  readonly folder: string;
  /** Our language server, as it is shipped. */
  readonly ours: string;
  /** The server that finds nothing, bundled the same way. */
  readonly base: string;
  readonly commandLine: string;
  readonly remove: () => void;
}

const ROOT = path.join(__dirname, '..', '..');

export async function buildPrograms(): Promise<Programs> {
  const { bundles }: Scripts = await import(pathToFileURL(path.join(ROOT, 'scripts', 'bundles.mjs')).href);
  const { shipped } = bundles({ production: true });
  const folder = mkdtempSync(path.join(os.tmpdir(), 'memslot-bench-'));
  const bundle = async (bundleName: string, file: string, entryPoints?: string[]) => {
    const options = shipped.find(({ name }) => name === bundleName);
    if (!options) throw new Error(`scripts/bundles.mjs has no ${bundleName}.`);
    const { name: _, ...known } = options;
    const outfile = path.join(folder, 'server', file);
    await build({ ...known, ...(entryPoints && { entryPoints }), outfile });
    return outfile;
  };
  return {
    folder,
    ours: await bundle('server', 'main.js'),
    base: await bundle('server', 'null-server.js', [path.join(__dirname, 'null-server.ts')]),
    commandLine: await bundle('cli', 'cli.js'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
