import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseDeclaration } from '../../../../server/src/syntax/memslots/parse-declaration';
import { snapshotOf } from '../../features/support';

/** What a line says: its kind, its machine, its slot, and its fields as they are written. */
function read(line: string): string {
  const declaration = parseDeclaration({ text: line, lineCount: 1 });
  if (declaration.kind !== 'trace-slot') return declaration.kind;
  const fields = declaration.fields.map(({ name, value }) => `${name}=${line.slice(value!.start, value!.end)}`);
  return [declaration.process ?? '-', declaration.id?.text ?? '?', ...fields].join(' ');
}

const STRUCT = 'slot=65537, flags=KVM_MEM_READONLY, guest_phys_addr=0x1000, memory_size=4096, userspace_addr=0x7f00';

test('what strace writes, with its prefixes and its answers', () => {
  const fields = 'flags=KVM_MEM_READONLY gpa=0x1000 size=4096 ua=0x7f00';
  const call = `ioctl(11<anon_inode:kvm-vm>, KVM_SET_USER_MEMORY_REGION, {${STRUCT}})`;
  assert.equal(read(`${call} = 0`), `fd 11 65537 ${fields} ret=0`);
  assert.equal(read(`[pid  812] 10:01:02.123 ${call} = -1 EEXIST (File exists)`), `fd 11 65537 ${fields} ret=EEXIST`);
  assert.equal(read(`ioctl(4, KVM_SET_USER_MEMORY_REGION, {${STRUCT}} <unfinished ...>`), `fd 4 65537 ${fields}`);
  assert.equal(
    read(
      'ioctl(4, KVM_SET_USER_MEMORY_REGION, {slot=2, flags=0x8 /* KVM_MEM_??? */, guest_phys_addr=0}) = ? ERESTARTSYS',
    ),
    'fd 4 2 flags=0x8 gpa=0',
  );
  assert.equal(read('kvm_vm: KVM_SET_USER_MEMORY_REGION failed, slot=3, start=0x0'), 'foreign');
});

test('a structure that strace does not decode is said to be none', () => {
  const line = 'ioctl(11<anon_inode:kvm-vm>, KVM_SET_USER_MEMORY_REGION2, 0x7ffd28) = 0\n';
  assert.equal(read(line), 'fd 11 ? ret=0');
  const { findings, simulations } = snapshotOf(line, true);
  assert.deepEqual(
    findings.map(({ rule, report }) => [rule.id, report.severity ?? rule.severity]),
    [['trace-opaque', 'information']],
  );
  assert.equal(simulations[0]!.liveSlots.size, 0);
});

test('what Cloud Hypervisor writes: in hex, with the slot where it is made', () => {
  const prefix = 'cloud-hypervisor:   1.234s: <vmm> INFO:vmm/src/memory_manager.rs:1875 -- ';
  assert.equal(
    read(`${prefix}Creating userspace mapping: 100000000 -> 7f2cc0000000 40000000, slot 12`),
    '- 12 gpa=100000000 ua=7f2cc0000000 size=40000000 flags=',
  );
  assert.equal(read(`${prefix}Created userspace mapping: 100000000 -> 7f2cc0000000 40000000`), 'foreign');
  assert.equal(
    read(`${prefix}Removed userspace mapping: 0 -> 7f2c00000000 c0000000`),
    '- ? gpa=0 ua=7f2c00000000 size=c0000000 flags= ret=',
  );
});

test('what crosvm writes when a call failed', () => {
  assert.equal(
    read(
      '[ERROR:arch] set_user_memory_region failed: slot=3, guest_addr=0xfeda0000, size=0x20000, ptr=0x7f8f, cache=CacheCoherent, err=Error(17)',
    ),
    '- 3 gpa=0xfeda0000 size=0x20000 ua=0x7f8f ret=17',
  );
});

test('memory that was removed by its address is free again, after edits too', () => {
  const made = 'Creating userspace mapping: 0 -> 7f2c00000000 c0000000, slot 0\n';
  const again = 'Creating userspace mapping: 80000000 -> 7f2c80000000 40000000, slot 1\n';
  const removed = 'Removed userspace mapping: 0 -> 7f2c00000000 c0000000\n';
  const codes = (text: string) => snapshotOf(text, true).findings.map(({ rule }) => rule.id);
  assert.deepEqual(codes(made + again), ['slot-overlap']);
  assert.deepEqual(codes(made + removed + again), []);
  assert.deepEqual(codes(made + removed.replace('0 ->', '1000 ->') + again), ['slot-overlap']);
});
