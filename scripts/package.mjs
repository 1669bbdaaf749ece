// npm run package [-- FILE]
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensurePackages } from './ensure-packages.mjs';
import { packTighter } from './pack-tighter.mjs';
import { inRoot, ROOT } from './root.mjs';
import { shippedFiles } from './shipped-files.mjs';

/**
 * What people download, in bytes. Two bundles, of which the protocol libraries are a fifth, are nearly all of it. Memslot lists,
 * QEMU and libvirt take 392,000 of them; each further kind of file about 11,000.
 */
const LIMIT = 450_000;

/**
 * Makes the .vsix of what lies in dist/ and sees to it that it holds what it should and nothing else.
 * @param {string} file where to
 */
export async function packageExtension(file) {
  const { createVSIX, listFiles, PackageManager } = await import('@vscode/vsce');
  const options = { cwd: ROOT, dependencies: false };
  const wanted = shippedFiles();
  const packed = (await listFiles({ ...options, packageManager: PackageManager.None })).map((name) =>
    name.split(path.sep).join('/'),
  );
  const missing = wanted.filter((name) => !packed.includes(name));
  const surplus = packed.filter((name) => !wanted.includes(name));
  if (missing.length > 0) throw new Error(`Not in the package, or not there at all: ${missing.join(', ')}.`);
  if (surplus.length > 0) throw new Error(`In the package, but nothing uses it: ${surplus.join(', ')}.`);
  await createVSIX({ ...options, packagePath: file });
  const zip = await packTighter(readFileSync(file));
  writeFileSync(file, zip);
  if (zip.length > LIMIT) throw new Error(`The package has ${zip.length} bytes, and at most ${LIMIT} are wanted.`);
  console.log(`${path.relative(ROOT, file)}: ${packed.length} files, ${zip.length} bytes`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    await ensurePackages();
    const { build } = await import('./build.mjs');
    await build({ production: true, suites: false });
    const { version } = JSON.parse(readFileSync(inRoot('package.json'), 'utf8'));
    await packageExtension(path.resolve(process.argv[2] ?? inRoot(`memslot-${version}.vsix`)));
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
