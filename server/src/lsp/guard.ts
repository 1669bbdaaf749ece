/** Keeps an error in one feature or rule to its own answer. */
export interface Guard {
  /** Runs a feature; where it breaks, its answer is `fallback`. */
  readonly run: <T>(feature: string, fallback: T, run: () => T) => T;
  /** Notes that a feature broke. */
  readonly fail: (feature: string, error: unknown) => void;
  /** What broke so far, each once. */
  readonly failed: readonly string[];
}

/** `report` is called once for each feature that breaks: it would break again with every keystroke. */
export function createGuard(report: (message: string) => void): Guard {
  const failed: string[] = [];
  const guard: Guard = {
    failed,
    fail(feature, error) {
      if (failed.includes(feature)) return;
      failed.push(feature);
      report(`${feature} failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    },
    run(feature, fallback, run) {
      try {
        return run();
      } catch (error) {
        guard.fail(feature, error);
        return fallback;
      }
    },
  };
  return guard;
}
