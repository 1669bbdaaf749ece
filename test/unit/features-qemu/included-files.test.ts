import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fixesOf } from '../../../server/src/features/code-actions';
import { type FileResolver, includeFile } from '../../../server/src/features/qemu/included-file';
import type { OtherDocument } from '../../../server/src/features/qemu/locate';
import { qemuDefinitionAt, qemuReferencesAt, qemuRenameAt } from '../../../server/src/features/qemu/qemu-names';
import { createQemuSnapshot, type QemuSnapshot } from '../../../server/src/features/qemu/qemu-snapshot';
import { DEFAULT_SETTINGS } from '../../../server/src/features/settings';
import { rangeOf } from '../../../server/src/text/block-index';
import { type Position, TextLines } from '../../../server/src/text/text-lines';
import { replaced, textIn } from './support';

const CONFIG = `# the memory
[object "mem0"]
  qom-type = "memory-backend-ram"
  size = "1G"
[memory]
  size = "1G"
[machine]
  type = "q35"
  memory-backend = "mem0"
`;

/** Gives texts by path; the file of a path stays the same object. */
function folder(texts: Readonly<Record<string, string>>): FileResolver {
  const files = new Map(
    Object.entries(texts).map(([name, text]) => [name, includeFile(`file:///vm/${name}`, TextLines.of(text))]),
  );
  return (path) => files.get(path);
}

function script(text: string, resolve: FileResolver = folder({ 'vm.cfg': CONFIG })): QemuSnapshot {
  return createQemuSnapshot(TextLines.of(text), DEFAULT_SETTINGS, 'shell', undefined, resolve);
}

/** `line:character rule: message` of every finding, and nothing of another text. */
function findingsIn({ findings, index }: QemuSnapshot): string[] {
  return findings.map(({ rule, report }) => {
    const { start } = rangeOf(report.span, index)!;
    return `${start.line}:${start.character} ${rule.id}: ${report.message}`;
  });
}

/** The position behind the first `text`. */
function behind(whole: string, text: string): Position {
  const before = whole.slice(0, whole.indexOf(text) + text.length).split('\n');
  return { line: before.length - 1, character: before.at(-1)!.length };
}

test('what a file says counts in the place where it is read', () => {
  const [machine] = script('qemu-system-x86_64 -m 2G -readconfig vm.cfg\n').machines;
  assert.equal(machine!.started.config.machine?.name, 'q35');
  assert.equal(machine!.started.ramSize, 1n << 30n, 'the last size counts');
  assert.ok(machine!.started.config.complete);
  assert.deepEqual(findingsIn(script('qemu-system-x86_64 -m 2G -readconfig vm.cfg\n')), []);
  const [other] = findingsIn(script('qemu-system-x86_64 -readconfig vm.cfg -m 2G\n'));
  assert.match(other!, /^0:41 backend-size-mismatch: -m gives the machine 2 GiB/);
});

test('a file that cannot be had leaves the machine unknown', () => {
  for (const words of ['missing.cfg', '"$CONFIG"', '"$(dirname "$0")/vm.cfg"', "''"]) {
    const snapshot = script(
      `qemu-system-x86_64 -readconfig ${words} -M memory-backend=mem0 -device pc-dimm,memdev=d\n`,
    );
    assert.deepEqual(findingsIn(snapshot), [], words);
    assert.equal(snapshot.machines[0]!.started.config.complete, false, words);
  }
  assert.deepEqual([...script('qemu-system-x86_64 -readconfig missing.cfg\n').files], [['missing.cfg', undefined]]);
});

test('a file that the script writes itself is not the one on disk', () => {
  const run = (path: string) => `qemu-system-x86_64 -readconfig ${path} -m 2G\n`;
  for (const [before, path] of [
    ['cat > vm.cfg <<EOF\n[memory]\n  size = "4G"\nEOF\n', 'vm.cfg'],
    ['CONFIG=vm.cfg\ngenerate >"$CONFIG"\n', '$CONFIG'],
    ['CONFIG=vm.cfg\ngenerate >> $CONFIG\n', '"$CONFIG"'],
    ['generate | tee -a "vm.cfg"; :\n', "'vm.cfg'"],
  ] as const) {
    assert.deepEqual(findingsIn(script(before + run(path))), [], before);
    assert.equal(findingsIn(script(before.replaceAll(/>|tee/g, '#') + run(path))).length, 1, before);
  }
  assert.equal(findingsIn(script(`rm -f log 2>/dev/null >vm.cfg.log\n${run('vm.cfg')}`)).length, 1);
});

