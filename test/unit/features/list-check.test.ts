import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { FindingList } from '../../../server/src/features/finding-list';
import { findingsIn } from '../../../server/src/features/findings-in';
import { ListCheck } from '../../../server/src/features/list-check';
import { readSettings, type Settings } from '../../../server/src/features/settings';
import { createSnapshot } from '../../../server/src/features/snapshot';
import { TextLines } from '../../../server/src/text/text-lines';

interface Checked {
  readonly counts: readonly number[];
  readonly listed: readonly unknown[];
}

function summary(list: FindingList): Checked {
  const counts = (['error', 'warning', 'information', 'hint'] as const).map((severity) => list.count(severity));
  return { counts, listed: list.list().map(({ range, severity, code, message }) => [range, severity, code, message]) };
}

/** What is found in pieces, the second time with what stands too late for the first. */
function checkPieces(pieces: readonly string[], settings: Settings, log: boolean, most: number): Checked {
  const check = (common?: ListCheck['common']) => {
    const list = new ListCheck({ settings, log, most, asksForFixes: false, common });
    for (const piece of pieces) list.push(piece);
    list.end();
    return list;
  };
  const first = check();
  const last = first.isLate ? check(first.common) : first;
  assert.equal(last.isLate, false);
  return summary(last.findings.list);
}

function checkWhole(text: string, settings: Settings, log: boolean, most: number): Checked {
  return summary(findingsIn(createSnapshot(TextLines.of(text), { settings, log }), most));
}

const hexOf = (value: number) => `0x${value.toString(16)}`;
const oneOf = <T>(...values: T[]) => fc.constantFrom(...values);
const MIB = 1 << 20;

/** What QEMU writes before an event. */
const stamp = oneOf('48213@1753866764.000123:', '48213@5.6:', '7@1.2: ', '', '2025-07-30T09:12:44Z ');

/** A trace line, as QEMU writes it or as mail and older versions have it. */
const trace = fc
  .record({
    prefix: oneOf('TIME', 'TIME', 'TIME', '> ', '# ', '\ufeff'),
    space: oneOf('', 'AddrSpace#0 ', 'AddrSpace#0 ', 'AddrSpace#1 ', 'AddrSpace#2 '),
    slot: oneOf('0', '1', '2', '3', '65537', 'x'),
    flags: oneOf(0, 0, 0, 1, 2, 4, 9),
    gpa: oneOf(0, MIB, 2 * MIB, 3 * MIB, 4 * MIB, 0x1001),
    size: oneOf(0, 0, MIB, 2 * MIB, 4 * MIB, 0x1800),
    ua: oneOf(0x100000, 0x7f0000000000, 0x7f0000201000),
    file: oneOf(
      '',
      ' guest_memfd=-1 guest_memfd_offset=0x0',
      ' guest_memfd=9 guest_memfd_offset=0x100000',
      ' gmem_fd=-1 gmem_fd_offset=0x1000',
    ),
    ret: oneOf(
      ' ret=0',
      ' ret=0',
      ' ret=-22',
      ' ret=-17',
      '',
      '\n ret=0',
      ' ret=0 restricted_fd=3\nrestricted_offset=0x0',
    ),
  })
  .map(
    ({ prefix, space, slot, flags, gpa, size, ua, file, ret }) =>
      `${prefix}kvm_set_user_memory ${space}Slot#${slot} flags=${hexOf(flags)} gpa=${hexOf(gpa)} size=${hexOf(size)} ua=${hexOf(ua)}${file}${ret}`,
  );

const conversion = fc
  .tuple(oneOf(0, MIB, 2 * MIB, 0x800), oneOf(0, 0x1000, MIB), oneOf('shared_to_private', 'private_to_shared', ''))
  .map(([start, size, way]) => `TIMEkvm_convert_memory start ${hexOf(start)} size ${hexOf(size)} ${way}`);

const encoded = trace.map((line) => line.replaceAll('=', '=3D').replace('gpa', 'g=\npa'));

const slot = fc
  .record({
    id: oneOf('0', '1', '2', '7', 'one'),
    gpa: oneOf('0', '1M', '2M', 'base', '0x1001', '4G-2M'),
    size: oneOf('0', '2M', '4M', 'base*2', '1G'),
    more: oneOf(
      '',
      ', backing=ram',
      ', backing=gm, offset=1M',
      ', ua=0x7f0000001000',
      ', flags=readonly',
      ', as=1',
      ', page=2M',
    ),
    comment: oneOf(
      '',
      '',
      ' # memslot: ignore slot-overlap',
      ' # memslot: ignore',
      ' # memslot: ignore-file page-misaligned',
    ),
  })
  .map(({ id, gpa, size, more, comment }) => `Slot#${id}: gpa=${gpa}, size=${size}${more}${comment}`);

const common = oneOf(
  'let base = 2M',
  'let base = base',
  'backing ram type=memfd page=2M size=1G',
  'backing gm type=guest_memfd size=3M',
  'host arch=x86_64 kernel=6.1',
  'host arch=arm64',
  'host vm=snp',
  'rule exact',
  'rule exakt',
  'machine second',
  '# memslot: off',
  '# memslot: ignore-file trace-disagrees, slot-overlap',
);

const other = oneOf(
  '',
  '',
  '2025-07-30T09:12:44Z qemu-system-x86_64: warning: nothing happened',
  'kvm_vm_ioctl type 0x4020ae46, arg 0x7f',
  'kvm_set_user_memory_region: KVM_SET_USER_MEMORY_REGION failed, slot=3: Invalid argument',
  'private gpa=0 size=1M',
  'shared gpa=1M',
  '# memslot: ignore hva-incongruent',
  '  # memslot: ignore trace-disagrees, slot-set-again -- as it is',
  '// only a comment',
  'gpa=1 size=2 backing=x',
  'hosts are many',
  'Slto#1: gpa=0',
  'über =3D',
  `${' kvm_set_user_memory Slot#0'.repeat(700)}`,
);

