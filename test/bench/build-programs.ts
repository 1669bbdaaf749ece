import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { bundleAsShipped } from './bundle-as-shipped';

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

export async function buildPrograms(): Promise<Programs> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'memslot-bench-'));
  const file = (name: string) => path.join(folder, 'server', name);
  return {
    folder,
    ours: await bundleAsShipped('server', file('main.js')),
    base: await bundleAsShipped('server', file('null-server.js'), path.join(__dirname, 'null-server.ts')),
    commandLine: await bundleAsShipped('cli', file('cli.js')),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
