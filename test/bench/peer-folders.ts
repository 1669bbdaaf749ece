import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { importScript } from './import-script';
import { PEERS, type Peer } from './peers';

interface Scripts {
  readonly cacheFolder: () => string;
  readonly npm: (args: string[], cwd?: string) => Promise<unknown>;
}

/** A peer as it is installed. */
export interface InstalledPeer {
  readonly program: string;
  readonly version: string;
}

const ROOT = path.join(__dirname, '..', '..');

/** Installs the peers' packages outside the repository, unless they are there: the folder that they are in. */
export async function installPeers(): Promise<string> {
  const { cacheFolder, npm } = await importScript<Scripts>('vscode-host/install-into-cache.mjs');
  const folder = path.join(cacheFolder(), 'bench-peers');
  const missing = PEERS.filter(
    (peer) => peer.version !== undefined && findPeer(peer, [folder])?.version !== peer.version,
  );
  if (missing.length === 0) return folder;
  process.stderr.write(`Installing ${missing.map((peer) => peer.package).join(', ')} into ${folder} …\n`);
  mkdirSync(folder, { recursive: true });
  const options = [
    '--prefix',
    folder,
    '--save-exact',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ];
  await npm(['install', ...options, ...missing.map((peer) => `${peer.package}@${peer.version}`)], folder);
  return folder;
}

/** Looks for a peer in the packages of folders, and of the repository last. */
export function findPeer(peer: Peer, folders: readonly string[]): InstalledPeer | undefined {
  for (const folder of [...folders, ROOT]) {
    const installed = path.resolve(folder, 'node_modules', peer.package);
    const manifest = path.join(installed, 'package.json');
    if (!existsSync(manifest)) continue;
    const { version } = JSON.parse(readFileSync(manifest, 'utf8'));
    return { program: path.join(installed, peer.program), version };
  }
  return undefined;
}
