import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hasTraceLine, hasTraceLineNear, type LineSource } from '../../client/src/trace-detector';

const source = (text: string): LineSource => {
  const lines = text.split('\n');
  return { lineCount: lines.length, lineText: (line) => lines[line]! };
};
const has = (text: string, limit = 1 << 20) => {
  const lines = source(text);
  return hasTraceLine(lines, 0, lines.lineCount, limit);
};

test('a trace line is found wherever it stands', () => {
  assert.ok(has('kvm_set_user_memory Slot#1 flags=0x0'));
  assert.ok(has('a\nb\n1@2.3:kvm_set_user_memory AddrSpace#0 Slot#1 flags=0x0\nc'));
  assert.ok(has('> > kvm_set_user_memory AddrSpace#0 Slot#1'));
});

test('calls that other logs have', () => {
  assert.ok(has('ioctl(4<anon_inode:kvm-vm>, KVM_SET_USER_MEMORY_REGION, {slot=0, flags=0'));
  assert.ok(has('INFO Creating userspace mapping: 0 -> 7f2c00000000 c0000000, slot 0'));
  assert.ok(has('set_user_memory_region failed: slot=3, guest_addr=0x0'));
  assert.ok(!has('KVM_SET_USER_MEMORY_REGION is an ioctl; a userspace mapping: slot=3'));
});

test('both words are needed, in this order', () => {
  assert.ok(!has(''));
  assert.ok(!has('kvm_set_user_memory failed'));
  assert.ok(!has('Slot#1 before kvm_set_user_memory'));
  assert.ok(!has('Slot#1'));
});

test('mail may have broken the line', () => {
  assert.ok(has('> kvm_set_user_memory AddrSpace#0\n> Slot#1 flags=0x0'));
  assert.ok(has('kvm_set_user_memory\n\nSlot#1'));
  assert.ok(!has('kvm_set_user_memory\n\n\nSlot#1'));
});

test('no more than the limit is looked at, in one long line too', () => {
  const line = 'kvm_set_user_memory Slot#1';
  assert.ok(!has(`${'x'.repeat(1000)}\n${line}`, 1000));
  assert.ok(has(`${'x'.repeat(1000)}\n${line}`, 1001 + line.length));
  assert.ok(!has(`${'x'.repeat(1000)}${line}`, 1000));
  assert.ok(!has(line, line.length - 2));
});

test('an edit is looked at with the lines that it may have completed', () => {
  const lines = source('kvm_set_user_memory\nSlot#1 typed just now\nkvm_set_user_memory Slot#2');
  assert.ok(hasTraceLineNear(lines, 1, 2, 1000));
  assert.ok(!hasTraceLineNear(source('kvm_set_user_memory\n\n\nSlot#1\n'), 3, 4, 1000));
  assert.ok(!hasTraceLineNear(source('kvm_set_user_memory Slot#0\na\nb\nc'), 3, 4, 1000));
});
