import type { InputFile } from './read-source';
import { UsageError } from './usage-error';

/** What became of a file. */
export interface ReadFile<Known> {
  readonly path: string;
  /** `undefined`: the file says nothing about guest memory, or could not be read. */
  readonly known?: Known | undefined;
  /** Why it could not be read. */
  readonly error?: string;
}

/** Reads files one after the other. */
export async function* readFiles<Known>(
  files: readonly InputFile[],
  read: (file: InputFile) => Promise<Known | undefined>,
): AsyncGenerator<ReadFile<Known>, void> {
  for (const file of files) yield await readOne(file, read);
}

/** Reads one file; what is wrong with it is no error of the program. */
export async function readOne<Known>(
  file: InputFile,
  read: (file: InputFile) => Promise<Known | undefined>,
): Promise<ReadFile<Known>> {
  const { path } = file;
  try {
    return { path, known: await read(file) };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return { path, error: error.message };
  }
}