const logged = oneOf(
  '[pid 7] ioctl(4<anon_inode:kvm-vm>, KVM_SET_USER_MEMORY_REGION, {slot=0, flags=0, guest_phys_addr=0, memory_size=2097152, userspace_addr=0x7f0000001000}) = 0',
  'ioctl(4, KVM_SET_USER_MEMORY_REGION, {slot=1, flags=KVM_MEM_READONLY, guest_phys_addr=0x100000, memory_size=4096, userspace_addr=0x7f0000000000}) = -1 EEXIST (File exists)',
  'ioctl(4, KVM_SET_USER_MEMORY_REGION2, 0x7ffd28) = 0',
  'INFO -- Creating userspace mapping: 0 -> 7f2c00000000 200000, slot 0',
  'Creating userspace mapping: 100000 -> 7f2c00000000 200000, slot 1',
  'Removed userspace mapping: 0 -> 7f2c00000000 200000',
  'set_user_memory_region failed: slot=3, guest_addr=0x1000, size=0x20000, ptr=0x7f8f000, cache=CacheCoherent, err=Error(17)',
);

const line = fc.oneof(
  { weight: 12, arbitrary: trace },
  { weight: 2, arbitrary: conversion },
  { weight: 1, arbitrary: encoded },
  { weight: 4, arbitrary: slot },
  { weight: 3, arbitrary: logged },
  { weight: 1, arbitrary: common },
  { weight: 5, arbitrary: other },
);

/** Texts in pieces of whole lines. */
const pieces = fc
  .tuple(
    fc.array(common, { maxLength: 3 }),
    // Few different lines, many times, behind different time stamps.
    fc
      .array(line, { minLength: 1, maxLength: 12 })
      .chain((few) => fc.array(fc.tuple(stamp, oneOf(...few), oneOf(false, false, true)), { maxLength: 40 })),
    oneOf('\n', '\n', '\r\n', '\r'),
    fc.boolean(),
  )
  .map(([head, lines, end, ends]) => {
    const cut: string[] = [];
    let piece = head.map((text) => text + end).join('');
    for (const [i, [time, text, cuts]] of lines.entries()) {
      piece += text.replace('TIME', time).replaceAll('\n', end) + (i < lines.length - 1 || ends ? end : '');
      if (!cuts) continue;
      cut.push(piece);
      piece = '';
    }
    return [...cut, piece];
  });

const SETTINGS = [
  readSettings({}),
  readSettings({ kernel: '6.6' }),
  readSettings({ rule: 'ctz', rules: { 'trace-disagrees': 'error', 'slot-zap-cost': 'off' } }),
];

test('what is found piece by piece is what is found in the whole text', () => {
  fc.assert(
    fc.property(pieces, fc.boolean(), oneOf(...SETTINGS), oneOf(3, 1000), (cut, log, settings, most) => {
      assert.deepEqual(checkPieces(cut, settings, log, most), checkWhole(cut.join(''), settings, log, most));
    }),
    { numRuns: Number(process.env.RUNS ?? 400), seed: Number(process.env.SEED ?? 20_260) },
  );
});

const SET = 'kvm_set_user_memory AddrSpace#0 Slot#0 flags=0x0 gpa=0x0 size=0x200000 ua=0x7f0000000000 ret=0';
const REFUSED = SET.replace('ret=0', 'ret=-22');
const SMM = 'kvm_set_user_memory AddrSpace#1 Slot#1 flags=0x0 gpa=0x0 size=0x200000 ua=0x7f0000000000 ret=-22';
const PRIVATE = 'kvm_convert_memory start 0x0 size 0x1000 shared_to_private';

/** What hardly comes by chance, one line an item. */
const RARE: Readonly<Record<string, readonly string[]>> = {
  'the same call on two hosts': [
    'machine a',
    'host arch=x86_64',
    REFUSED,
    'machine b',
    'host arch=arm64',
    REFUSED,
    REFUSED,
  ],
  'a slot without an id where nothing may be': [
    'kvm_set_user_memory flags=0x0 gpa=0x0 size=0x100000000 ua=0x7f0000000000 ret=0',
  ],
  'a delete, and what it costs': [
    'Slot#0: gpa=0, size=2M',
    'Slot#0: size=0',
    'Slot#0: gpa=2M, size=2M',
    'Slot#0: size=0',
  ],
  'a delete before a machine may be two': ['Slot#0: gpa=0, size=2M', 'Slot#0: size=0', SMM, 'Slot#0: size=0', PRIVATE],
  'a file that is silent from its end on': ['nothing of ours', '# memslot: ignore-file unknown-declaration'],
  'a value that mail tore apart': [`${REFUSED.slice(0, -1)}=`, '2 x=3D1', `1@1.2:${REFUSED.slice(0, -1)}=`, '2 x=3D1'],
  'a conversion that nobody can follow': [
    'backing gm type=guest_memfd size=4M',
    'Slot#0: gpa=0, size=4M, backing=gm',
    'private gpa=elsewhere size=1M',
    'shared gpa=0 size=4K',
  ],
};

for (const [what, lines] of Object.entries(RARE))
  test(`piece by piece: ${what}`, () => {
    const text = lines.map((text) => `${text}\n`);
    const whole = checkWhole(text.join(''), SETTINGS[0]!, false, 100);
    assert.ok(whole.listed.length > 0 || what.includes('silent'));
    assert.deepEqual(checkPieces(text, SETTINGS[0]!, false, 100), whole);
  });
