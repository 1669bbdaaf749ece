import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createAnalysis, type DocumentKind } from '../../../server/src/features/analysis';
import { type MapQuery, mapOf } from '../../../server/src/features/map/map-of';
import { readSettings } from '../../../server/src/features/settings';
import { hex } from '../../../server/src/model/format';
import { exampleDomain } from '../../../server/src/rules/libvirt/example-domain';
import { TextLines } from '../../../server/src/text/text-lines';

const view = (text: string, kind: DocumentKind, query: MapQuery = {}) =>
  mapOf(createAnalysis(TextLines.of(text), kind, readSettings({})), query);

/** The slots as `name start-end state`. */
function slotsOf(text: string, kind: DocumentKind, query: MapQuery = {}): string[] {
  return view(text, kind, query)!.map.slots.map(
    ({ name, start, end, state }) => `${name} ${hex(start)}-${hex(end)} ${state}`,
  );
}

const trace = (slot: number, gpa: number, size: number, ret = 0) =>
  `kvm_set_user_memory Slot#${slot} flags=0x0 gpa=0x${gpa.toString(16)} size=0x${size.toString(16)} ua=0x7f0000${(gpa + 0x100000000).toString(16)} ret=${ret}\n`;
const LOG = `${trace(0, 0, 0x80000000)}${trace(1, 0x40000000, 0x1000, -17)}${trace(0, 0, 0)}${trace(0, 0, 0xa0000)}${trace(1, 0x100000, 0x1000)}`;

test('a log is drawn as it is after any of its calls', () => {
  assert.deepEqual(slotsOf(LOG, 'log'), ['Slot 0 0x0-0xa0000 set', 'Slot 1 0x100000-0x101000 set']);
  assert.deepEqual(slotsOf(LOG, 'log', { calls: 1 }), ['Slot 0 0x0-0x80000000 set']);
  const refused = ['Slot 0 0x0-0x80000000 set', 'Slot 1 0x40000000-0x40001000 refused'];
  assert.deepEqual(slotsOf(LOG, 'log', { calls: 2 }), refused);
  assert.deepEqual(slotsOf(LOG, 'log', { calls: 3 }), refused.slice(1));
  assert.deepEqual(slotsOf(LOG, 'log', { calls: 0 }), []);
  assert.deepEqual(slotsOf(LOG, 'log', { calls: 99 }), slotsOf(LOG, 'log'));
});

test('the call at the cursor is the last that is drawn', () => {
  const at = (line: number) => view(LOG, 'log', { calls: 'cursor', position: { line, character: 5 } })!.calls!;
  assert.deepEqual([at(0).done, at(2).done, at(4).done], [1, 3, 5]);
  assert.equal(at(2).place?.range.start.line, 2);
  assert.ok(at(0).logged);
  // Beside all calls it is the last one.
  assert.equal(at(5).done, 5);
});

const LIST = `backing ram type=memfd page=2M size=4G
Slot#0: gpa=0, offset=0, size=1G, backing=ram
machine second
backing other type=memfd page=2M size=1G
Slot#0: gpa=1M, offset=0, size=512M, backing=other
Slot#1: gpa=256M, offset=512M, size=512M, backing=other
`;

test('the machine is the one at the cursor, with the backings that it names', () => {
  const at = (line: number) => view(LIST, 'memslots', { position: { line, character: 0 } })!;
  assert.deepEqual(at(0).titles, ['machine 1 (line 1)', 'second (line 3)']);
  assert.deepEqual([at(0).machine, at(1).machine, at(2).machine, at(5).machine], [0, 0, 1, 1]);
  assert.deepEqual(
    at(4).map.backings.map(({ name }) => name),
    ['other'],
  );
  const chosen = view(LIST, 'memslots', { machine: 0, position: { line: 5, character: 0 } })!;
  assert.equal(chosen.machine, 0);
  assert.equal(view(LIST, 'memslots', { machine: 7 })!.machine, 0);
});

test('what is misaligned and what is refused is told from the rest, with the reason', () => {
  const [off, refused] = view(LIST, 'memslots', { machine: 1 })!.map.slots;
  assert.deepEqual([off!.state, off!.misaligned, off!.segments.length], ['set', true, 1]);
  assert.ok(off!.notes.some((note) => note.startsWith('No 2 MiB page: gpa and offset differ')));
  assert.deepEqual([refused!.state, refused!.misaligned, refused!.segments], ['refused', false, []]);
  assert.ok(refused!.notes.some((note) => note.startsWith('KVM refuses it with EEXIST: it does not take')));
  assert.deepEqual(refused!.place?.range, {
    start: { line: 5, character: 0 },
    end: { line: 5, character: LIST.split('\n')[5]!.length },
  });
});

