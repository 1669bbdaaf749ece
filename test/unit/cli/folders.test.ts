import assert from 'node:assert/strict';
import { symlinkSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { createProgressBar } from '../../../server/src/cli/progress-bar';
import { exampleDomain } from '../../../server/src/rules/libvirt/example-domain';
import { type BuiltCommandLine, buildCommandLine } from '../../command-line';

const WRONG = exampleDomain({ memory: "<memory unit='GB '>2</memory>" });
const SCRIPT = '#!/bin/sh\nqemu-system-x86_64 -m 4G,slots=2\n';

let memslot: BuiltCommandLine;
before(async () => {
  memslot = await buildCommandLine();
  memslot.write('vms/b.xml', WRONG);
  memslot.write('vms/a/second.xml', exampleDomain({}));
  memslot.write('vms/a/10.xml', WRONG);
  memslot.write('vms/a/no-ending', WRONG);
  memslot.write('vms/c.sh', SCRIPT);
  memslot.write('vms/list.memslots', 'Slot#0: gpa=1, size=4K\n');
  memslot.write('vms/utf16.xml', Buffer.from(`\ufeff${WRONG}`, 'utf16le'));
  memslot.write('vms/wide.xml', WRONG.replace('<name>', `<description>${'ü'.repeat(70_000)}</description><name>`));
  // Behind the beginning that is looked at.
  memslot.write('vms/long.xml', `<!--${' -'.repeat(50_000)} -->\n${WRONG}`);
  // None of ours.
  memslot.write('vms/pom.xml', '<project><memory unit="GB">2</memory></project>\n');
  memslot.write('vms/domain.xml', '<domain xmlns="urn:jboss:domain:20.0"><memory>2</memory></domain>\n');
  memslot.write('vms/build.sh', '#!/bin/sh\nmake -j4 all\n');
  memslot.write('vms/disk.img', Buffer.alloc(200_000, 7));
  memslot.write('vms/notes.md', `# Notes\n\n${WRONG}`);
  memslot.write('vms/empty', '');
  memslot.write('vms/node_modules/x/vm.xml', WRONG);
  memslot.write('vms/.git/vm.xml', WRONG);
  symlinkSync('..', path.join(memslot.folder, 'vms', 'a', 'loop'));
  symlinkSync('b.xml', path.join(memslot.folder, 'vms', 'autostart.xml'));
});
after(() => memslot.remove());

test('a folder stands for the files of ours below it, in the order of their names, each once', () => {
  const { stdout, stderr, status } = memslot.run(['check', '--format', 'json', 'vms']);
  assert.equal(stderr, '');
  assert.equal(status, 1);
  const files: string[] = JSON.parse(stdout).diagnostics.map(({ file }: { file: string }) => file);
  assert.deepEqual(
    [...new Set(files)],
    ['a/10.xml', 'a/no-ending', 'b.xml', 'c.sh', 'list.memslots', 'utf16.xml', 'wide.xml'].map((name) =>
      path.join('vms', name),
    ),
  );
  // What is in a folder says no more and no less than when it is named.
  const named = JSON.parse(memslot.run(['check', '--format', 'json', 'vms/wide.xml']).stdout).diagnostics;
  const found = JSON.parse(stdout).diagnostics.filter(({ file }: { file: string }) => file.endsWith('wide.xml'));
  assert.deepEqual(found, named);
});

test('the end of the text says how many files there were', () => {
  const { stdout } = memslot.run(['check', 'vms']);
  assert.match(stdout, /\n\d+ errors, \d+ warnings? in 8 files\n$/);
  assert.match(memslot.run(['check', 'vms/node_modules']).stdout, /^vms.node_modules.x.vm\.xml:/);
});

test('a folder without anything of ours has nothing to say', () => {
  memslot.write('other/pom.xml', '<project/>\n');
  assert.deepEqual(memslot.run(['check', 'other']), {
    stdout: '0 errors, 0 warnings in 0 files\n',
    stderr: '',
    status: 0,
  });
  assert.equal(memslot.run(['argv', '--format', 'json', 'other']).stdout, '{"version":1,"domains":[]}\n');
});

test('argv, layout and simulate take a folder, too', () => {
  const domains = JSON.parse(memslot.run(['argv', '--format', 'json', 'vms/a']).stdout).domains;
  assert.deepEqual(
    domains.map(({ file }: { file: string }) => path.basename(file)),
    ['10.xml', 'no-ending', 'second.xml'],
  );
  assert.ok(JSON.parse(memslot.run(['layout', '--format', 'json', 'vms/a']).stdout).machines.length >= 1);
  assert.equal(JSON.parse(memslot.run(['simulate', '--format', 'json', 'vms/a']).stdout).files.length, 3);
});

test('a progress bar is drawn on a terminal, for a run that takes long, and can be taken away', () => {
  let time = 0;
  const written: string[] = [];
  const terminal = { isTTY: true, columns: 60, write: (text: string) => written.push(text) };
  const bar = createProgressBar(terminal, 10_000, () => time);
  bar.show(10);
  bar.hide();
  assert.deepEqual(written, [], 'not yet');
  time = 150;
  bar.show(5000);
  bar.show(5001);
  assert.deepEqual(written, [`\r[${'#'.repeat(15)}${'.'.repeat(15)}] 5,000 of 10,000 files`]);
  bar.hide();
  bar.hide();
  assert.deepEqual(written.slice(1), ['\r\u001b[K']);
  const elsewhere = createProgressBar({ write: () => assert.fail('no terminal') }, 10_000, () => time);
  time = 900;
  elsewhere.show(5000);
});
