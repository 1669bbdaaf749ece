import { stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** Whether there is a regular file of that URI. */
export async function isFile(uri: string): Promise<boolean> {
  if (!uri.startsWith('file:')) return false;
  try {
    return (await stat(fileURLToPath(uri))).isFile();
  } catch {
    return false;
  }
}
