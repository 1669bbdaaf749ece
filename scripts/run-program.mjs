import { spawn } from 'node:child_process';
import { ROOT } from './root.mjs';

/**
 * Runs a program in the repository, shows what it prints and gives it back.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, cwd?: string, quiet?: boolean }} [options] quiet: print only if it fails
 * @returns {Promise<{ code: number, output: string }>}
 */
export function runProgram(program, args, { env, cwd = ROOT, quiet = false } = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    /** @param {string} text */
    const take = (text) => {
      output += text;
      if (!quiet) process.stdout.write(text);
    };
    child.stdout.setEncoding('utf8').on('data', take);
    child.stderr.setEncoding('utf8').on('data', take);
    child.on('error', (error) => {
      console.error(`${program}: ${error.message}`);
      resolve({ code: 127, output });
    });
    child.on('close', (code) => {
      if (quiet && code !== 0) process.stdout.write(output);
      resolve({ code: code ?? 1, output });
    });
  });
}
