import { readdirSync, statSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type BuildOptions, build } from 'esbuild';

interface Scripts {
  readonly bundles: () => { readonly shipped: readonly (BuildOptions & { readonly name: string })[] };
}

const ROOT = path.join(__dirname, '..', '..');

/** The server as it is shipped, where that is newer than every source of it; else one that is built now. */
export async function builtServer(): Promise<string> {
  const shipped = path.join(ROOT, 'dist', 'server', 'main.js');
  if (changedAt(shipped) > newest(path.join(ROOT, 'server', 'src'))) return shipped;
  const { bundles }: Scripts = await import(pathToFileURL(path.join(ROOT, 'scripts', 'bundles.mjs')).href);
  const options = bundles().shipped.find(({ name }) => name === 'server');
  if (!options) throw new Error('scripts/bundles.mjs has no server');
  const { name: _, ...server } = options;
  const outfile = path.join(await mkdtemp(path.join(os.tmpdir(), 'memslot-server-')), 'server', 'main.js');
  await build({ ...server, outfile });
  return outfile;
}

function changedAt(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

function newest(folder: string): number {
  let time = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const name = path.join(folder, entry.name);
    time = Math.max(time, entry.isDirectory() ? newest(name) : changedAt(name));
  }
  return time;
}