test('an empty file says nothing', () => {
  const resolve = folder({ 'vm.cfg': '# nothing\n' });
  const [finding] = findingsIn(script('qemu-system-x86_64 -M q35,memory-backend=x -readconfig vm.cfg\n', resolve));
  assert.match(finding!, /unknown-backend/);
});

test('what QEMU refuses in a file is shown where the file is named', () => {
  const again = script('qemu-system-x86_64 -object memory-backend-ram,id=mem0,size=1G \\\n  -readconfig vm.cfg\n');
  assert.deepEqual(findingsIn(again).length, 1);
  assert.match(findingsIn(again)[0]!, /^1:14 duplicate-id: vm\.cfg:2: Another object is called mem0 already/);
  const { related = [] } = again.findings[0]!.report;
  assert.deepEqual(
    related.map(({ span }) => again.elsewhere!(span)?.file),
    ['file:///vm/vm.cfg', undefined],
  );
  assert.deepEqual(again.elsewhere!(related[0]!.span)!.range.start, { line: 1, character: 9 });
  assert.deepEqual(fixesOf(again, again.findings[0]!), []);
  // QEMU ends at the line, whatever the command says besides.
  const broken = folder({ 'vm.cfg': '[memory]\n  size = "1GiB"\n[objects]\n' });
  const found = findingsIn(script('qemu-system-x86_64 -readconfig vm.cfg\n', broken));
  assert.match(found.find((text) => text.includes('malformed-value'))!, /^0:31 malformed-value: vm\.cfg:2: '1GiB'/);
  assert.match(found.find((text) => text.includes('option-syntax'))!, /^0:31 option-syntax: vm\.cfg:3: There is no/);
});

test('a loss that only the whole machine shows is shown where the file is named, one of the file alone is not', () => {
  const unused = folder({
    'vm.cfg': '[object "a"]\n  qom-type = "memory-backend-memfd"\n  size = "1G"\n  hugetlbsize = "2M"\n',
  });
  const found = findingsIn(script('qemu-system-x86_64 -m 1G -readconfig vm.cfg\n', unused));
  assert.deepEqual(
    found.map((text) => text.split(': ').slice(0, 2).join(': ')),
    ['0:37 unused-backend: vm.cfg:1'],
  );
  const alone = createQemuSnapshot(unused('vm.cfg')!.text, DEFAULT_SETTINGS, 'readconfig');
  assert.deepEqual(
    alone.findings.map(({ rule }) => rule.id),
    ['hugetlbsize-without-hugetlb'],
  );
});

test('a comment of the script silences what is shown in it', () => {
  const quiet = '# memslot: ignore duplicate-id\nqemu-system-x86_64 -readconfig vm.cfg -readconfig vm.cfg\n';
  assert.deepEqual(findingsIn(script(quiet)), []);
  assert.equal(findingsIn(script(quiet.slice(quiet.indexOf('\n') + 1))).length, 1);
});

test('memslots of a file are calls of the line that reads it', () => {
  const { simulations, index } = script('#!/bin/sh\nqemu-system-x86_64 \\\n  -readconfig vm.cfg\n');
  const lines = [...simulations[0]!.machine.operations].map(({ span }) => rangeOf(span, index)?.start.line);
  assert.ok(lines.length > 1);
  assert.deepEqual([...new Set(lines)], [2]);
});

test('what did not change is taken over, and what a file says anew counts', () => {
  const text = TextLines.of('qemu-system-x86_64 -readconfig vm.cfg\nqemu-system-x86_64 -m 1G\n');
  const before = folder({ 'vm.cfg': CONFIG });
  const first = createQemuSnapshot(text, DEFAULT_SETTINGS, 'shell', undefined, before);
  const same = createQemuSnapshot(text, DEFAULT_SETTINGS, 'shell', first, before);
  assert.deepEqual(
    same.machines.map((machine, i) => machine === first.machines[i]),
    [true, true],
  );
  const after = folder({ 'vm.cfg': CONFIG.replace('[memory]\n  size = "1G"', '[memory]\n  size = "2G"') });
  const changed = createQemuSnapshot(text, DEFAULT_SETTINGS, 'shell', first, after);
  assert.deepEqual(
    changed.machines.map((machine, i) => machine === first.machines[i]),
    [false, true],
  );
  assert.match(findingsIn(changed)[0]!, /backend-size-mismatch: vm\.cfg:6: /);
  assert.deepEqual(findingsIn(changed), findingsIn(script(text.toString(), after)));
  const edit = text.edit({ start: { line: 0, character: 37 }, end: { line: 0, character: 37 } }, ' -m 3G');
  assert.deepEqual(findingsIn(first.after([edit]) as QemuSnapshot), findingsIn(script(edit.text.toString(), before)));
});

