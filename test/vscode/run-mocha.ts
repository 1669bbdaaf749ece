/** Runs what has been registered; rejects when something failed or nothing ran. */
export function runMocha(mocha: {
  run(done: (failures: number) => void): { stats?: { tests: number } | undefined };
}): Promise<void> {
  return new Promise((resolve, reject) => {
    const runner = mocha.run((failures) => {
      if (failures > 0) reject(new Error(`${failures} tests failed.`));
      else if (runner.stats?.tests === 0) reject(new Error('No test ran.'));
      else resolve();
    });
  });
}
