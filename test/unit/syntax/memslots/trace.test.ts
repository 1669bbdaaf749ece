import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Declaration } from '../../../../server/src/syntax/memslots/declaration';
import { fieldTexts, parse, parseOne, problemTexts } from './support';

type Trace = Declaration & { kind: 'trace-slot' };

function traces(text: string): Trace[] {
  return [...parse(text).declarations].filter((declaration): declaration is Trace => declaration.kind === 'trace-slot');
}

/** The ids and fields of the only trace line of a text. */
function read(text: string): string {
  const [declaration, ...others] = traces(text);
  assert.ok(declaration && others.length === 0, JSON.stringify(text));
  assert.deepEqual(problemTexts(declaration), [], text);
  const { addressSpace, id } = declaration;
  return [`${addressSpace?.text ?? '-'}/${id?.text ?? '-'}`, ...fieldTexts(declaration)].join(' ');
}

const GENERATIONS: Readonly<Record<string, readonly [string, string]>> = {
  'up to 8.2': [
    'kvm_set_user_memory Slot#65539 flags=0x0 gpa=0x0 size=0x80000000 ua=0x7f24afc00000 ret=0',
    '-/65539 flags=0x0 gpa=0x0 size=0x80000000 ua=0x7f24afc00000 ret=0x0',
  ],
  '9.0': [
    'kvm_set_user_memory AddrSpace#1 Slot#3 flags=0x1 gpa=0xa0000 size=0x20000 ua=0x7f24afc00000 ret=-17',
    '1/3 flags=0x1 gpa=0xa0000 size=0x20000 ua=0x7f24afc00000 ret=0x11 negate',
  ],
  '2023, the descriptor behind ret': [
    'kvm_set_user_memory AddrSpace#0 Slot#5 flags=0x4 gpa=0x100000 size=0x7ff00000 ua=0x7f24afd00000 ret=0 restricted_fd=19 restricted_offset=0x100000',
    '0/5 flags=0x4 gpa=0x100000 size=0x7ff00000 ua=0x7f24afd00000 ret=0x0 guest_memfd=0x13 offset=0x100000',
  ],
  'the RFC': [
    'kvm_set_user_memory AddrSpace#0 Slot#1 flags=0x4 gpa=0x100000000 size=0x180000000 ua=0x7fe8a7fff000 gmem_fd=16 gmem_fd_offset=0x80000000 ret=0',
    '0/1 flags=0x4 gpa=0x100000000 size=0x180000000 ua=0x7fe8a7fff000 guest_memfd=0x10 offset=0x80000000 ret=0x0',
  ],
  '9.1 and later': [
    'kvm_set_user_memory AddrSpace#0 Slot#3 flags=0x4 gpa=0xfeda0000 size=0x20000 ua=0x7f8fb009f000 guest_memfd=15 guest_memfd_offset=0xa0000 ret=-22',
    '0/3 flags=0x4 gpa=0xfeda0000 size=0x20000 ua=0x7f8fb009f000 guest_memfd=0xf offset=0xa0000 ret=0x16 negate',
  ],
  'no guest_memfd': [
    'kvm_set_user_memory AddrSpace#0 Slot#3 flags=0x0 gpa=0x0 size=0x0 ua=0x0 guest_memfd=-1 guest_memfd_offset=0x3e0000 ret=0',
    '0/3 flags=0x0 gpa=0x0 size=0x0 ua=0x0 guest_memfd=0x1 negate offset=0x3e0000 ret=0x0',
  ],
};

test('every generation of the line', () => {
  for (const [generation, [line, expected]] of Object.entries(GENERATIONS))
    assert.equal(read(line), expected, generation);
});

test('with whatever log files and mail programs put before it', () => {
  const prefixes = [
    '',
    '  ',
    '692500@1689108688.696338:',
    '692500@1689108688.696338: ',
    '2025-07-23T10:11:12.123456Z ',
    'Jul 23 10:11:12 host qemu[12]: 692500@1689108688.696338:',
    '> ',
    '>> ',
    '> > > ',
    '  > 692500@1689108688.696338:',
    '[    1.5] ',
    '\ufeff',
    '\u001b[32m',
  ];
  for (const prefix of prefixes)
    for (const [line, expected] of Object.values(GENERATIONS)) assert.equal(read(prefix + line), expected, prefix);
});

test('the process is the one of the prefix', () => {
  const [line] = GENERATIONS['9.0']!;
  const process = (text: string) => traces(text)[0]!.process;
  assert.equal(process(`692500@1689108688.696338:${line}`), '692500');
  assert.equal(process(`> 7@1.2: ${line}`), '7');
  assert.equal(process(`host qemu[12]: ${line}`), undefined);
  assert.equal(process(line), undefined);
});

