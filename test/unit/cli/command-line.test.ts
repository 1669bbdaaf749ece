import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type BuiltCommandLine, buildCommandLine } from '../../command-line';
import { hostProfileValidator } from '../../host-profile-validator';

let memslot: BuiltCommandLine;
before(async () => {
  memslot = await buildCommandLine();
});
after(() => memslot.remove());

const THREAD = `host arch=x86_64
backing ram type=memfd page=1G size=8G hva=0x7f0000000000
Slot#0(ram_below_4G): gpa=0, offset=0, size=2G, backing=ram
Slot#1(ram_above_4G): gpa=4G, offset=2G, size=6G, backing=ram
`;

test('simulate --format json has exactly the form that is documented', () => {
  const file = memslot.write('thread.memslots', THREAD);
  const { stdout, stderr, status } = memslot.run(['simulate', '--format', 'json', file]);
  assert.equal(status, 0);
  assert.equal(stderr, '');
  const report = JSON.parse(stdout);
  assert.deepEqual(Object.keys(report), ['version', 'files']);
  assert.equal(report.version, 1);
  const [{ file: named, operations }] = report.files;
  assert.equal(named, file);
  const { rules, ...second } = operations[1];
  assert.deepEqual(second, {
    line: 4,
    addressSpace: 0,
    slot: 1,
    name: 'ram_above_4G',
    gpa: '0x100000000',
    size: '0x180000000',
    userspaceAddr: '0x7f0080000000',
    offset: '0x80000000',
    errno: null,
    live: true,
    pages: { '4k': '0', '2m': '0', '1g': '6' },
    pageTables: { pages: '2', bytes: '8192' },
  });
  assert.deepEqual(Object.keys(operations[1]).at(-1), 'rules');
  assert.deepEqual(rules.upstream, { accepts: true, verdict: 'safe' });
  assert.deepEqual(rules.ctz, { accepts: false, verdict: 'needless' });
  assert.deepEqual(Object.keys(rules), [
    'upstream',
    'ctz',
    'fls64',
    'ffs64',
    'gpa-level',
    'metadata',
    'size',
    'size-gpa',
    'exact',
    'rfc-v12',
    'fault-order',
    'fault-folio',
    'per-level',
    'fault-xor',
  ]);
});

test('what is not known is null, and what was refused maps nothing', () => {
  const text = 'Slot#0: gpa=0, size=2G\nSlot#1: gpa=nowhere, size=2M\nSlot#2: gpa=1G, size=1G\nSlot#0: size=0\n';
  const { stdout } = memslot.run(['simulate', '--format', 'json', '-'], text);
  const { operations } = JSON.parse(stdout).files[0];
  assert.equal(operations.length, 4);
  const [first, unknown, refused, deleted] = operations;
  assert.deepEqual(
    [first.userspaceAddr, first.offset, first.pages, first.errno, first.live],
    [null, null, null, null, false],
  );
  assert.deepEqual(first.rules.ctz, { accepts: null, verdict: null });
  assert.deepEqual([unknown.gpa, unknown.errno, unknown.pages], [null, null, null]);
  assert.deepEqual(
    [refused.errno, refused.live, refused.pages],
    ['EEXIST', false, { '4k': '0', '2m': '0', '1g': '0' }],
  );
  assert.deepEqual([deleted.size, deleted.errno, deleted.live, deleted.pages], ['0x0', null, false, null]);
});

