import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { type BuiltCommandLine, buildCommandLine } from '../../command-line';

/** `MEMSLOT_WRITE_GOLDENS=1` writes the texts anew instead of comparing them. */
const WRITES = process.env.MEMSLOT_WRITE_GOLDENS === '1';
const FOLDER = path.join(__dirname, '..', '..', 'fixtures', 'maps');

let memslot: BuiltCommandLine;
before(async () => {
  memslot = await buildCommandLine();
});
after(() => memslot.remove());

const fixtures = readdirSync(FOLDER).filter((name) => !name.endsWith('.txt'));

/** Runs `memslot map` on a fixture, which its output calls by its name alone. */
function map(name: string, ...options: readonly string[]) {
  const text = readFileSync(path.join(FOLDER, name), 'utf8');
  memslot.write(name, text);
  return memslot.run(['map', ...options, name]);
}

test('the fixtures are there', () => assert.ok(fixtures.length >= 4));

for (const name of fixtures)
  test(`the map of ${name}`, () => {
    const { stdout, status } = map(name);
    assert.equal(status, 0);
    const golden = path.join(FOLDER, `${name}.txt`);
    if (WRITES) writeFileSync(golden, stdout);
    assert.equal(stdout, readFileSync(golden, 'utf8'));
  });

test('colours change nothing but the colours, and are none where nobody asked for them', () => {
  const { stdout } = map('refused.memslots', '--color');
  assert.match(stdout, /\u001b\[31m\/+\u001b\[39m/);
  assert.equal(stdout.replace(/\u001b\[\d+m/g, ''), map('refused.memslots').stdout);
});

test('--format svg is one picture, of all machines of one file', () => {
  const { stdout, status } = map('numa.xml', '--format', 'svg');
  assert.equal(status, 0);
  assert.match(stdout, /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" width="\d+" height="[\d.]+"[^>]*>.*<\/svg>\n$/s);
  for (const text of ['0x100000000', 'host node 1', 'pc-dimm dimm0 (memdimm0) · 1 GiB', '2M pages'])
    assert.ok(stdout.includes(`>${text}<`), text);
  memslot.write('two.sh', 'qemu-system-x86_64 -m 1G\nqemu-system-x86_64 -M pc -m 2G\n');
  const two = memslot.run(['map', '--format', 'svg', 'two.sh']).stdout;
  assert.equal(two.match(/<svg /g)?.length, 3);
  const several = memslot.run(['map', '--format', 'svg', 'two.sh', 'numa.xml']);
  assert.equal(several.status, 2);
  assert.match(several.stderr, /makes one picture, of one file/);
});

test('--format json has addresses as texts', () => {
  const { stdout } = map('refused.memslots', '--format', 'json');
  const { version, maps } = JSON.parse(stdout);
  assert.equal(version, 1);
  const [{ file, title, slots, backings }] = maps;
  assert.deepEqual([file, title, backings[0].size], ['refused.memslots', 'machine 1', '0x100000000']);
  const again = slots.find(({ name }: { name: string }) => name.includes('again'));
  assert.deepEqual([again.state, again.start, again.end], ['refused', '0x20000000', '0x60000000']);
});

test('--firmware after shows the RAM in the place of the ROMs, where that is known', () => {
  memslot.write('pc.sh', 'qemu-system-x86_64 -M q35 -m 1G -nodefaults\n');
  const before = memslot.run(['map', 'pc.sh']).stdout;
  assert.match(before, /before the firmware runs[\s\S]*0xc0000 │·+│ pc\.rom/);
  const after = memslot.run(['map', '--firmware', 'after', 'pc.sh']).stdout;
  assert.match(after, /after the firmware runs[\s\S]* 0xc0000 │░+│ pc\.ram · 256 KiB · 4K pages · pc\.ram\+0xc0000/);
  assert.doesNotMatch(after, /pc\.rom/);
  assert.match(after, /SeaBIOS makes parts of \[0xc0000, 0x100000\) read-only/);
  memslot.write('uefi.sh', 'qemu-system-x86_64 -M q35 -m 1G -nodefaults -bios OVMF.fd\n');
  const other = memslot.run(['map', '--firmware', 'after', 'uefi.sh']);
  assert.match(other.stderr, /what the firmware of q35 does is not known/);
  assert.match(other.stdout, /pc\.rom/);
});

test('--calls stops a log where it is told to', () => {
  const early = map('seabios.log', '--calls', '1').stdout;
  assert.match(early, /after 1 of 164 calls\n/);
  assert.match(early, /│ Slot 0 · 2 GiB/);
  assert.doesNotMatch(early, /Slot 1 /);
  const { stderr, status } = map('seabios.log', '--calls', 'many');
  assert.equal(status, 2);
  assert.match(stderr, /--calls is a number of calls, not 'many'/);
});

test('a file without memory says so', () => {
  memslot.write('empty.memslots', '# nothing\n');
  assert.equal(memslot.run(['map', 'empty.memslots']).stdout, 'empty.memslots: no memory to be drawn\n');
});

test('many slots in one place are counted where they cannot be named', () => {
  const lines = Array.from({ length: 200 }, (_, i) => `Slot#${i}: gpa=0x0, size=1M, ua=0x7f0000000000\n`);
  memslot.write('heap.memslots', lines.join(''));
  const { stdout } = memslot.run(['map', 'heap.memslots']);
  const named = stdout.match(/ Slot \d+ /g)?.length ?? 0;
  assert.ok(named > 0 && named < 200);
  assert.match(stdout, new RegExp(`^… and ${200 - named} more, for which there is no line$`, 'm'));
});
