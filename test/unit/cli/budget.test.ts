import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { type BuiltCommandLine, buildCommandLine } from '../../command-line';

/** `MEMSLOT_WRITE_GOLDENS=1` writes the texts anew instead of comparing them. */
const WRITES = process.env.MEMSLOT_WRITE_GOLDENS === '1';
const FOLDER = path.join(__dirname, '..', '..', 'fixtures', 'budget');

let memslot: BuiltCommandLine;
before(async () => {
  memslot = await buildCommandLine();
  cpSync(FOLDER, memslot.folder, { recursive: true });
});
after(() => memslot.remove());

const OF_ALL = ['--host', 'host.json', 'machines'];
const LEFT_OUT = 'memslot: Not counted: 1 piece of memory whose pages, or their host node, are not known.\n';

for (const [golden, stderr, ...options] of [
  ['budget.txt', '', ...OF_ALL],
  ['unknown-host.txt', '', 'machines'],
  ['sysctl.txt', LEFT_OUT, '--format', 'sysctl', ...OF_ALL],
  ['kernel.txt', LEFT_OUT, '--format', 'kernel', ...OF_ALL],
  ['systemd.txt', LEFT_OUT, '--format', 'systemd', ...OF_ALL],
] as const)
  test(`memslot budget ${options.join(' ')}`, () => {
    const run = memslot.run(['budget', ...options]);
    assert.deepEqual([run.status, run.stderr], [0, stderr]);
    const file = path.join(FOLDER, golden);
    if (WRITES) writeFileSync(file, run.stdout);
    assert.equal(run.stdout, readFileSync(file, 'utf8'));
  });

test('--format json has every machine, and the pools', () => {
  const { stdout } = memslot.run(['budget', '--format', 'json', ...OF_ALL]);
  const { version, machines, pools } = JSON.parse(stdout);
  assert.equal(version, 1);
  assert.deepEqual(
    machines.map(({ file, line, machine, complete, needs }: Record<string, unknown>) => [
      file,
      line,
      machine,
      complete,
      (needs as unknown[]).length,
    ]),
    [
      ['machines/db.xml', 1, 'db', true, 2],
      ['machines/vmm.memslots', 2, 'a', true, 1],
      ['machines/vmm.memslots', 4, 'b', true, 1],
      ['machines/web.sh', 3, 'q35', true, 1],
      ['machines/web.sh', 7, 'q35', true, 1],
      ['machines/web.sh', 11, 'q35', true, 1],
      ['machines/web.sh', 15, 'pc', true, 0],
    ],
  );
  assert.deepEqual(machines[5].needs, [{ memory: 'ram', pageSize: '0x200000', pages: null, nodes: [] }]);
  assert.deepEqual(pools[3], {
    pageSize: '0x200000',
    nodes: [1],
    machines: 1,
    sum: '2049',
    largest: '2049',
    total: '2048',
    free: '2048',
    missing: '1',
  });
});

test('without a file those of the current folder count; a file that another reads does not count twice', () => {
  const folder = path.dirname(memslot.write('configs/ram.qemu.cfg', CONFIG));
  memslot.write('configs/vm.sh', 'qemu-system-x86_64 -M q35,memory-backend=ram -m 1G -readconfig ram.qemu.cfg\n');
  const cli = path.join(memslot.folder, 'cli.js');
  const run = spawnSync(process.execPath, [cli, 'budget'], { cwd: folder, encoding: 'utf8' });
  assert.deepEqual(run.stdout.split('\n').slice(0, 5), [
    'where    machine  memory  pages   size  host node',
    'vm.sh:1  q35      ram       512  2 MiB  any',
    '',
    ' size  host node  machines  all together  the largest   host has       free',
    '2 MiB  any               1   512 = 1 GiB          512  not known  not known',
  ]);
});

const CONFIG = `[object "ram"]
  qom-type = "memory-backend-memfd"
  size = "1G"
  hugetlb = "on"
  hugetlbsize = "2M"
`;

test('where no machine takes huge pages, that is said, and nothing is reserved', () => {
  const file = memslot.write('small.sh', 'qemu-system-x86_64 -M q35 -m 1G\n');
  assert.equal(memslot.run(['budget', file]).stdout, 'No machine takes huge pages, as far as is known.\n');
  for (const format of ['sysctl', 'kernel', 'systemd'])
    assert.equal(memslot.run(['budget', '--format', format, file]).stdout, '');
});

test('a file that cannot be read is named, and the others count', () => {
  const binary = memslot.write('binary', 'qemu\0');
  const { status, stdout, stderr } = memslot.run(['budget', '--format', 'kernel', binary, 'machines/db.xml']);
  assert.deepEqual([status, stdout], [2, 'hugepagesz=1G hugepages=0:8,1:4\n']);
  assert.match(stderr, /binary cannot be read/);
  assert.equal(memslot.run(['budget', binary]).stdout, '');
  assert.match(memslot.run(['budget', '--format', 'svg', 'machines']).stderr, /There is no format 'svg'/);
});
