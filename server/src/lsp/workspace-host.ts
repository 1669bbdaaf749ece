import { type HostProfile, readHostProfile } from '../model/qemu/host-profile';
import type { HostAbilities } from './host-abilities';

/** The host profile in the first folder that has a `memslot-host.json`; `undefined`: there is none, or it is no JSON. */
export async function workspaceHost(
  folders: readonly string[],
  readFile: HostAbilities['readFile'],
): Promise<HostProfile | undefined> {
  for (const folder of folders) {
    const text = await readFile?.(`${folder.replace(/\/$/, '')}/memslot-host.json`);
    if (text === undefined) continue;
    try {
      return readHostProfile(JSON.parse(text)).profile;
    } catch {
      return undefined;
    }
  }
  return undefined;
}
