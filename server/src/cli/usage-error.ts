/** Wrong use of the command line, or a file that cannot be read: one sentence for standard error, exit code 2. */
export class UsageError extends Error {}
