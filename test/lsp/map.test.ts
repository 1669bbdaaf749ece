import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MapParams, MapResult } from '../../server/src/lsp/map-request';
import { type Client, URI, until, withClient } from './client';

const LIST = `backing ram type=memfd page=2M size=4G
Slot#0: gpa=0, offset=0, size=2G, backing=ram
Slot#1: gpa=4G, offset=2G, size=2G, backing=ram
`;

const ask = (client: Client, params: Partial<MapParams> = {}) =>
  client.request<MapResult>('memslot/map', { uri: URI, ...params });

test('memslot/map has addresses as texts, and the places that an editor goes to', () =>
  withClient({}, async (client) => {
    client.open(LIST);
    const { map, titles, machine, calls, firmware } = (await ask(client))!;
    assert.deepEqual([titles, machine, firmware], [['machine 1'], 0, undefined]);
    assert.deepEqual([calls?.count, calls?.done, calls?.logged], [2, 2, false]);
    assert.deepEqual(
      map.slots.map(({ start, end, at, backing, segments }) => [start, end, at, backing, segments[0]?.pageSize]),
      [
        ['0x0', '0x80000000', '0x0', 0, '0x200000'],
        ['0x100000000', '0x180000000', '0x80000000', 0, '0x200000'],
      ],
    );
    assert.deepEqual(map.slots[1]!.place?.range, {
      start: { line: 2, character: 0 },
      end: { line: 2, character: LIST.split('\n')[2]!.length },
    });
    assert.deepEqual(map.backings, [
      {
        name: 'ram',
        what: 'memfd, 2M pages',
        start: '0x0',
        size: '0x100000000',
        place: { range: { start: { line: 0, character: 8 }, end: { line: 0, character: 11 } } },
      },
    ]);
    assert.equal((await ask(client, { calls: 1 }))!.map.slots.length, 1);
  }));

test('memslot/map is answered from the newest text, and a status tells when to ask anew', () =>
  withClient({ initializationOptions: { notifications: true } }, async (client) => {
    const versions: number[] = [];
    client.connection.onNotification('memslot/status', ({ version }: { version: number }) => {
      versions.push(version);
    });
    client.open(LIST);
    assert.equal((await ask(client))!.map.slots.length, 2);
    client.change(2, [{ text: `${LIST}Slot#2: gpa=8G, offset=0, size=1G, backing=ram\n` }]);
    assert.equal((await ask(client))!.map.slots.length, 3);
    await until('the status of version 2', () => versions.includes(2));
  }));

test('a script has both moments of its firmware; a document without a machine, or none, has no map', () =>
  withClient({}, async (client) => {
    const script = 'file:///test/vm.sh';
    client.open('qemu-system-x86_64 -machine q35 -m 1G -nodefaults\n', script, 'shellscript');
    const before = (await ask(client, { uri: script }))!;
    assert.deepEqual([before.firmware, before.bothMoments, before.map.slots.length], ['before', true, 5]);
    const after = (await ask(client, { uri: script, firmware: 'after' }))!;
    assert.deepEqual([after.firmware, after.map.slots.length], ['after', 4]);
    client.open('# nothing\n');
    assert.equal(await ask(client), null);
    assert.equal(await ask(client, { uri: 'file:///test/never-opened.memslots' }), null);
    // What another client may send.
    const odd = { machine: -3, calls: -1, position: { line: 1e9, character: -5 } };
    assert.deepEqual((await ask(client, { uri: script, ...odd }))!.machine, 0);
  }));
