import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exampleDomain } from '../../server/src/rules/libvirt/example-domain';
import { URI, withClient } from './client';

const DOMAIN_URI = 'file:///test/guest.xml';
const DOMAIN = exampleDomain({ memory: "<memory unit='GiB'>2</memory>" });
const COMMAND_LINE = 'memslot/commandLine';
const START = { line: 0, character: 0 };

test('memslot/commandLine follows the text, and the libvirt that is set', () =>
  withClient(
    {
      capabilities: { workspace: { configuration: true } },
      configuration: (uri) => (uri.includes('old') ? { libvirt: '9.0' } : {}),
    },
    async (client) => {
      const ask = async (uri: string) => {
        const answer = await client.request<{ text: string } | null>(COMMAND_LINE, { uri, position: START });
        return answer && /-m (\S+)/.exec(answer.text)?.[1];
      };
      client.open(DOMAIN, DOMAIN_URI, 'xml');
      assert.equal(await ask(DOMAIN_URI), 'size=2097152k');
      client.change(2, [{ text: DOMAIN.replace('>2<', '>3<') }], DOMAIN_URI);
      assert.equal(await ask(DOMAIN_URI), 'size=3145728k');
      const old = 'file:///test/old.xml';
      client.open(DOMAIN, old, 'xml');
      assert.equal(await ask(old), '2048');
      client.open('Slot#0: gpa=0, size=2G\n');
      assert.equal(await ask(URI), null);
      assert.equal(await ask('file:///test/closed.xml'), null);
    },
  ));

test('the diagnostics of a domain are pushed, and a fragment has none', () =>
  withClient({}, async (client) => {
    client.open(exampleDomain({ memory: "<memory unit='GB '>2</memory>" }), DOMAIN_URI, 'xml');
    assert.ok((await client.diagnostics(1, DOMAIN_URI)).length > 0);
    const fragment = 'file:///test/part.xml';
    client.open("<memoryBacking><hugepages><page size='x'/></hugepages>", fragment, 'xml');
    assert.deepEqual(await client.diagnostics(1, fragment), []);
  }));
