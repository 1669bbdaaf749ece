import { existsSync, readFileSync } from 'node:fs';
import { inRoot } from './root.mjs';
import { runProgram } from './run-program.mjs';

/** Installs the npm packages if one is missing or of another version than package.json pins. */
export async function ensurePackages() {
  const { dependencies, devDependencies } = readJson(inRoot('package.json'));
  const wanted = Object.entries({ ...dependencies, ...devDependencies });
  if (wanted.every(([name, version]) => installedVersion(name) === version)) return;
  // `ci` removes what is there first; beside an older installation `install` fetches only what changed.
  const how = existsSync(inRoot('node_modules')) ? 'install' : 'ci';
  console.log(`Installing the npm packages (npm ${how}) …`);
  const args = [how, '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'];
  const { code } = await runProgram('npm', args);
  if (code !== 0) throw new Error(`npm ${how} failed: see above.`);
}

/** @param {string} name */
function installedVersion(name) {
  const file = inRoot('node_modules', name, 'package.json');
  return existsSync(file) ? readJson(file).version : undefined;
}

/** @param {string} file */
function readJson(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}