test('a few words of a script do not stand for any number of lines', () => {
  const long = folder({ 'vm.cfg': CONFIG + '#\n'.repeat(20_000) });
  const command = 'qemu-system-x86_64 -readconfig vm.cfg\n';
  const snapshot = script(command.repeat(50), long);
  assert.deepEqual(
    snapshot.machines.slice(0, 4).map(({ started }) => started.config.complete),
    [true, true, false, false],
  );
  assert.deepEqual(snapshot.files.get('vm.cfg'), long('vm.cfg'));
  const edit = snapshot.text.edit({ start: { line: 0, character: 0 }, end: { line: 1, character: 0 } }, '');
  const after = snapshot.after([edit]) as QemuSnapshot;
  assert.deepEqual(
    after.machines.slice(0, 3).map(({ started }) => started.config.complete),
    [true, true, false],
  );
});

test('more findings than a function has arguments', () => {
  const config = `[object "m"]\n${'  x\n'.repeat(140_000)}`;
  const alone = createQemuSnapshot(TextLines.of(config), DEFAULT_SETTINGS, 'readconfig');
  assert.ok(alone.findings.length >= 140_000);
});

const USER = 'qemu-system-x86_64 -readconfig vm.cfg \\\n  -numa node,memdev=mem0\n';

test('an id is defined in a file and used in the script', () => {
  const snapshot = script(USER);
  const at = behind(USER, 'memdev=mem');
  const definition = qemuDefinitionAt(snapshot, at)!;
  assert.equal(definition.file, 'file:///vm/vm.cfg');
  assert.equal(textIn(CONFIG, definition.range), 'mem0');
  assert.equal(definition.range.start.line, 1);
  assert.deepEqual(
    qemuReferencesAt(snapshot, at).map(({ file, range, defines }) => [file, range.start.line, defines]),
    [
      [undefined, 1, false],
      ['file:///vm/vm.cfg', 1, true],
      ['file:///vm/vm.cfg', 8, false],
    ],
  );
});

test('rename changes the script and the file', () => {
  const snapshot = script(USER);
  const renaming = qemuRenameAt(snapshot, behind(USER, 'memdev=mem'), 'ram');
  assert.ok(renaming.kind === 'ranges');
  assert.equal(replaced(USER, renaming.ranges, 'ram'), USER.replace('mem0', 'ram'));
  assert.deepEqual([...renaming.elsewhere!.keys()], ['file:///vm/vm.cfg']);
  assert.equal(
    replaced(CONFIG, renaming.elsewhere!.get('file:///vm/vm.cfg')!, 'ram'),
    CONFIG.replaceAll('mem0', 'ram'),
  );
  const taken = script(
    `qemu-system-x86_64 -readconfig vm.cfg -object memory-backend-ram,id=ram,size=1G \\\n  -numa node,memdev=mem0\n`,
  );
  assert.equal(qemuRenameAt(taken, { line: 1, character: 22 }, 'ram').kind, 'refused');
});

test('from the file, and from one script to another that reads the same file', () => {
  // As an editor has it: the file is a document of its own, whose blocks the scripts have too.
  const text = TextLines.of(CONFIG);
  const config = createQemuSnapshot(text, DEFAULT_SETTINGS, 'readconfig');
  const resolve: FileResolver = (() => {
    const file = includeFile('file:///vm/vm.cfg', text, config.source);
    return () => file;
  })();
  const scripts = ['a.sh', 'b.sh'].map(
    (name): OtherDocument => ({ name: `file:///vm/${name}`, snapshot: script(USER, resolve) }),
  );
  const fromFile = qemuReferencesAt(config, behind(CONFIG, 'mem'), scripts);
  assert.deepEqual(fromFile, [], 'a comment');
  const places = qemuReferencesAt(config, behind(CONFIG, '"mem0'), scripts);
  assert.deepEqual(
    places.map(({ file, range }) => [file, range.start.line]),
    [
      [undefined, 1],
      [undefined, 8],
      ['file:///vm/a.sh', 1],
      ['file:///vm/b.sh', 1],
    ],
  );
  const fromScript = qemuReferencesAt(scripts[0]!.snapshot, behind(USER, 'memdev=mem'), [scripts[1]!]);
  assert.deepEqual(
    fromScript.map(({ file, range }) => [file, range.start.line]),
    [
      [undefined, 1],
      ['file:///vm/b.sh', 1],
      ['file:///vm/vm.cfg', 1],
      ['file:///vm/vm.cfg', 8],
    ],
  );
  const other = { name: 'file:///vm/c.sh', snapshot: script('qemu-system-x86_64 -numa node,memdev=mem0\n') };
  assert.equal(qemuReferencesAt(config, behind(CONFIG, '"mem0'), [other]).length, 2, 'a script that does not read it');
});
