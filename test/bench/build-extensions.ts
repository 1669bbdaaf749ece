import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Pair } from './bench-run';
import type { Programs } from './build-programs';
import { bundleAsShipped } from './bundle-as-shipped';
import { importScript } from './import-script';

const ROOT = path.join(__dirname, '..', '..');

/** What the extension of the null server finds in its manifest. */
export interface NullServerOptions {
  readonly languages: readonly string[];
  /** The texts that the server underlines. */
  readonly underlined: readonly string[];
}

/** Our extension as it is shipped, and the null server's in the same clothes: its manifest, languages and grammars are ours. */
export async function buildExtensions(
  { folder, ours, base }: Programs,
  nullServer: NullServerOptions,
): Promise<Pair<string>> {
  const { shippedFiles } = await importScript<{ shippedFiles: () => string[] }>('shipped-files.mjs');
  const files = shippedFiles().filter((name) => !name.startsWith('dist/'));
  const manifest = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
  const build = async (name: string, server: string, added: object, entryPoint?: string) => {
    const extension = path.join(folder, name);
    for (const file of files) cpSync(path.join(ROOT, file), path.join(extension, file));
    writeFileSync(path.join(extension, 'package.json'), JSON.stringify({ ...manifest, ...added }));
    mkdirSync(path.join(extension, 'dist', 'server'), { recursive: true });
    cpSync(server, path.join(extension, 'dist', 'server', 'main.js'));
    await bundleAsShipped('client', path.join(extension, 'dist', 'client', 'extension.js'), entryPoint);
    return extension;
  };
  return {
    ours: await build('extension', ours, {}),
    base: await build('null-extension', base, { nullServer }, path.join(__dirname, 'null-client.ts')),
  };
}
