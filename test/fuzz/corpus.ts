import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const FOLDER = path.join(__dirname, 'corpus');

/** The properties of which inputs are kept. */
export function corpusProperties(): readonly string[] {
  return readdirSync(FOLDER);
}

/** The inputs for which a property once did not hold, by the names of their files. */
export function corpusOf(property: string): readonly (readonly [name: string, input: unknown])[] {
  const folder = path.join(FOLDER, property);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .sort()
    .map((name) => [name, JSON.parse(readFileSync(path.join(folder, name), 'utf8'))]);
}

/** Keeps an input for which a property does not hold; returns its file. */
export function addToCorpus(property: string, input: unknown): string {
  const text = `${JSON.stringify(input, undefined, 1)}\n`;
  const folder = path.join(FOLDER, property);
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, `${createHash('sha256').update(text).digest('hex').slice(0, 12)}.json`);
  writeFileSync(file, text);
  return file;
}
