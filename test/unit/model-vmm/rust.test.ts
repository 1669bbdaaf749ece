import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hoverAt } from './hover-at';
import { callsIn, findingsIn, fixedBy, readProgram } from './program';

const FIELDS = 'slot: 1, flags: 0, guest_phys_addr: 0x1000, memory_size: 0x2000, userspace_addr: 0x7000';
const SEND = 'unsafe { vm.set_user_memory_region(r)? };';
/** A function with a struct of its own, and these statements. */
const body = (statements: string) =>
  `fn f(p: u64) {\n    let mut r = kvm_userspace_memory_region { ${FIELDS} };\n    ${statements}\n}\n`;
/** A function with a struct whose fields are these, which is sent. */
const sent = (fields: string, before = '') =>
  `${before}fn f(p: u64) {\n    let r = kvm_userspace_memory_region { ${fields}, ..Default::default() };\n    ${SEND}\n}\n`;
const ONE = '1 0 0x1000+0x2000@0x7000';

const CALLS: readonly (readonly [what: string, text: string, calls: readonly string[]])[] = [
  ['every field', body(SEND), [ONE]],
  ['the rest by default', sent('slot: 2'), ['2 0 0x0+0x0@?']],
  [
    'the rest from zeroed()',
    'fn f() { vm.set_user_memory_region(kvm_userspace_memory_region { slot: 2, ..unsafe { std::mem::zeroed() } }); }',
    ['2 0 0x0+0x0@?'],
  ],
  [
    'the rest from another one',
    'fn f() { vm.set_user_memory_region(kvm_userspace_memory_region { slot: 2, ..old }); }',
    ['2 ? ?+?@?'],
  ],
  ['no rest', 'fn f() { vm.set_user_memory_region(kvm_userspace_memory_region { slot: 2 }); }', ['2 ? ?+?@?']],
  [
    'a path',
    'fn f() { let r = kvm_bindings::kvm_userspace_memory_region::default(); vm.set_user_memory_region(r); }',
    ['0 0 0x0+0x0@?'],
  ],
  [
    'a type and a default',
    'fn f() { let mut r: kvm_userspace_memory_region = Default::default(); r.slot = 3; self.vm_fd.set_user_memory_region(r); }',
    ['3 0 0x0+0x0@?'],
  ],
  [
    'a type and something else',
    'fn f() { let r: kvm_userspace_memory_region = make(); vm.set_user_memory_region(r); }',
    ['? ? ?+?@?'],
  ],
  [
    'a type and a struct',
    `fn f() { let r: kvm_userspace_memory_region = kvm_userspace_memory_region { ${FIELDS} }; ${SEND} }`,
    [ONE],
  ],
  [
    'the second struct',
    'fn f() { let r = kvm_userspace_memory_region2 { slot: 1, pad2: [0; 14], ..Default::default() }; vm.set_user_memory_region2(r); }',
    ['1 0 0x0+0x0@?'],
  ],
  ['an ioctl', body('unsafe { libc::ioctl(vm_fd, KVM_SET_USER_MEMORY_REGION(), &r) };'), [ONE]],
  ['nobody is seen to send it', body('self.add(r);'), [`alone ${ONE}`]],
  [
    'short for a parameter',
    'fn f(slot: u32) { vm.set_user_memory_region(kvm_userspace_memory_region { slot, ..Default::default() }); }',
    ['? 0 0x0+0x0@?'],
  ],
  [
    'short for a variable',
    'fn f() { let slot = 4; vm.set_user_memory_region(kvm_userspace_memory_region { slot, ..Default::default() }); }',
    ['4 0 0x0+0x0@?'],
  ],
  [
    'a variable that is declared twice',
    'fn f() { let slot = 4; let slot = slot + 1; vm.set_user_memory_region(kvm_userspace_memory_region { slot, ..Default::default() }); }',
    ['? 0 0x0+0x0@?'],
  ],
  [
    'a variable that changes',
    'fn f() { let mut slot = 4; slot += 1; vm.set_user_memory_region(kvm_userspace_memory_region { slot, ..Default::default() }); }',
    ['? 0 0x0+0x0@?'],
  ],
  [
    'a variable that is lent',
    'fn f() { let mut slot = 4; next(&mut slot); vm.set_user_memory_region(kvm_userspace_memory_region { slot, ..Default::default() }); }',
    ['? 0 0x0+0x0@?'],
  ],
  ['two in one run', body(`${SEND} vm.create_irq_chip()?; r.slot = 2; ${SEND}`), [`${ONE}, ${ONE.replace('1', '2')}`]],
  ['a method between that may set slots', body(`${SEND} vm.reset(); ${SEND}`), [ONE, ONE]],
  ['lent', body(`show(&r); ${SEND}`), [ONE]],
  ['lent to be changed', body(`fill(&mut r); ${SEND}`), ['? ? ?+?@?']],
  ['a branch', body(`if p > 1 { r.flags = 2; } ${SEND}`), ['1 ? 0x1000+0x2000@0x7000']],
  ['a loop', body(`for i in 0..3 { r.slot = i; ${SEND} }`), ['? ? ?+?@?']],
  ['a closure', body(`let set = |x| { r.slot = x; }; ${SEND}`), ['? ? ?+?@?']],
  ['a match', body(`match p { 1 => r.slot = 1, _ => { ${SEND} } }`), ['? ? ?+?@?']],
  [
    'what is matched',
    body(`match unsafe { vm.set_user_memory_region(r) } { Ok(()) => {} Err(e) => panic!("{e}") }`),
    [ONE],
  ],
  [
    'a pattern',
    'fn f() { let kvm_userspace_memory_region { slot, .. } = r; match r { kvm_userspace_memory_region { slot: 1, .. } => 1, _ => 2 }; }',
    [],
  ],
  ['a result', 'fn f() -> kvm_userspace_memory_region { make() }', []],
  [
    'a definition',
    'pub struct kvm_userspace_memory_region { pub slot: u32 } impl Default for kvm_userspace_memory_region { fn default() -> Self { todo!() } }',
    [],
  ],
  ['a vector', `fn f() { let all = vec![kvm_userspace_memory_region { ${FIELDS} }]; }`, [`alone ${ONE}`]],
  ['compiled or not', body(`#[cfg(x)] { r.slot = 2; } ${SEND}`), []],
  [
    'comments and strings',
    body(`/* /* */ r.slot = 2; */ let s = r#"r.slot = "3";"#; let c = '"'; let d: &'static str = "}"; ${SEND}`),
    [ONE],
  ],
];

