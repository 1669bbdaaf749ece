import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { DidChangeTextDocumentParams } from 'vscode-languageserver';
import { encodedConnection } from '../../../server/src/lsp/encoded-connection';
import type { ServerConnection } from '../../../server/src/lsp/server-connection';
import { TextLines } from '../../../server/src/text/text-lines';
import { encodePosition } from '../../lsp/encodings';

const URI = 'file:///a';

/** A server's document, which a client changes by what is sent. */
function openDocument(first: string, encoding: 'utf-8' | 'utf-32') {
  let send: (params: DidChangeTextDocumentParams) => void = () => undefined;
  const plain = {
    onDidChangeTextDocument(handler: typeof send) {
      send = handler;
    },
  } as unknown as ServerConnection;
  let text = TextLines.of(first);
  const versions: (number | null)[] = [];
  encodedConnection(plain, encoding, () => (line) => text.lineAt(line)).onDidChangeTextDocument((params) => {
    versions.push(params.textDocument.version);
    for (const change of params.contentChanges)
      text = 'range' in change ? text.edit(change.range, change.text).text : TextLines.of(change.text);
  });
  return { send: (params: DidChangeTextDocumentParams) => send(params), text: () => text.toString(), versions };
}

const words = fc
  .array(fc.constantFrom('a', ' ', 'é', '€', '😀', '𝄞', '\n'), { maxLength: 20 })
  .map((characters) => characters.join(''));

/** What is to be done to a text: which of its characters give way, as shares of its length, and to what. */
const change = fc.record({ from: fc.double({ min: 0, max: 1, noNaN: true }), length: fc.nat(6), text: words });

test('any changes, several at once: the text that the client has', () => {
  fc.assert(
    fc.property(
      words,
      fc.constantFrom('utf-8' as const, 'utf-32' as const),
      fc.array(fc.array(change, { maxLength: 4 }), { maxLength: 5 }),
      (first, encoding, notifications) => {
        const document = openDocument(first, encoding);
        let text = first;
        for (const [version, changes] of notifications.entries()) {
          const contentChanges = changes.map(({ from, length, text: inserted }) => {
            const characters = [...text];
            const start = Math.floor(from * characters.length);
            const [head, old] = [characters.slice(0, start).join(''), characters.slice(start, start + length).join('')];
            const place = (before: string) => {
              const lines = before.split('\n');
              return encodePosition({ line: lines.length - 1, character: lines.at(-1)!.length }, before, encoding);
            };
            const range = { start: place(head), end: place(head + old) };
            text = head + inserted + text.slice(head.length + old.length);
            return { range, text: inserted };
          });
          document.send({ textDocument: { uri: URI, version }, contentChanges });
          assert.equal(document.text(), text);
          assert.equal(document.versions.at(-1), version);
        }
      },
    ),
  );
});
