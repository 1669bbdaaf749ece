import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BudgetParams, BudgetResult } from '../../server/src/lsp/budget-request';
import { type Client, URI, withClient } from './client';
import { inFolder } from './in-folder';

const ask = (client: Client, params: BudgetParams = {}) => client.request<BudgetResult>('memslot/budget', params);

const script = (size: string, more = '') =>
  `qemu-system-x86_64 -M q35,memory-backend=m -m ${size} -object memory-backend-memfd,id=m,size=${size},hugetlb=on,hugetlbsize=2M${more}\n`;

const WORKSPACE = {
  'a.sh': script('1G'),
  'sub/b.sh': `# Two lines below.\n\n${script('3M', ',policy=bind,host-nodes=1')}`,
  'small.sh': 'qemu-system-x86_64 -m 1G\n',
  'notes.txt': 'none of ours\n',
};

/** Two nodes; the pages of the second one are all in use. */
const HOST = {
  numaNodes: [
    { id: 0, hugepages: { '2M': { total: 512, free: 512 } } },
    { id: 1, hugepages: { '2M': { total: 1, free: 0 } } },
  ],
};

test('memslot/budget: the machines of the workspace, and what reserves their pages', () =>
  inFolder(WORKSPACE, (folder) =>
    withClient({ folder, initializationOptions: { settings: { host: HOST } } }, async (client) => {
      const all = await ask(client);
      assert.deepEqual(all.pools, [
        {
          title: '2 MiB pages on host node 1',
          text: '2 (4 MiB); the host has 1, 0 of them free: 1 missing',
          missing: true,
        },
        {
          title: '2 MiB pages on any host node',
          text: '512 (1 GiB); the host has 513, 512 of them free: 1 missing',
          missing: true,
        },
      ]);
      assert.deepEqual(
        all.files.map(({ uri, counted }) => [uri.replace(folder, ''), counted]),
        [
          ['/a.sh', true],
          ['/sub/b.sh', true],
        ],
      );
      assert.deepEqual(all.files[1]!.machines, [
        {
          name: 'q35',
          position: { line: 2, character: 0 },
          needs: [{ name: 'm', text: '2 pages of 2 MiB on host node 1' }],
        },
      ]);
      assert.deepEqual(all.notes, []);
      assert.equal(all.reservations.kernel, 'hugepagesz=2M hugepages=0:256,1:258\n');
      assert.match(all.reservations.sysctl, /^# .*\nvm\.nr_hugepages = 514\n$/);
      assert.match(all.reservations.systemd, /node1\/hugepages\/hugepages-2048kB\/nr_hugepages; echo 258 /);
    }),
  ));

test('files of other languages are left alone in the workspace where nobody wants them looked into', () =>
  inFolder(
    {
      ...WORKSPACE,
      'list.memslots': 'backing b type=memfd page=2M size=2M\nSlot#0: gpa=0, offset=0, size=2M, backing=b\n',
    },
    (folder) =>
      withClient({ folder, initializationOptions: { settings: { scripts: false } } }, async (client) => {
        const { files } = await ask(client);
        assert.deepEqual(
          files.map(({ uri }) => uri.replace(folder, '')),
          ['/list.memslots'],
        );
      }),
  ));

test('a host profile in the folder counts where the settings have none', async () => {
  const texts = async (profile: string) => {
    let found: string[] = [];
    await inFolder({ 'a.sh': script('1G'), 'memslot-host.json': profile }, (folder) =>
      withClient({ folder }, async (client) => {
        found = (await ask(client)).pools.map(({ text }) => text);
      }),
    );
    return found;
  };
  assert.deepEqual(await texts(JSON.stringify(HOST)), ['512 (1 GiB); the host has 513, 512 of them free']);
  assert.deepEqual(await texts('{ "numaNodes": ['), ['512 (1 GiB)']);
});

test('a file that is switched off is named and not counted', () =>
  inFolder(WORKSPACE, (folder) =>
    withClient({ folder }, async (client) => {
      const { files, pools, reservations } = await ask(client, { without: [`${folder}/sub/b.sh`] });
      assert.deepEqual(
        files.map(({ counted }) => counted),
        [true, false],
      );
      assert.deepEqual(pools, [{ title: '2 MiB pages on any host node', text: '512 (1 GiB)', missing: false }]);
      assert.equal(reservations.kernel, 'hugepagesz=2M hugepages=512\n');
      const none = await ask(client, { without: files.map(({ uri }) => uri) });
      assert.deepEqual([none.pools, none.reservations], [[], { sysctl: '', kernel: '', systemd: '' }]);
    }),
  ));

test('an open document counts as it is in the editor, and instead of its file', () =>
  inFolder(WORKSPACE, (folder) =>
    withClient({ folder }, async (client) => {
      client.open(script('2G'), `${folder}/a.sh`, 'shellscript');
      client.open('backing ram page=1G size=3G\nSlot#0: gpa=0, offset=0, size=1G, backing=ram\n');
      const counted = async () => (await ask(client)).pools.map(({ title, text }) => `${title}: ${text}`);
      const bound = '2 MiB pages on host node 1: 2 (4 MiB)';
      const listed = '1 GiB pages on any host node: 3 (3 GiB)';
      assert.deepEqual(await counted(), [listed, bound, '2 MiB pages on any host node: 1,024 (2 GiB)']);
      client.change(2, [{ text: script('4M') }], `${folder}/a.sh`);
      client.close(URI);
      assert.deepEqual(await counted(), [bound, '2 MiB pages on any host node: 2 (4 MiB)']);
    }),
  ));

test('a file that a script reads is not counted twice', () => {
  const config = '[object "m"]\n  qom-type = "memory-backend-memfd"\n  size = "1G"\n  hugetlb = "on"\n';
  const files = {
    'ram.qemu.cfg': config,
    'vm.sh': 'qemu-system-x86_64 -M q35,memory-backend=m -m 1G -readconfig ram.qemu.cfg\n',
  };
  return inFolder(files, (folder) =>
    withClient({ folder }, async (client) => {
      client.open(files['vm.sh'], `${folder}/vm.sh`, 'shellscript');
      const { pools } = await ask(client);
      assert.deepEqual(
        pools.map(({ text }) => text),
        ['512 (1 GiB)'],
      );
    }),
  );
});

test('what another client may send, and a workspace without machines', () =>
  withClient({}, async (client) => {
    assert.deepEqual(await ask(client), {
      pools: [],
      files: [],
      notes: [],
      reservations: { sysctl: '', kernel: '', systemd: '' },
    });
    for (const params of [null, { without: null }, { without: 'x' }, { without: [7] }])
      assert.deepEqual((await client.request<BudgetResult>('memslot/budget', params as object)).files, []);
  }));
