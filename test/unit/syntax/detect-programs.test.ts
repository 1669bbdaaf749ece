import assert from 'node:assert/strict';
import { test } from 'node:test';
import { documentKind, ownKind } from '../../../server/src/features/analysis';
import { detectVmm } from '../../../server/src/syntax/detect-vmm';

const OURS: readonly (readonly [name: string, text: string, kind: string])[] = [
  ['a.c', 'struct kvm_userspace_memory_region region;', 'c'],
  ['a.h', 'struct kvm_userspace_memory_region2 all[] = {', 'c'],
  ['a.cc', 'kvm_userspace_memory_region r{};', 'c'],
  ['a.cpp', 'f((struct kvm_userspace_memory_region) { 0 });', 'c'],
  ['a.c', 'struct kvm_userspace_memory_region *mem = x;', 'c'],
  ['a.rs', 'let r = kvm_userspace_memory_region { slot, .. };', 'rust'],
  ['a.rs', 'f(kvm_bindings::kvm_userspace_memory_region2 {', 'rust'],
  ['a.rs', 'let r = kvm_userspace_memory_region::default();', 'rust'],
  ['a.rs', 'let r: kvm_userspace_memory_region = x;', 'rust'],
];

for (const [name, text, kind] of OURS) {
  test(`${name}: ${text}`, () => {
    assert.equal(detectVmm(text, { name }), kind);
    assert.equal(ownKind(text, name), kind);
  });
}

const NOT_OURS: readonly (readonly [name: string, text: string])[] = [
  [
    'kvm.h',
    'struct kvm_userspace_memory_region {\n\t__u32 slot;\n};\n_IOW(KVMIO, 0x46, struct kvm_userspace_memory_region)\n',
  ],
  ['kvm_main.c', 'int kvm_set_memory_region(struct kvm *kvm, const struct kvm_userspace_memory_region2 *mem)\n{'],
  ['a.c', 'sizeof(struct kvm_userspace_memory_region)'],
  ['a.c', 'struct my_kvm_userspace_memory_region r;'],
  ['a.c', '/* <domain type="kvm"> qemu-system-x86_64 -m 4G */ int main(void) { return 0; }'],
  [
    'bindings.rs',
    'pub struct kvm_userspace_memory_region {\n    pub slot: __u32,\n}\nimpl Default for kvm_userspace_memory_region {',
  ],
  ['a.rs', 'use kvm_bindings::{kvm_userspace_memory_region, X};\nfn f() -> kvm_userspace_memory_region {'],
  ['a.rs', 'fn f(region: kvm_userspace_memory_region) {'],
  ['a.py', 'r = kvm_userspace_memory_region { slot: 0 }'],
  ['', 'struct kvm_userspace_memory_region region = { 0 };'],
  ['a.md', '    struct kvm_userspace_memory_region region = { 0 };'],
];

for (const [name, text] of NOT_OURS) {
  test(`not ours: ${name}: ${text.slice(0, 60)}`, () => {
    assert.equal(detectVmm(text, { name }), undefined);
    assert.equal(ownKind(text, name), undefined);
  });
}

test('a program is a program, whatever its strings hold', () => {
  const text = 'char *xml = "<domain type=\'kvm\'><memory>1</memory></domain>";\n';
  assert.equal(documentKind(text, 'a.c', undefined), 'c');
  assert.equal(documentKind(text, 'file:///a', 'cpp'), 'c');
  assert.equal(documentKind(text, 'a.rs', undefined), 'rust');
});
