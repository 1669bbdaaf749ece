/** @typedef {{ passed: number, failed: number }} SuiteResult */

/**
 * What a suite did, by what mocha printed and by how it ended. A suite that ran nothing has failed.
 * @param {string} output
 * @param {string | undefined} trouble why it counts as failed although no test did
 * @returns {SuiteResult}
 */
export function suiteResult(output, trouble) {
  const text = output.replace(/\x1b\[[0-9;]*m/g, '');
  /** @param {string} word */
  const sum = (word) =>
    [...text.matchAll(new RegExp(`^ *(\\d+) ${word}\\b`, 'gm'))].reduce((total, match) => total + Number(match[1]), 0);
  const passed = sum('passing');
  const failed = sum('failing');
  const reason = trouble ?? (passed + failed === 0 ? 'No test ran.' : undefined);
  if (reason === undefined || failed > 0) return { passed, failed };
  console.error(reason);
  return { passed, failed: 1 };
}
