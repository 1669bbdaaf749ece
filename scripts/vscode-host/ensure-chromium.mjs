import process from 'node:process';
import { installDebian } from '../install-debian.mjs';
import { findChromium } from './launch-browser.mjs';

/** Installs Debian's Chromium where there is none and we may. */
export async function ensureChromium() {
  if (findChromium() !== undefined) return;
  const advice = 'install it (Debian and Ubuntu: apt-get install chromium), set CHROMIUM_PATH, or pass --no-vscode.';
  if (process.getuid?.() !== 0) throw new Error(`The in-editor suites need Chromium: ${advice}`);
  if (!(await installDebian(['chromium'])) || findChromium() === undefined)
    throw new Error(`Chromium could not be installed: ${advice}`);
}
