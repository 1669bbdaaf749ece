import fc from 'fast-check';
import { seedFiles } from './seeds';
import { textGenerator } from './text-generator';

const hex = (most: bigint) => fc.bigInt(0n, most).map((n) => `0x${n.toString(16)}`);
const pages = fc.bigInt(0n, 1n << 22n).map((n) => `0x${(n << 12n).toString(16)}`);

const call = fc
  .record({
    process: fc.constantFrom('', '7@1.5:', '692500@1689108688.696338:', '> '),
    space: fc.nat(2),
    slot: fc.nat(12),
    flags: fc.nat(8),
    gpa: fc.oneof(pages, hex(1n << 64n)),
    size: fc.oneof(pages, fc.constant('0x0')),
    answer: fc.constantFrom(' ret=0', ' ret=0', ' ret=-17', ' ret=-22', ''),
    fd: fc.constantFrom('', ' restricted_fd=19 restricted_offset=0x0', ' guest_memfd=4 guest_memfd_offset=0x1000'),
  })
  .map(
    ({ process, space, slot, flags, gpa, size, answer, fd }) =>
      `${process}kvm_set_user_memory AddrSpace#${space} Slot#${slot} flags=0x${flags} gpa=${gpa} size=${size} ua=0x7f24afc00000${fd}${answer}`,
  );

const convert = fc
  .record({ start: pages, size: pages, to: fc.constantFrom('shared_to_private', 'private_to_shared') })
  .map(({ start, size, to }) => `7@1.5:kvm_convert_memory start ${start} size ${size} ${to}`);

/** Logs of QEMU with its trace lines about memory, and with what else is said in them. */
export const generateLog = textGenerator({
  kind: 'log',
  seeds: seedFiles('.log'),
  lines: fc.oneof(
    { weight: 6, arbitrary: call },
    convert,
    fc.constantFrom('qemu: warning: gpa=1', 'Slot#1: gpa=0', ''),
  ),
  atoms: [
    ...[
      'kvm_set_user_memory ',
      'AddrSpace#1 ',
      'Slot#3 ',
      'flags=0x4',
      ' gpa=0x100000',
      ' size=0x0',
      ' ua=0x',
      ' ret=-22',
    ],
    ...['restricted_fd=7', 'guest_memfd=', 'guest_memfd_offset=0x1000', '7@1.5:', '=3D', '> ', '#', ' ret=0', 'Slot#'],
    ...['kvm_convert_memory start 0x0 size 0x1000 shared_to_private'],
  ],
});
