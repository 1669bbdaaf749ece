import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type BuiltCommandLine, buildCommandLine } from '../../command-line';

let memslot: BuiltCommandLine;
before(async () => {
  memslot = await buildCommandLine();
});
after(() => memslot.remove());

const example = (name: string) => readFileSync(join(import.meta.dirname, '../../../examples', name), 'utf8');

test('memslot trace says what each operation did, and what is set in the end', () => {
  memslot.write('boot.log', example('q35-boot.log').split('\n').slice(0, 10).join('\n'));
  const { stdout, stderr, status } = memslot.run(['trace', 'boot.log']);
  assert.equal(stderr, '');
  assert.equal(status, 0);
  assert.equal(
    stdout,
    `boot.log
machine 51877
      2  slot 0     [0x0, 0x80000000)             adds slot 0
      3  slot 1     [0x100000000, 0x180000000)    adds slot 1 · 2 MiB lost: ua 0x1ff000 off
      4  slot 2     [0xfffc0000, 0x100000000)     adds slot 2
    5-9  splits slot 0 into 2
      5    slot 0   0x0                           splits slot 0 into 2
      6    slot 0   [0x0, 0xa0000)                part 1 of 2 of slot 0
      7    slot 3   [0xc0000, 0xe0000)            adds slot 3
      8    slot 4   [0xe0000, 0x100000)           adds slot 4
      9    slot 5   [0x100000, 0x80000000)        part 2 of 2 of slot 0
     10  slot 3     0xc0000                       deletes slot 3
In the end: 5 slots, 4 GiB
         slot 0                          [0x0, 0xa0000)  640 KiB
         slot 4                          [0xe0000, 0x100000)  128 KiB
         slot 5                          [0x100000, 0x80000000)  2047 MiB
         slot 2                          [0xfffc0000, 0x100000000)  256 KiB
         slot 1                          [0x100000000, 0x180000000)  2 GiB
`,
  );
});

test('as JSON, one object a line, from a pipe', () => {
  const line =
    'ioctl(4, KVM_SET_USER_MEMORY_REGION, {slot=0, flags=0, guest_phys_addr=0x1000, memory_size=8192, userspace_addr=0x7f0000000000})';
  const { stdout, status } = memslot.run(
    ['trace', '--format', 'json', '--as', 'log', '-'],
    `${line} = 0\n${line.replace('slot=0', 'slot=1')} = -1 EEXIST (File exists)\n`,
  );
  assert.equal(status, 0);
  const values = { gpa: '0x1000', size: '0x2000', userspaceAddr: '0x7f0000000000', flags: '0x0' };
  assert.deepEqual(
    stdout
      .trimEnd()
      .split('\n')
      .map((text) => JSON.parse(text)),
    [
      {
        file: '-',
        machine: 'fd 4',
        line: 1,
        transaction: null,
        slot: 0,
        ...values,
        errno: null,
        effect: 'adds slot 0',
        detail: null,
      },
      {
        file: '-',
        machine: 'fd 4',
        line: 2,
        transaction: null,
        slot: 1,
        ...values,
        errno: 'EEXIST',
        effect: 'EEXIST: overlaps slot 0',
        detail:
          'KVM answered EEXIST: it refuses guest-physical memory that another slot of the address space covers (virt/kvm/kvm_main.c: kvm_check_memslot_overlap). Here that is slot 0 at [0x1000, 0x3000).',
      },
      { file: '-', machine: 'fd 4', final: true, addressSpace: 0, slot: 0, ...values },
    ],
  );
});

test('a script is no log', () => {
  memslot.write('vm.sh', 'qemu-system-x86_64 -m 1G\n');
  const { stderr, status } = memslot.run(['trace', 'vm.sh']);
  assert.equal(stderr, 'memslot: vm.sh is no log of memslots.\n');
  assert.equal(status, 2);
});

test('memslot compare: the example against the script it is from', () => {
  memslot.write('q35-boot.log', example('q35-boot.log'));
  memslot.write('q35-boot.sh', example('q35-boot.sh'));
  const { stdout, status } = memslot.run(['compare', 'q35-boot.log', 'q35-boot.sh']);
  assert.equal(status, 1);
  assert.equal(
    stdout,
    `q35-boot.log: machine 51877
q35-boot.sh: q35, line 3, after its firmware ran
Of 6 pieces of memory, 2 are not the same.

  same    [0x0, 0xa0000)  640 KiB
  same    [0xc0000, 0x100000)  256 KiB
  same    [0x100000, 0x80000000)  2047 MiB
+ extra   [0xe0000000, 0xe1000000)  16 MiB
            in the log only; firmware places the memory of PCI devices, such as a display, where no configuration says
  same    [0xfffc0000, 0x100000000)  256 KiB
~ differs [0x100000000, 0x180000000)  2 GiB
            configured for pages of 2 MiB, but gpa and userspace_addr in the log differ below 2 MiB by 0x1ff000
`,
  );
  assert.equal(memslot.run(['compare', 'q35-boot.log', 'q35-boot.log']).status, 0);
  assert.match(memslot.run(['compare', 'q35-boot.log']).stderr, /needs two files/);
});