for (const [what, text, calls] of CALLS) test(`calls: ${what}`, () => assert.deepEqual(callsIn(text, 'rust'), calls));

/** What memory_size is; `undefined`: not known. */
const VALUES: readonly (readonly [value: string, size: bigint | undefined, before?: string])[] = [
  ['0x1000_0000', 0x1000_0000n],
  ['4096u64', 4096n],
  ['4_096_usize', 4096n],
  ['4096u8', undefined],
  ['0o17', 15n],
  ['0b1_0', 2n],
  ['010', 10n],
  ['1.5', undefined],
  ['1 << 40', 1n << 40n],
  ['1u32 << 31', 1n << 31n],
  ['1i32 << 31', undefined],
  ['(1 << 31) as u64', undefined],
  ['(1 << 30) as u64', 1n << 30n],
  ['0x80000000 as u64', 0x8000_0000n],
  ['0xffff_ffff_ffff as u32 as u64', 0xffff_ffffn],
  ['0x1fff & !0xfff', 0x1000n],
  ['2 * 1024 * 1024 * 1024', 2n << 30n],
  ['size', undefined],
  ['p', undefined],
  ['Self::SIZE', undefined],
  ['A', 3n << 30n, 'const A: u64 = 3 << 30;\n'],
  ['A as u64', 4096n, 'pub const A: usize = 4096;\n'],
  ['B', 0x3000n, 'const A: u64 = 0x1000;\nconst B: u64 = A * 3;\n'],
  ['A', undefined, 'const A: u64 = 1;\nmod m { const A: u64 = 2; }\n'],
  ['A', undefined, 'const A: u64 = A + 1;\n'],
  ['A', undefined, 'static mut A: u64 = 1;\n'],
  ['A', undefined, 'fn g() { const A: u64 = 1; }\n'],
];

for (const [value, size, before = ''] of VALUES) {
  test(`${before.replaceAll('\n', ' ')}${value} is ${size}`, () => {
    const { simulations } = readProgram(sent(`memory_size: ${value}`, before), 'rust');
    assert.equal(simulations[0]!.machine.operations.at(0)!.size.value, size);
  });
}

test('findings, and what the fixes make of them', () => {
  const text = sent('memory_size: 0x20_0001u64');
  assert.deepEqual(findingsIn(text, 'rust'), [
    'page-misaligned "0x20_0001u64": memory_size has to be a multiple of 4 KiB (0x1000); 0x200001 is 1 B above one: KVM refuses the call (EINVAL).',
  ]);
  assert.deepEqual(fixedBy(text, 'rust'), {
    'Round memory_size up to 0x201000u64: EINVAL → accepted': text.replace('0x20_0001', '0x201000'),
    'Round memory_size down to 0x200000u64: EINVAL → accepted': text.replace('0x20_0001', '0x200000'),
    'Ignore page-misaligned here': text.replace('    let', '    // memslot: ignore page-misaligned\n    let'),
  });
});

test('the method is not the first ioctl for sure: its flags are judged by the second', () => {
  assert.deepEqual(findingsIn(sent('flags: KVM_MEM_GUEST_MEMFD, memory_size: 0x1000'), 'rust'), []);
  assert.deepEqual(findingsIn(sent('flags: KVM_MEM_GUEST_MEMFD | KVM_MEM_READONLY, memory_size: 0x1000'), 'rust'), [
    'flags-invalid "KVM_MEM_GUEST_MEMFD | KVM_MEM_READONLY": readonly does not go together with guest-memfd: KVM refuses the call (EINVAL).',
  ]);
});

test('hovers', () => {
  const text = sent('guest_phys_addr: 1 << 32, memory_size: 2 << 30');
  assert.match(hoverAt(text, 'rust', 'kvm_userspace')!, /^\*\*Slot 0\*\* · `\[0x100000000, 0x180000000\)` · 2 GiB/);
  assert.match(hoverAt(text, 'rust', '1 << 32')!, /^`guest_phys_addr`: [\s\S]*= \*\*4 GiB\*\*/);
});