test('quoted-printable: =3D for =, and soft breaks anywhere', () => {
  for (const [line, expected] of Object.values(GENERATIONS)) {
    const encoded = line.replaceAll('=', '=3D');
    assert.equal(read(encoded), expected);
    // A soft break may cut any word, but not an escape.
    for (let at = 30; at < encoded.length; at += 7) {
      if (/=3?$/.test(encoded.slice(0, at))) continue;
      assert.equal(read(`${encoded.slice(0, at)}=\n${encoded.slice(at)}`), expected, `cut at ${at} of ${encoded}`);
    }
    const quoted = `> ${encoded.slice(0, 60).replace(/=3?$/, '')}`;
    const rest = encoded.slice(quoted.length - 2);
    assert.equal(read(`${quoted}=\r\n> ${rest}`), expected, quoted);
  }
});

test('wrapped between fields, with the quoting of every line', () => {
  for (const [line, expected] of Object.values(GENERATIONS)) {
    const words = line.split(' ');
    for (let at = 1; at < words.length; at++) {
      const lines = [words.slice(0, at).join(' '), words.slice(at).join(' ')];
      for (const [first, next] of [
        ['', ''],
        ['> ', '> '],
        ['>> 7@1.2:', '>> '],
        ['', '    '],
      ]) {
        // A line that begins with AddrSpace# or the fields of another line is not taken for a rest.
        if (/^AddrSpace/.test(lines[1]!)) continue;
        for (const end of ['\n', '\r\n', '\r'])
          assert.equal(read(`${first}${lines[0]}${end}${next}${lines[1]}`), expected, `${first}${lines.join(' ⏎ ')}`);
      }
    }
  }
});

test('wrapped more than once, the places still right', () => {
  const text =
    '> kvm_set_user_memory AddrSpace#0\n> Slot#3 flags=0x4\n> gpa=0xfeda0000 size=0x20000\n> ua=0x7f8fb009f000 ret=-22\nnext';
  const [declaration] = traces(text);
  assert.equal(declaration!.lineCount, 4);
  const written = declaration!.fields.map(({ key, value }) =>
    [key, value!].map(({ start, end }) => declaration!.text.slice(start, end)).join('='),
  );
  assert.deepEqual(written, ['flags=0x4', 'gpa=0xfeda0000', 'size=0x20000', 'ua=0x7f8fb009f000', 'ret=-22']);
  assert.equal(declaration!.text.slice(declaration!.id!.start, declaration!.id!.end), '3');
  assert.equal(declaration!.text.slice(declaration!.end - 7, declaration!.end), 'ret=-22');
});

test('lines that follow each other stay apart, and other lines between them are not ours', () => {
  const [line] = GENERATIONS['9.1 and later']!;
  const { declarations } = parse(
    `started\n${line}\n${line}\nkvm_vm_ioctl type 0x4020ae46, arg 0x7ffc\n\n${line} and more\nua=0x1 is nice`,
  );
  assert.deepEqual(
    [...declarations].map(({ kind, lineCount }) => `${kind} ${lineCount}`),
    ['foreign 1', 'trace-slot 1', 'trace-slot 1', 'foreign 1', 'blank 1', 'trace-slot 1', 'foreign 1'],
  );
});

test('an event whose name only begins like ours is not ours', () => {
  for (const text of [
    'kvm_set_user_memory_region: KVM_SET_USER_MEMORY_REGION2 failed, slot=3, start=0xfeda0000, size=0x20000, flags=0x4, guest_memfd=15, guest_memfd_offset=0xa0000: Invalid argument',
    'kvm_set_phys_mem: error registering slot: Invalid argument',
    'kvm_clear_dirty_log slot#3 start 0x0 size 0x1000',
  ])
    assert.deepEqual(traces(text), [], text);
});

test('a broken or unfinished line keeps what it says', () => {
  assert.deepEqual(fieldTexts(traces('kvm_set_user_memory AddrSpace#0 Slot#1 flags=0x0 gpa=0x1000 si')[0]!), [
    'flags=0x0',
    'gpa=0x1000',
  ]);
  assert.deepEqual(fieldTexts(traces('kvm_set_user_memory AddrSpace#0 Slot#1 gpa=0xzz size=')[0]!), ['gpa=!', 'size=']);
  assert.deepEqual(fieldTexts(traces('kvm_set_user_memory')[0]!), []);
  assert.deepEqual(fieldTexts(traces('kvm_set_user_memory AddrSpace#0 Slot#1 newfield=7 gpa=0x1000')[0]!), [
    'gpa=0x1000',
  ]);
});

test('conversions of memory', () => {
  const read = (text: string) => {
    const declaration = parseOne(text);
    assert.ok(declaration.kind === 'attributes', text);
    return `${declaration.process ?? '-'} ${declaration.private} ${fieldTexts(declaration).join(' ')}`;
  };
  const line = 'kvm_convert_memory start 0x100000 size 0x200000';
  assert.equal(read(`${line} shared_to_private`), '- true gpa=0x100000 size=0x200000');
  assert.equal(read(`> 7@1.2:${line} private_to_shared`), '7 false gpa=0x100000 size=0x200000');
  assert.equal(parseOne(line).kind, 'foreign', 'without its direction nothing is known');
});

test('a comment about an event is a comment', () => {
  assert.equal(parseOne(`# ${GENERATIONS['9.0']![0]}`).kind, 'blank');
});
