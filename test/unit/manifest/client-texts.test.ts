import assert from 'node:assert/strict';
import { test } from 'node:test';
import { panelPage } from '../../../client/src/memory-map/panel-page';
import { type ClientText, clientTexts } from '../../../scripts/client-messages';

/** Files of the client that show nothing (they look for words in texts, or react to keys), and the page of the map. */
const NOT_SHOWN = new Set([
  'owned-documents.ts',
  'trace-detector.ts',
  'create-worker-client.ts',
  'memory-map/panel-script.ts',
  'memory-map/panel-page.ts',
]);

/** Functions whose arguments nobody sees but in the log, which is in English. */
const LOGGED = new Set(['error', 'warn', 'Error']);

/** Names of products, and what a program says in English, whatever the language. */
const ENGLISH = /^Memslot$|^Linux $|^qemu-system-x86_64: /;

test('what the client shows goes through l10n.t', () => {
  const forgotten = clientTexts().filter((text) => !text.translated && isShown(text));
  assert.deepEqual(forgotten, []);
});

test('what goes through it are whole texts', () => {
  const translated = clientTexts().filter((text) => text.translated);
  assert.ok(translated.length > 50, `${translated.length} texts`);
  assert.deepEqual(
    translated.filter(({ text }) => /^\s|\s$|^[.,;:]/.test(text)),
    [],
  );
});

test('every word of the page of the memory map is translated, and is text in it', () => {
  const page = panelPage({ script: 's', nonce: 'n', translate: (text) => `<"${text}">` });
  const shown = [
    ...page.replace(/<style[\s\S]*<\/style>/, '').matchAll(/>([^<>]*[^\s<>−+][^<>]*)</g),
    ...page.matchAll(/(?:aria-label|data-\w+)="([^"]*)"/g),
  ].map(([, text]) => text!.trim());
  assert.ok(shown.length >= 17, shown.join());
  assert.deepEqual(
    shown.filter((text) => !/^&lt;&quot;.+&quot;&gt;$/.test(text)),
    [],
  );
});

/** A word that begins in upper case, or several words. */
function isShown({ file, text, called }: ClientText): boolean {
  return (
    !NOT_SHOWN.has(file) && !LOGGED.has(called) && !ENGLISH.test(text) && /^[A-Z][a-z]+|[a-z]{2,},? [a-z]/.test(text)
  );
}
