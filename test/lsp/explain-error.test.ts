import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { ExplainErrorResult } from '../../server/src/lsp/explain-error-request';
import { type Client, URI, withClient } from './client';

const LIST = `Slot#0: gpa=0, size=2G
Slot#1: gpa=0x40000000, size=2G
Slot#2: gpa=8G, size=1G
Slot#3: gpa=0x200100000, size=1G
`;
const OTHER = 'file:///test/guest.sh';
const SCRIPT = 'qemu-system-x86_64 -m 1G -numa node,memdev=m\n';
const SAID = 'qemu-system-x86_64: -numa node,memdev=m: memdev=m is ambiguous';

const ask = (client: Client, text: string, uri = URI) =>
  client.request<ExplainErrorResult>('memslot/explainError', { text, uri });

test('a message leads to the finding that it is, in the document at hand or in another', () =>
  withClient({}, async (client) => {
    client.open(LIST);
    const refused = (slot: number, start: string) =>
      `kvm_set_user_memory_region: KVM_SET_USER_MEMORY_REGION failed, slot=${slot}, start=${start}, size=0x40000000: File exists`;
    assert.equal((await ask(client, refused(1, '0x40000000'))).place?.range.start.line, 1);
    assert.equal((await ask(client, refused(3, '0x200100000'))).place?.range.start.line, 3);
    assert.deepEqual(await ask(client, 'nothing of the kind'), { rules: [], place: null });
    assert.deepEqual(await ask(client, SAID), { rules: ['unknown-backend'], place: null });
    client.open(SCRIPT, OTHER, 'shellscript');
    const { place } = await ask(client, SAID);
    assert.deepEqual([place?.uri, place?.rule], [OTHER, 'unknown-backend']);
  }));

test('a file of the workspace that is not open is looked into as well', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'memslot-error-'));
  writeFileSync(path.join(folder, 'guest.sh'), SCRIPT);
  try {
    await withClient({ folder: pathToFileURL(folder).href }, async (client) => {
      const { place } = await ask(client, SAID);
      assert.deepEqual([place?.uri.split('/').at(-1), place?.rule], ['guest.sh', 'unknown-backend']);
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a question without a text is answered', () =>
  withClient({}, async (client) => {
    assert.deepEqual(await client.request('memslot/explainError', {}), { rules: [], place: null });
  }));
