import type { OperationResult } from './replay';

/** Whether nothing became different of an operation, so that what was worked out from the result still holds. */
export function isSameResult(before: OperationResult, { operation, outcome, live }: OperationResult): boolean {
  return before.operation === operation && before.outcome === outcome && before.live === live;
}
