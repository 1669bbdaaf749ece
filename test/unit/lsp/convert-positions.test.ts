import assert from 'node:assert/strict';
import { test } from 'node:test';
import { convertPositions } from '../../../server/src/lsp/convert-positions';

const at = (line: number, character: number) => ({ line, character });
const range = (line: number) => ({ start: at(line, 1), end: at(line, 2) });

/** Every position with its document in the place of its character. */
function documentsIn(message: unknown, uri?: string): unknown {
  const convert = (_: number, _line: number, document: string | undefined) => document ?? '-';
  return convertPositions(message, uri, convert as unknown as Parameters<typeof convertPositions>[2]);
}

const inDocument = (line: number, document: string) => ({
  start: { line, character: document },
  end: { line, character: document },
});

test('the document of a position is the one that is named nearest', () => {
  assert.deepEqual(documentsIn({ textDocument: { uri: 'a' }, position: at(1, 2) }), {
    textDocument: { uri: 'a' },
    position: { line: 1, character: 'a' },
  });
  assert.deepEqual(documentsIn([{ range: range(1) }], 'a'), [{ range: inDocument(1, 'a') }]);
  assert.deepEqual(documentsIn(range(1)), inDocument(1, '-'));
  const related = { location: { uri: 'b', range: range(2) }, message: 'there' };
  assert.deepEqual(documentsIn({ uri: 'a', diagnostics: [{ range: range(1), relatedInformation: [related] }] }), {
    uri: 'a',
    diagnostics: [
      {
        range: inDocument(1, 'a'),
        relatedInformation: [{ ...related, location: { uri: 'b', range: inDocument(2, 'b') } }],
      },
    ],
  });
  assert.deepEqual(documentsIn({ place: { file: 'b', range: range(3) } }, 'a'), {
    place: { file: 'b', range: inDocument(3, 'b') },
  });
});

test('the documents of an edit are its keys, or named by each part', () => {
  const edits = [{ range: range(1), newText: 'x' }];
  assert.deepEqual(documentsIn({ changes: { a: edits, b: edits } }), {
    changes: {
      a: [{ range: inDocument(1, 'a'), newText: 'x' }],
      b: [{ range: inDocument(1, 'b'), newText: 'x' }],
    },
  });
  const textDocument = { uri: 'b', version: 3 };
  assert.deepEqual(documentsIn({ documentChanges: [{ textDocument, edits }] }, 'a'), {
    documentChanges: [{ textDocument, edits: [{ range: inDocument(1, 'b'), newText: 'x' }] }],
  });
});

test('what is given stays as it is, and what is no position stays what it is', () => {
  const message = { range: range(1), nothing: null, text: 'x', numbers: [1, 2], line: 3 };
  const before = structuredClone(message);
  assert.deepEqual(documentsIn(message, 'a'), { ...before, range: inDocument(1, 'a') });
  assert.deepEqual(message, before);
  for (const value of [null, undefined, 3, 'x', [], {}]) assert.deepEqual(documentsIn(value, 'a'), value);
});

test('a message may be nested deeply', () => {
  let message: unknown = at(7, 1);
  for (let depth = 0; depth < 100_000; depth++) message = { parent: message };
  let inner = documentsIn(message, 'a') as { parent?: unknown };
  while (inner.parent) inner = inner.parent;
  assert.deepEqual(inner, { line: 7, character: 'a' });
});