test('check --format json gives places as the language server protocol counts them, and the proven fixes', () => {
  const file = memslot.write('overlap.memslots', 'Slot#0: gpa=0, size=2G\nSlot#1: gpa=1G, size=1G\n');
  const { stdout, status } = memslot.run(['check', '--format', 'json', file]);
  assert.equal(status, 1);
  const report = JSON.parse(stdout);
  assert.deepEqual(Object.keys(report), ['version', 'diagnostics']);
  const [{ message, fixes, ...diagnostic }] = report.diagnostics;
  assert.deepEqual(diagnostic, {
    file,
    range: { start: { line: 1, character: 12 }, end: { line: 1, character: 14 } },
    severity: 'error',
    code: 'slot-overlap',
    related: [
      {
        range: { start: { line: 0, character: 0 }, end: { line: 0, character: 6 } },
        message: 'slot 0 covers [0x0, 0x80000000)',
      },
    ],
  });
  assert.match(message, /overlaps slot 0 at \[0x0, 0x80000000\).*EEXIST/);
  assert.deepEqual(fixes, [
    {
      title: 'Move gpa to 0x80000000 (the end of slot 0): EEXIST → accepted',
      preferred: true,
      edits: [{ range: diagnostic.range, newText: '2G' }],
    },
    {
      title: 'Delete slot 0 first',
      preferred: false,
      edits: [
        { range: { start: { line: 1, character: 0 }, end: { line: 1, character: 0 } }, newText: 'Slot#0: size=0\n' },
      ],
    },
  ]);
});

test('the exit code is 0 without errors, 1 with an error, 2 for wrong use', () => {
  const warning = memslot.write('warning.memslots', 'Slot#0: gpa=0, size=2G, ua=0x7f5733fff000\n');
  assert.equal(memslot.run(['check', warning]).status, 0);
  const error = memslot.write('error.memslots', 'Slot#0: gpa=0x100, size=2M\n');
  assert.equal(memslot.run(['check', error]).status, 1);
  assert.equal(memslot.run(['simulate', error]).status, 0);
  const binary = memslot.write('binary', Buffer.from('\x7fELF\x02\x01\0\0qemu'));
  const host = memslot.write('wrong.memslot-host.json', '{"physBits": 99}');
  const wrong: readonly (readonly [readonly string[], RegExp])[] = [
    [[], /Usage/],
    [['frobnicate'], /There is no command 'frobnicate'/],
    [['check'], /needs a file/],
    [['check', '/no/such/file.memslots'], /no such file/],
    [['check', '/no/such/folder/'], /no such file/],
    [['check', '--libvirt', 'newest', warning], /not a libvirt version/],
    [['check', '--format', 'yaml', warning], /There is no format 'yaml'/],
    [['check', '--kernel', 'newest', warning], /not a kernel version/],
    [['check', '--arch', 'vax', warning], /no architecture 'vax'/],
    [['check', '--rule', 'best', warning], /no acceptance rule 'best'/],
    [['check', '--gpa-bits', '99', warning], /12 to 64/],
    [['check', '--colour', warning], /colour/],
    [['explain'], /takes the id of one rule/],
    [['explain', 'slot-overlpa'], /did you mean 'slot-overlap'/],
    [['lsp', '--http'], /does not know '--http'/],
    [['check', '--kernel'], /^memslot: 'memslot check': Option '--kernel <value>' argument missing\. 'memslot --help'/],
    [['check', host], /wrong\.memslot-host\.json has nothing for Memslot in it: .* --as\.\n$/],
    [['check', binary], /it is no text, as it holds NUL bytes/],
    [['check', '--host', '/no/such.json', warning], /The host profile \S+ cannot be read: there is no such file/],
    [['check', '--host', '.', warning], /The host profile \. cannot be read: it is a folder/],
    [['check', '--host', warning, warning], /is no JSON: [^\n]+ 'memslot host' writes one\.\n$/],
    [['check', '--host', host, warning], /is not right: physBits: expects a number from 1 to 64\.\n$/],
  ];
  for (const [args, sentence] of wrong) {
    const { status, stdout, stderr } = memslot.run(args);
    assert.equal(status, 2, args.join(' '));
    assert.equal(stdout, '', args.join(' '));
    assert.match(stderr, sentence);
  }
});

test('a mistake in a list without a name is a mistake, and no list of another kind', () => {
  const { status, stdout } = memslot.run(['check', '-'], 'Slto#0: gpa=0, size=2M\n');
  assert.equal(status, 1);
  assert.match(stdout, /^-:1:1: error: .*\[unknown-declaration\]/);
});

