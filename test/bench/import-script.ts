import path from 'node:path';
import { pathToFileURL } from 'node:url';

const SCRIPTS = path.join(__dirname, '..', '..', 'scripts');

/** A module of scripts/, of which the caller says what is in it: these are JavaScript, with types in comments. */
export function importScript<T>(name: string): Promise<T> {
  return import(pathToFileURL(path.join(SCRIPTS, name)).href);
}
