/** Runs features so that an error in one costs its answer and nothing else. */
export function createGuard(report: (message: string) => void): <T>(feature: string, fallback: T, run: () => T) => T {
  const reported = new Set<string>();
  return (feature, fallback, run) => {
    try {
      return run();
    } catch (error) {
      const message = `${feature} failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
      if (!reported.has(message)) {
        reported.add(message);
        report(message);
      }
      return fallback;
    }
  };
}
