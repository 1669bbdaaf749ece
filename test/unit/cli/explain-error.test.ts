import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type BuiltCommandLine, buildCommandLine } from '../../command-line';

let memslot: BuiltCommandLine;
before(async () => {
  memslot = await buildCommandLine();
  memslot.write('sum.sh', 'qemu-system-x86_64 -m 4G -object memory-backend-ram,id=a,size=1G -numa node,memdev=a\n');
  memslot.write('size.sh', 'qemu-system-x86_64 -m 4X\n');
});
after(() => memslot.remove());

const SAID = 'qemu-system-x86_64: total memory for NUMA nodes (0x40000000) should equal RAM size (0x100000000)';
const explain = (...args: readonly string[]) => memslot.run(['explain', ...args]);

test('the place in the files that a message is about', () => {
  const { stdout, status } = explain('--error', SAID, 'size.sh', 'sum.sh');
  assert.equal(status, 0);
  assert.match(stdout, /^sum\.sh:1:\d+: error: .*\[numa-sum\]\n$/);
  const { rules, place } = JSON.parse(explain('--format', 'json', `--error=${SAID}`, 'sum.sh').stdout);
  assert.deepEqual([rules[0], place.file, place.code, place.range.start.line], ['numa-sum', 'sum.sh', 'numa-sum', 0]);
});

test('without a place it is the page of the rule', () => {
  for (const files of [[], ['size.sh']]) {
    const { stdout, status } = explain('--error', SAID, ...files);
    assert.deepEqual([status, stdout.split('\n')[0]], [0, '# numa-sum']);
  }
});

test('several rules are listed, and a message of which nothing is known ends with 1', () => {
  const said =
    'kvm_set_user_memory_region: KVM_SET_USER_MEMORY_REGION failed, slot=1, start=0x0, size=0x1001: Invalid argument';
  const { stdout } = explain('--error', said);
  assert.ok(stdout.startsWith('# page-misaligned\n'));
  assert.match(stdout, /It may also be about:\n(?: {2}[a-z-]+: .+\n)+$/);
  const nothing = explain('--error', 'Segmentation fault');
  assert.deepEqual([nothing.status, nothing.stdout], [1, 'No rule is known to be about this message.\n']);
});

test('a file that cannot be read is told of', () => {
  const { stderr, status } = explain('--error', SAID, 'none.sh');
  assert.equal(status, 2);
  assert.match(stderr, /none\.sh/);
});
