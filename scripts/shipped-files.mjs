import { readFileSync } from 'node:fs';
import { inRoot } from './root.mjs';

/** What the client starts or reads, though package.json does not name it. */
const LOADED = ['dist/server/main.js', 'dist/client/map.js'];
const DOCUMENTS = ['package.json', 'README.md', 'CHANGELOG.md', 'LICENSE'];

/**
 * The files that the extension needs, found without .vscodeignore: what package.json names, what the client loads and the
 * documents.
 * @returns {string[]}
 */
export function shippedFiles() {
  const manifest = JSON.parse(readFileSync(inRoot('package.json'), 'utf8'));
  const { main, browser, icon, contributes } = manifest;
  const named = filesIn({ main, browser, icon, contributes }).map((name) => name.replace(/^\.\//, ''));
  return [...new Set([...named, ...LOADED, ...DOCUMENTS])].sort();
}

/**
 * Every relative path among the strings of a value.
 * @param {unknown} value
 * @returns {string[]}
 */
function filesIn(value) {
  if (typeof value === 'string') return /^(\.\/|images\/)[\w./-]+$/.test(value) ? [value] : [];
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(filesIn) : [];
}
