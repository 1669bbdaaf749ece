import { runProgram } from '../run-program.mjs';

/**
 * A stage that is one check: it passes if the program ends with 0.
 * @param {string} program
 * @param {readonly string[]} args
 * @returns {Promise<import('../stages.mjs').Result>}
 */
export async function check(program, args) {
  const { code } = await runProgram(program, args);
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}
