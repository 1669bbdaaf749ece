import type { FileNeeds } from '../features/budget/needs-in';
import { uriKey } from './file-candidates';

/** The files without those that another one has QEMU read: their memory is that of its machine. */
export function withoutReadFiles<T extends FileNeeds & { readonly uri: string }>(files: readonly T[]): readonly T[] {
  const read = new Set(files.flatMap(({ reads }) => reads.map(uriKey)));
  return files.filter(({ uri }) => !read.has(uriKey(uri)));
}
