import { createHash } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { Minimatch } from 'minimatch';
import { type FindOptions, findFiles } from './find-files';
import type { InputFile } from './read-source';
import { printable } from './terminal';
import { unreadable } from './unreadable';

/** What is to be read. */
export interface Inputs {
  readonly files: readonly InputFile[];
  /** Some of them were found in a folder, or by a pattern. */
  readonly withFolders: boolean;
}

/** What is asked of the files. */
export interface ListOptions {
  readonly files: readonly string[];
  readonly ignoresNothing: boolean;
  /** Of so many parts the one of this number, from 1. */
  readonly shard?: { readonly part: number; readonly parts: number } | undefined;
  /** Files and folders that a list names, which are looked at as those in a folder. */
  readonly listed?: readonly string[];
  /** What is named is looked at as what is in a folder. */
  readonly skipsForeign?: boolean;
}

/**
 * The files that were named on the command line, those in the folders that were and those that fit a pattern, and those of a
 * list, in that order; `-` is standard input.
 * `complain` is told of a folder that cannot be listed, and of a pattern that no file fits.
 */
export function listInputs(
  { files, listed = [], ignoresNothing, shard, skipsForeign = false }: ListOptions,
  complain: (message: string) => void,
): Inputs {
  let withFolders = listed.length > 0;
  const options: FindOptions = {
    ignoresNothing,
    onUnreadable: (folder, error) => complain(unreadable(folder, error).message),
  };
  const named = files.flatMap((name): readonly InputFile[] => {
    const found = name === '-' ? undefined : filesOf(name, options, complain);
    if (!found) return [{ path: name, named: !skipsForeign }];
    withFolders = true;
    return found.map((file) => ({ path: file, named: false }));
  });
  const fromList = listed.flatMap((name): readonly InputFile[] => {
    const found = isFolder(name) ? findFiles(name, options) : undefined;
    return found?.map((file) => ({ path: file, named: false })) ?? [{ path: name, named: false, listed: true }];
  });
  const all = [...named, ...fromList];
  return { files: shard ? all.filter(({ path }) => partOf(path, shard.parts) === shard.part) : all, withFolders };
}

/** The files that the name of a folder or a pattern stands for; `undefined`: it is the name of a file. */
function filesOf(
  name: string,
  options: FindOptions,
  complain: (message: string) => void,
): readonly string[] | undefined {
  if (/[*?[{]/.test(name) && !existsSync(name)) {
    const found = filesLike(name, options);
    if (found.length === 0) complain(`No file fits '${printable(name)}'.`);
    return found;
  }
  return isFolder(name) ? findFiles(name, options) : undefined;
}

/** What is not there, or not to be seen, is told of when it is read. */
function isFolder(name: string): boolean {
  try {
    return statSync(name).isDirectory();
  } catch {
    return false;
  }
}

/** The files that fit a pattern; searched is the folder that it begins with. */
function filesLike(pattern: string, options: FindOptions): readonly string[] {
  const parts = pattern.split('/');
  const first = parts.findIndex((part) => /[*?[{]/.test(part));
  const base = parts.slice(0, first).join('/') || (pattern.startsWith('/') ? '/' : '.');
  const matcher = new Minimatch(parts.slice(first).join('/'));
  const fits = (file: string) => matcher.match(path.relative(base, file).split(path.sep).join('/'));
  return isFolder(base) ? findFiles(base, options).filter(fits) : [];
}

/** The part, from 1, that a file is in: by its path alone, so that no other file changes it. */
function partOf(file: string, parts: number): number {
  const name = path.normalize(file).split(path.sep).join('/');
  return (createHash('sha256').update(name).digest().readUInt32BE(0) % parts) + 1;
}