test('help is there for every command', () => {
  for (const args of [['--help'], ['check', '--help'], ['host', '-h'], ['layout', 'x', '--help']]) {
    const { status, stdout, stderr } = memslot.run(args);
    assert.deepEqual([status, stderr], [0, ''], args.join(' '));
    assert.match(stdout, /^memslot simulates .*\n\nUsage:/);
  }
});

test('layout and simulate say where QEMU would not start, and where there is nothing to show', () => {
  const refused = memslot.write(
    'refused.sh',
    'qemu-system-x86_64 -m 4G -object memory-backend-ram,id=m,size=3G -machine memory-backend=m\n',
  );
  const fine = memslot.write('fine.sh', 'qemu-system-x86_64 -m 4G\n');
  for (const command of ['layout', 'simulate']) {
    const { status, stderr } = memslot.run([command, refused, fine]);
    assert.equal(status, 0);
    assert.match(stderr, /^memslot: \S*refused\.sh has one error, and QEMU may not start as it stands: [^\n]*\n$/);
  }
  const { stderr } = memslot.run(['simulate', '-'], '{"machine-config": {"vcpu_count": 1, "mem_size_mib": 0}}\n');
  assert.match(stderr, /^memslot: - has one error, and what it describes may not start as it stands: /);
  assert.match(memslot.run(['layout', '-'], 'Slot#0: gpa=0, size=2M\n').stdout, /^-: no QEMU command line\n$/);
});

test('options stand in for what a file does not say, and a file outranks them', () => {
  const bound =
    'backing gm type=guest_memfd size=2G\nSlot#0: gpa=0, size=1G, offset=0, backing=gm\nSlot#1: gpa=4G, size=1G, offset=0, backing=gm\n';
  const errno = (args: readonly string[], text: string) =>
    JSON.parse(memslot.run(['simulate', '--format', 'json', ...args, '-'], text).stdout).files[0].operations[1].errno;
  assert.equal(errno([], bound), 'EEXIST');
  assert.equal(errno(['--kernel', '7.1'], bound), 'EINVAL');
  assert.equal(errno(['--kernel', '7.1'], `host kernel=7.2\n${bound}`), 'EEXIST');
});

