import { readdirSync, readFileSync } from 'node:fs';
import { inRoot } from './root.mjs';

/** What the client starts or reads, though package.json does not name it. */
const LOADED = ['dist/server/main.js', 'dist/client/map.js', 'examples/seed-thread.memslots', 'examples/q35-tdx.log'];
const DOCUMENTS = ['package.json', 'README.md', 'CHANGELOG.md', 'LICENSE'];
/** The texts of package.json, and translations of them and of the client's. */
const TEXTS = /^package\.nls(\.[\w-]+)?\.json$|^l10n\/bundle\.l10n\.[\w-]+\.json$/;

/**
 * The files that the extension needs, found without .vscodeignore: what package.json names, what the client loads and the
 * documents.
 * @returns {string[]}
 */
export function shippedFiles() {
  const manifest = JSON.parse(readFileSync(inRoot('package.json'), 'utf8'));
  const { main, browser, icon, contributes } = manifest;
  const named = filesIn({ main, browser, icon, contributes }).map((name) => name.replace(/^\.\//, ''));
  const texts = [...readdirSync(inRoot()), ...readdirSync(inRoot('l10n')).map((name) => `l10n/${name}`)].filter(
    (name) => TEXTS.test(name),
  );
  return [...new Set([...named, ...LOADED, ...DOCUMENTS, ...texts])].sort();
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
