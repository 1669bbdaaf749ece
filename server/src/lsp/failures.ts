/** The notification `memslot/failures`: what broke in the server since it runs. Sent whenever something else does. */
export const FAILURES = 'memslot/failures';

export interface FailuresParams {
  /** Features and rules, `rule slot-overlap`. Whatever else there is works on. */
  readonly failed: readonly string[];
}
