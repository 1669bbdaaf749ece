/** What the language server needs of the place where it runs. */
export interface HostAbilities {
  /** Runs `task` as soon as what is already waiting has been handled; returns a function that takes it back. */
  readonly defer: (task: () => void) => () => void;
  /** Where the rule pages lie when the client does not say: a URI that ends with a slash. */
  readonly rulePageBase: string | undefined;
  /**
   * The text of a small file on disk, by its URI; `undefined` where there is none. Never rejects. Absent where there are no
   * files: then only what is open counts.
   */
  readonly readFile?: (uri: string) => Promise<string | undefined>;
  /** The files below a folder that may be ours by their names, within a bound. Absent where there are no files. */
  readonly listFiles?: (folder: string) => Promise<readonly FoundFile[]>;
  /** Whether there is a regular file of that URI. Never rejects. Absent where there are no files. */
  readonly isFile?: (uri: string) => Promise<boolean>;
  /** Ends the server with the exit code of its process. Absent where whoever started the server ends it. */
  readonly endServer?: (code: number) => void;
  /** Calls `gone` when the client can no longer be heard and, once it has said its id, when its process has ended. */
  readonly watchClient?: (gone: () => void, processId?: number) => void;
}

/** A file that was found in a folder. */
export interface FoundFile {
  readonly uri: string;
  /** Another one when the file has changed. */
  readonly stamp: string;
}
