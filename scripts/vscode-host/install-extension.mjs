import path from 'node:path';
import { runProgram } from '../run-program.mjs';
import { installServer } from './install-server.mjs';

/**
 * Installs a .vsix as a person would, into a folder for extensions.
 * @param {string} file
 * @param {string} extensionsFolder
 * @param {string} [version] of VS Code
 */
export async function installExtension(file, extensionsFolder, version) {
  const { node, folder } = await installServer(version);
  const { code } = await runProgram(
    node,
    [
      path.join(folder, 'out/server-main.js'),
      ...['--install-extension', file, '--extensions-dir', extensionsFolder],
      ...['--server-data-dir', path.join(extensionsFolder, '.data'), '--accept-server-license-terms'],
    ],
    { env: { EXTENSIONS_GALLERY: '{}' }, quiet: true },
  );
  if (code !== 0) throw new Error(`VS Code could not install ${path.basename(file)}.`);
}
