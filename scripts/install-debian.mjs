import process from 'node:process';
import { runProgram } from './run-program.mjs';

/**
 * Installs packages of Debian, where it is one and we may.
 * @param {readonly string[]} packages
 * @returns {Promise<boolean>} whether they are there now
 */
export async function installDebian(packages) {
  if (process.getuid?.() !== 0) return false;
  console.log(`Installing what is missing (apt-get install ${packages.join(' ')}) …`);
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  await runProgram('apt-get', ['update', '-qq'], { env, quiet: true });
  // Another one may be installing at the same time.
  const install = ['install', '-y', '-qq', '-o', 'DPkg::Lock::Timeout=120', '--no-install-recommends', ...packages];
  const { code } = await runProgram('apt-get', install, { env, quiet: true });
  return code === 0;
}
