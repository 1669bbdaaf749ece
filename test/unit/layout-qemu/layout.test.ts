import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { qemuMemslots } from '../../../server/src/layout/qemu/qemu-memslots';
import { startWords } from '../../conformance/qemu-machine';

const hex = (value: bigint): string => `0x${value.toString(16)}`;

/** The RAM of a command line as `gpa+size@offset`, without firmware. */
function ram(...argv: string[]): string[] | undefined {
  return startWords(argv)
    .machine.regions?.filter(({ kind }) => kind !== 'rom')
    .map(({ name, gpa, size, offset }) => `${name} ${hex(gpa)}+${hex(size)}@${hex(offset)}`);
}

test('where the machines of other architectures put their RAM', () => {
  assert.deepEqual(ram('qemu-system-aarch64', '-M', 'virt', '-m', '4G'), ['mach-virt.ram 0x40000000+0x100000000@0x0']);
  assert.deepEqual(ram('qemu-system-riscv64', '-M', 'virt', '-m', '4G'), [
    'riscv_virt_board.ram 0x80000000+0x100000000@0x0',
  ]);
  assert.deepEqual(ram('qemu-system-s390x', '-m', '4G'), ['s390.ram 0x0+0x100000000@0x0']);
  assert.deepEqual(ram('qemu-system-ppc64', '-m', '4G'), ['ppc_spapr.ram 0x0+0x100000000@0x0']);
  assert.deepEqual(ram('qemu-system-loongarch64', '-m', '2G'), [
    'loongarch.ram 0x0+0x10000000@0x0',
    'loongarch.ram 0x80000000+0x70000000@0x10000000',
  ]);
});

test('RAM is split where the board has its hole', () => {
  const q35 = (...argv: string[]): string[] | undefined =>
    ram('qemu-system-x86_64', '-nodefaults', '-M', 'q35', ...argv);
  assert.deepEqual(q35('-m', '4G'), [
    'pc.ram 0x0+0xc0000@0x0',
    'pc.ram 0x100000+0x7ff00000@0x100000',
    'pc.ram 0x100000000+0x80000000@0x80000000',
  ]);
  // AMD's hole below 1 TiB: the default CPU without KVM is one of AMD's.
  const far = q35('-cpu', 'qemu64,phys-bits=48', '-m', '4G,slots=1,maxmem=1T');
  assert.equal(far?.[2], 'pc.ram 0x10000000000+0x80000000@0x80000000');
});

test('a number of address bits that no CPU has is no number of address bits', () => {
  for (const bits of ['0', '20', '53', '64', '99999999999999', '-5', '0x10000000000000000', 'x'])
    assert.equal(ram('qemu-system-x86_64', '-cpu', `qemu64,phys-bits=${bits}`, '-m', '4G')?.length, 3, bits);
});

test('all of the RAM is somewhere, nothing overlaps, and memslots are whole pages', () => {
  const megabytes = fc.integer({ min: 1, max: 8192 });
  fc.assert(
    fc.property(
      fc.constantFrom('q35', 'pc', 'microvm', 'pc-i440fx-1.7', 'isapc'),
      fc.array(megabytes, { minLength: 1, maxLength: 4 }),
      fc.boolean(),
      fc.option(fc.constantFrom('1G', '2G', '3G', '1500M', '3968M'), { nil: undefined }),
      (machine, nodes, vga, limit) => {
        const total = nodes.reduce((sum, node) => sum + node, 0);
        const words = [
          '-m',
          `${total}M`,
          '-M',
          limit && machine !== 'microvm' ? `${machine},max-ram-below-4g=${limit}` : machine,
        ];
        for (const [i, node] of nodes.entries())
          words.push('-object', `memory-backend-ram,id=n${i},size=${node}M`, '-numa', `node,memdev=n${i}`);
        if (!vga) words.push('-nodefaults');
        const { machine: started } = startWords(['qemu-system-x86_64', ...words]);
        const regions = started.regions!;
        let end = 0n;
        let size = 0n;
        for (const region of regions) {
          assert.ok(region.gpa >= end);
          end = region.gpa + region.size;
          if (region.kind === 'ram') size += region.size;
        }
        // What the legacy hole and the firmware hide is at most the first MiB from 0xa0000 on.
        const hidden = BigInt(total) * 1048576n - size;
        assert.ok(hidden >= 0n && hidden <= 0x60000n, hex(hidden));
        for (const slot of qemuMemslots(started)!) assert.equal((slot.gpa | slot.size | slot.blockOffset) % 4096n, 0n);
      },
    ),
    { numRuns: 300 },
  );
});

test('a memslot of RAM that ends within a page ends at the page', () => {
  const { machine } = startWords(
    'qemu-system-x86_64 -nodefaults -M q35,memory-backend=m -object memory-backend-ram,id=m,size=1000001K'.split(' '),
  );
  const slots = qemuMemslots(machine)!.filter(({ backend }) => backend);
  assert.equal(hex(slots[1]!.gpa + slots[1]!.size), '0x3d090000');
});

test('confidential guests have a guest_memfd in every memslot', () => {
  const { machine } = startWords([
    'qemu-system-x86_64',
    '-nodefaults',
    '-M',
    'q35,confidential-guest-support=s',
    '-object',
    'sev-snp-guest,id=s,cbitpos=51,reduced-phys-bits=1',
    '-m',
    '1G',
  ]);
  assert.ok(qemuMemslots(machine)!.every(({ flags }) => flags === 4n));
});