test('a slot whose huge pages dirty logging takes is not misaligned, whatever larger ones would need', () => {
  const line = (flags: string, address: string) =>
    `1@2.3:kvm_set_user_memory AddrSpace#0 Slot#5 flags=${flags} gpa=0x100000 size=0x7ff00000 ua=${address} ret=0\n`;
  const misaligned = (text: string) => view(text, 'log')!.map.slots[0]!.misaligned;
  assert.equal(misaligned(line('0x1', '0x7fd2bbf00000')), false);
  assert.equal(misaligned(line('0x1', '0x7fd2bbe00000')), true);
});

test('memory of a process that touches is one backing', () => {
  const { map } = view(LOG.split('\n').slice(3).join('\n'), 'log')!;
  assert.equal(map.backings.length, 2);
  const touching = view(`${trace(0, 0, 0x100000)}${trace(1, 0x100000, 0x1000)}`, 'log')!.map;
  assert.deepEqual(
    touching.backings.map(({ name, size }) => [name, size]),
    [['0x7f0000100000000', 0x101000n]],
  );
  assert.deepEqual(
    touching.slots.map(({ backing, at }) => [backing, hex(at!)]),
    [
      [0, '0x7f0000100000000'],
      [0, '0x7f0000100100000'],
    ],
  );
});

const SCRIPT = `qemu-system-x86_64 -machine q35 -nodefaults -m 4G,slots=2,maxmem=8G \\
  -object memory-backend-ram,id=m0,size=1G,host-nodes=0-1,policy=interleave -device pc-dimm,id=d0,memdev=m0
`;

test('a QEMU: RAM, firmware and devices, each where it is written, and the nodes that give the memory', () => {
  const { map, firmware, bothMoments, calls } = view(SCRIPT, 'shell')!;
  assert.deepEqual(
    map.slots.map(({ kind, name }) => `${kind} ${name}`),
    [
      'ram pc.ram',
      'firmware pc.rom',
      'firmware pc.bios',
      'ram pc.ram',
      'firmware pc.bios',
      'ram pc.ram',
      'device pc-dimm d0 (m0)',
    ],
  );
  assert.deepEqual([firmware, bothMoments, calls], ['before', true, undefined]);
  assert.deepEqual(
    map.backings.map(({ name, nodes }) => [name, nodes]),
    [
      ['pc.ram', 'any'],
      ['m0', '0, 1 (interleave)'],
    ],
  );
  const dimm = map.slots.at(-1)!.place!.range.start;
  assert.deepEqual(dimm, { line: 1, character: SCRIPT.split('\n')[1]!.indexOf('pc-dimm') });
  assert.deepEqual(map.deviceMemory && [hex(map.deviceMemory.start), map.deviceMemory.end > map.deviceMemory.start], [
    '0x180000000',
    true,
  ]);
});

test('once SeaBIOS has run, RAM lies in the place of the ROMs; of other firmware that is not known', () => {
  const names = (text: string, firmware: 'before' | 'after') =>
    view(text, 'shell', { firmware })!.map.slots.map(({ name, start }) => `${name} ${hex(start)}`);
  const q35 = 'qemu-system-x86_64 -machine q35 -m 1G -nodefaults\n';
  assert.deepEqual(names(q35, 'after'), ['pc.ram 0x0', 'pc.ram 0xc0000', 'pc.ram 0x100000', 'pc.bios 0xfffc0000']);
  for (const other of ['-machine microvm', '-machine q35 -bios x.fd', '-machine q35,memory-backend=x']) {
    const text = `qemu-system-x86_64 ${other} -m 1G -nodefaults\n`;
    assert.deepEqual(names(text, 'after'), names(text, 'before'), other);
    assert.equal(view(text, 'shell', { firmware: 'after' })!.bothMoments, false, other);
  }
});

test('a domain has its own name, and says that libvirt refuses it', () => {
  const { titles, map } = view(exampleDomain({ memory: "<memory unit='GiB'>2</memory>" }), 'libvirt')!;
  assert.equal(titles.length, 1);
  assert.ok(map.slots.length > 3 && map.slots.every(({ kind, place }) => kind === 'firmware' || place));
  const bad = view(exampleDomain({ memory: "<memory unit='nope'>2</memory>" }), 'libvirt')!;
  assert.match(bad.map.notes[0]!, /^libvirt refuses it: /);
});

test('a machine whose layout is not known says so, and a text without one has no map', () => {
  const { map } = view('qemu-system-x86_64 -m "$SIZE"\n', 'shell')!;
  assert.deepEqual(map.slots, []);
  assert.match(map.notes.join(), /depends on something that is not known/);
  assert.equal(view('# nothing\n', 'memslots'), undefined);
});
