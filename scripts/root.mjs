import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the repository. */
export const ROOT = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/**
 * A path below the repository.
 * @param {...string} parts
 */
export function inRoot(...parts) {
  return path.join(ROOT, ...parts);
}