test('the text for people is a table without colours, and says nothing made up', () => {
  const { stdout } = memslot.run(['simulate', memslot.write('thread.memslots', THREAD)]);
  assert.equal(
    stdout,
    [
      'x86_64, Linux 7.2',
      'line  slot            guest-physical            size  memory          KVM  pages',
      '   3  0 ram_below_4G  0x0-0x80000000           2 GiB  ram+0x0         ok   2 x 1G',
      '   4  1 ram_above_4G  0x100000000-0x280000000  6 GiB  ram+0x80000000  ok   6 x 1G',
      '',
    ].join('\n'),
  );
  const coloured = memslot.run(['simulate', '--color', '-'], 'Slot#0: gpa=1, size=4K\n').stdout;
  assert.match(coloured, /\u001b\[31mEINVAL/);
});

test('control characters of a file never reach the terminal', () => {
  const text = 'Slot#0(\u001b[31mred): gpa=0, size=2M\nSlot#1: gpa=0, size=2M\n';
  for (const command of ['simulate', 'check']) {
    const { stdout } = memslot.run([command, '-'], text);
    assert.doesNotMatch(stdout, /\u001b/);
    assert.match(stdout, /\\x1b\[31mred/);
  }
});

test('byte order marks and UTF-16 are read as editors write them', () => {
  const text = 'Slot#0: gpa=1, size=4K\r\n';
  const files = [
    memslot.write('utf8-bom.memslots', `\ufeff${text}`),
    memslot.write('utf16.memslots', Buffer.from(`\ufeff${text}`, 'utf16le')),
  ];
  const { diagnostics } = JSON.parse(memslot.run(['check', '--format', 'json', ...files]).stdout);
  assert.deepEqual(
    diagnostics.map((d: { code: string; range: { start: unknown } }) => [d.code, d.range.start]),
    [
      ['page-misaligned', { line: 0, character: 12 }],
      ['page-misaligned', { line: 0, character: 12 }],
    ],
  );
});

test('rules and explain say what the rules say', () => {
  const { rules, acceptanceRules } = JSON.parse(memslot.run(['rules', '--format', 'json']).stdout);
  assert.ok(rules.some(({ id }: { id: string }) => id === 'slot-overlap'));
  assert.equal(acceptanceRules.length, 14);
  assert.match(memslot.run(['rules']).stdout, /^slot-overlap +error +Two memslots cover/m);
  assert.match(memslot.run(['explain', 'slot-overlap']).stdout, /^# slot-overlap\n/);
  assert.match(memslot.run(['explain', 'ctz']).stdout, /ctz\(offset\) >= ctz\(gpa\)/);
  assert.match(memslot.run(['--version']).stdout, /^memslot \S+\n$/);
  assert.match(memslot.run(['--help']).stdout, /memslot simulate/);
});

const MEMORY_FILE = '[object "mem0"]\n  qom-type = "memory-backend-ram"\n  size = "1G"\n';
const READS_FILE = `#!/bin/sh
qemu-system-x86_64 -M q35,memory-backend=mem0 \\
  -readconfig memory.cfg
`;

test('a file that a script has QEMU read lies beside the script, or in the current folder', () => {
  memslot.write('vm/memory.cfg', MEMORY_FILE);
  const script = memslot.write('vm/run.sh', READS_FILE);
  const found = memslot.run(['layout', '--format', 'json', script]);
  const [{ machine, regions }] = JSON.parse(found.stdout).machines;
  assert.equal(machine, 'q35');
  assert.ok(regions.every(({ name }: { name: string }) => name === 'mem0'));
  const { operations } = JSON.parse(memslot.run(['simulate', '--format', 'json', script]).stdout).files[0];
  const ram = operations.filter(({ name }: { name: string }) => name === 'mem0');
  assert.ok(ram.length > 0);
  assert.deepEqual([...new Set(ram.map(({ line }: { line: number }) => line))], [2], 'the command that reads the file');
  const standardInput = memslot.run(['layout', '--as', 'shell', '-'], READS_FILE);
  assert.match(standardInput.stdout, /the layout is not known/);
  memslot.write('memory.cfg', MEMORY_FILE.replace('1G', '2G'));
  assert.match(memslot.run(['layout', '--as', 'shell', '-'], READS_FILE).stdout, /0x100000-0x80000000/);
  assert.match(memslot.run(['layout', script]).stdout, /0x100000-0x40000000/, 'beside the script comes first');
});

test('what QEMU refuses in a file is told at the place that reads it, with its line', () => {
  memslot.write('vm/twice.cfg', `# again\n${MEMORY_FILE}`);
  const script = memslot.write('vm/twice.sh', `${READS_FILE.trimEnd()} -readconfig twice.cfg\n`);
  const { stdout, status } = memslot.run(['check', '--no-color', script]);
  assert.equal(status, 1);
  assert.match(stdout, /twice\.sh:3:38: error: twice\.cfg:2: Another object is called mem0 already.*\[duplicate-id\]/);
});

test('host prints a profile that the schema and --host accept', () => {
  const { stdout, stderr, status } = memslot.run(['host']);
  if (process.platform !== 'linux') {
    assert.equal(status, 2);
    assert.match(stderr, /only Linux/);
    return;
  }
  assert.equal(status, 0, stderr);
  const validate = hostProfileValidator();
  assert.ok(validate(JSON.parse(stdout)), JSON.stringify(validate.errors));
  const profile = memslot.write('here.memslot-host.json', stdout);
  const script = memslot.write('vm.sh', 'qemu-system-x86_64 -m 64M\n');
  assert.deepEqual(memslot.run(['check', '--host', profile, script]), {
    stdout: '0 errors, 0 warnings\n',
    stderr: '',
    status: 0,
  });
});
