import process from 'node:process';
import { runProgram } from '../run-program.mjs';
import { findChromium } from './launch-browser.mjs';

/** Installs Debian's Chromium where there is none and we may. */
export async function ensureChromium() {
  if (findChromium() !== undefined) return;
  const advice = 'install it (Debian and Ubuntu: apt-get install chromium), set CHROMIUM_PATH, or pass --no-vscode.';
  if (process.getuid?.() !== 0) throw new Error(`The in-editor suites need Chromium: ${advice}`);
  console.log('Installing Chromium (apt-get install chromium) …');
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  await runProgram('apt-get', ['update', '-qq'], { env, quiet: true });
  // Another one may be installing at the same time.
  const install = ['install', '-y', '-qq', '-o', 'DPkg::Lock::Timeout=120', '--no-install-recommends', 'chromium'];
  const { code } = await runProgram('apt-get', install, { env, quiet: true });
  if (code !== 0 || findChromium() === undefined) throw new Error(`Chromium could not be installed: ${advice}`);
}
