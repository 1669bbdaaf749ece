import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import type { Message } from 'vscode-jsonrpc';
import { NodeStreamReader } from '../../../server/src/lsp/node-stream-reader';

function frame(message: unknown, header = 'Content-Length: '): Buffer {
  const body = Buffer.from(JSON.stringify(message));
  return Buffer.concat([Buffer.from(`${header}${body.length}\r\n\r\n`), body]);
}

/** What is read of these bytes, cut into pieces of so many. */
async function read(bytes: Buffer, size: number): Promise<{ messages: Message[]; errors: string[] }> {
  const stream = new PassThrough();
  const reader = new NodeStreamReader(stream);
  const messages: Message[] = [];
  const errors: string[] = [];
  reader.onError(({ message }) => errors.push(message));
  const closed = new Promise((resolve) => reader.onClose(resolve));
  reader.listen((message) => messages.push(message));
  for (let at = 0; at < bytes.length; at += size) stream.write(bytes.subarray(at, at + size));
  stream.end();
  await closed;
  return { messages, errors };
}

const MESSAGES = [
  { id: 1 },
  { text: '€ \ud83d\ude00 \r\n\r\n Content-Length: 7' },
  { text: 'x'.repeat(3000) },
  {},
  [],
  0,
];

test('messages come as they were sent, however the stream cuts them', async () => {
  const bytes = Buffer.concat([
    ...MESSAGES.map((message) => frame(message)),
    frame('last', 'Content-Type: application/vscode-jsonrpc; charset=utf-8\r\ncontent-length:'),
  ]);
  for (const size of [1, 2, 3, 7, 64, 1000, bytes.length])
    assert.deepEqual(await read(bytes, size), { messages: [...MESSAGES, 'last'], errors: [] }, `pieces of ${size}`);
});

test('what is no message costs that one', async () => {
  const wrong = [Buffer.from('Content-Length: 3\r\n\r\n{]}'), Buffer.from('Content-Type: x\r\n\r\n')];
  const bytes = Buffer.concat([frame(1), wrong[0]!, frame(2), wrong[1]!, frame(3)]);
  for (const size of [1, 5, bytes.length]) {
    const { messages, errors } = await read(bytes, size);
    assert.deepEqual(messages, [1, 2, 3]);
    assert.equal(errors.length, 2);
    assert.match(errors[1]!, /no Content-Length/);
  }
});

test('what never becomes a header is not kept', async () => {
  const bytes = Buffer.concat([Buffer.alloc(100_000, 'x'), frame(1)]);
  assert.deepEqual((await read(bytes, 10_000)).messages, [1]);
});
