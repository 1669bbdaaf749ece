import { spawnSync } from 'node:child_process';
import process from 'node:process';
import { installDebian } from '../install-debian.mjs';
import { nodeTests, testFiles } from './node-tests.mjs';

/** The packages of Debian that the tests want, and what shows that one is there. */
const WANTED = [
  { name: 'neovim', program: 'nvim', args: ['--version'] },
  { name: 'emacs-nox', program: 'emacs', args: ['--version'] },
  // Part of Emacs from 29 on.
  {
    name: 'elpa-eglot',
    program: 'emacs',
    args: ['--batch', '--eval', "(progn (package-activate-all) (require 'eglot))"],
  },
  { name: 'python3-yaml', program: 'python3', args: ['-c', 'import tomllib, yaml'] },
];

/**
 * Other editors, set up as docs/editors.md says. Where they are not there and cannot be had, their tests are left out; not
 * in continuous integration.
 * @returns {Promise<import('../stages.mjs').Result>}
 */
export async function otherEditors() {
  // One after the other: which Emacs there is decides whether it needs a package.
  for (const { name, program, args } of WANTED)
    if (spawnSync(program, args).status !== 0 && !(await installDebian([name])))
      console.log(`${name} cannot be installed${process.env.CI ? '' : ': what needs it is not tested'}.`);
  return nodeTests(testFiles('editors'));
}
