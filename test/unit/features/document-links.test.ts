import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createAnalysis, type DocumentKind } from '../../../server/src/features/analysis';
import { documentLinks } from '../../../server/src/features/document-links';
import { includeFile } from '../../../server/src/features/qemu/included-file';
import { readSettings } from '../../../server/src/features/settings';
import { TextLines } from '../../../server/src/text/text-lines';

/** What stands at each link, and where that leads. */
function linksIn(kind: DocumentKind, text: string, files: Record<string, string> = {}): [string, unknown][] {
  const included = new Map(
    Object.entries(files).map(([path, content]) => [path, includeFile(`file:///${path}`, TextLines.of(content))]),
  );
  const lines = text.split('\n');
  return documentLinks(createAnalysis(TextLines.of(text), kind, readSettings({}), (path) => included.get(path))).map(
    ({ range: { start, end }, target }) => [lines[start.line]!.slice(start.character, end.character), target],
  );
}

test('rules that a list asks for or silences; those that do not exist are no links', () => {
  const text = `rule ctz
rule nonsense
Slot#1: gpa=0 size=4K # memslot: ignore slot-overlap, no-such-rule -- because
# memslot: ignore-file hva-incongruent
# memslot: off
`;
  assert.deepEqual(linksIn('memslots', text), [
    ['slot-overlap', { kind: 'rule', id: 'slot-overlap' }],
    ['hva-incongruent', { kind: 'rule', id: 'hva-incongruent' }],
    ['ctz', { kind: 'rule', id: 'ctz' }],
  ]);
});

test('files of QEMU: those that were read, and those that hold memory', () => {
  const text = `# memslot: ignore backend-align
qemu-system-x86_64 -m 1G -readconfig vm.cfg -readconfig other.cfg -mem-path "/mnt/ram" \\
  -object memory-backend-file,id=a,size=1G,mem-path=disk.img -object memory-backend-ram,id=b,size=1G \\
  -object memory-backend-file,id=c,size=1G,mem-path=$UNKNOWN
`;
  assert.deepEqual(linksIn('shell', text, { 'vm.cfg': '[memory]\n  size = "1G"\n' }), [
    ['backend-align', { kind: 'rule', id: 'backend-align' }],
    ['vm.cfg', { kind: 'file', uri: 'file:///vm.cfg' }],
    ['"/mnt/ram"', { kind: 'path', path: '/mnt/ram' }],
    ['disk.img', { kind: 'path', path: 'disk.img' }],
  ]);
  assert.deepEqual(linksIn('readconfig', '[object "a"]\n  qom-type = "memory-backend-file"\n  mem-path = "/r/a"\n'), [
    ['/r/a', { kind: 'path', path: '/r/a' }],
  ]);
});

test('the file of an nvdimm, and a rule that a domain silences', () => {
  const text = `<domain type='kvm'>
  <!-- memslot: ignore size-rounded -->
  <os><type arch='x86_64' machine='q35'>hvm</type></os>
  <devices><memory model='nvdimm'><source><path>/var/nv</path></source><target><size>4</size></target></memory></devices>
</domain>
`;
  assert.deepEqual(linksIn('libvirt', text).at(-1), ['/var/nv', { kind: 'path', path: '/var/nv' }]);
});
