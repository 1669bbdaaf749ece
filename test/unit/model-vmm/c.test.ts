import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hoverAt } from './hover-at';
import { callsIn, findingsIn, fixedBy, readProgram } from './program';

const SEND = 'ioctl(vm, KVM_SET_USER_MEMORY_REGION, &r);';
/** A function with a struct whose fields are these, which is sent. */
const sent = (fields: string, before = '') =>
  `${before}void f(void)\n{\n\tstruct kvm_userspace_memory_region r = { ${fields} };\n\t${SEND}\n}\n`;
/** A function with a struct of its own, and these statements. */
const body = (statements: string, parameters = 'void') =>
  `void f(${parameters})\n{\n\tstruct kvm_userspace_memory_region r = { 0, 0, 0x1000, 0x2000, 0x7000 };\n\t${statements}\n}\n`;

const CALLS: readonly (readonly [what: string, text: string, calls: readonly string[]])[] = [
  ['named fields; what is not named is 0', sent('.memory_size = 0x3000, .slot = 7'), ['7 0 0x0+0x3000@?']],
  ['fields in order', sent('1, 2, 0x1000, 8192, 0x7f0000000000'), ['1 2 0x1000+0x2000@0x7f0000000000']],
  ['a named field, and those behind it', sent('.flags = 1, 0x1000, 0x2000'), ['0 1 0x1000+0x2000@?']],
  ['the old names of GNU C', sent('slot: 3, memory_size: 0x1000'), ['3 0 0x0+0x1000@?']],
  ['nothing', sent(''), ['0 0 0x0+0x0@?']],
  ['a pointer', sent('.slot = 1, .userspace_addr = (__u64)(uintptr_t)mem'), ['1 0 0x0+0x0@?']],
  ['a field that there is not', sent('.slot = 1, .mem = 2, 3'), ['? ? ?+?@?']],
  ['more values than fields', sent('0, 0, 0, 0, 0, 0, 0, 0, 0'), ['? ? ?+?@?']],
  ['a trailing comma', sent('.slot = 1,'), ['1 0 0x0+0x0@?']],
  [
    'a compound literal in the call',
    'int f(void) { return ioctl(vm, KVM_SET_USER_MEMORY_REGION2, &(struct kvm_userspace_memory_region2){ .slot = 2, .memory_size = 0x1000 }); }',
    ['2 0 0x0+0x1000@?'],
  ],
  [
    'C++',
    'void f() { kvm_userspace_memory_region r{}; r.slot = 1; ::ioctl(fd_, KVM_SET_USER_MEMORY_REGION, &r); }',
    ['1 0 0x0+0x0@?'],
  ],
  ['an address space', sent('.slot = 1 << 16 | 3'), ['3 0 0x0+0x0@?']],
  ['more than the field can hold', sent('.slot = 0x100000000'), ['? 0 0x0+0x0@?']],
  ['nobody is seen to send it', body('return;'), ['alone 0 0 0x1000+0x2000@0x7000']],
  ['somebody else sends it', body('send(vm, &r);'), ['alone 0 0 0x1000+0x2000@0x7000']],
  ['another ioctl', body('ioctl(vm, KVM_GET_DIRTY_LOG, &r);'), ['alone 0 0 0x1000+0x2000@0x7000']],
  [
    'two in one run',
    body(`${SEND} r.slot = 1; r.guest_phys_addr = 0; ${SEND}`),
    ['0 0 0x1000+0x2000@0x7000, 1 0 0x0+0x2000@0x7000'],
  ],
  [
    'two machines',
    body(`${SEND} ioctl(vm2, KVM_SET_USER_MEMORY_REGION, &r);`),
    ['0 0 0x1000+0x2000@0x7000', '0 0 0x1000+0x2000@0x7000'],
  ],
  [
    'a new machine between',
    body(`${SEND} vm = ioctl(kvm, KVM_CREATE_VM, 0); ${SEND}`),
    ['0 0 0x1000+0x2000@0x7000', '0 0 0x1000+0x2000@0x7000'],
  ],
  [
    'a call that may set slots between',
    body(`${SEND} drop_slots(); ${SEND}`),
    ['0 0 0x1000+0x2000@0x7000', '0 0 0x1000+0x2000@0x7000'],
  ],
  [
    'a call with the machine between',
    body(`${SEND} reset(vm); ${SEND}`),
    ['0 0 0x1000+0x2000@0x7000', '0 0 0x1000+0x2000@0x7000'],
  ],
  [
    'a call about something else between',
    body(`${SEND} printf("%d", x); ioctl(vm, KVM_CREATE_VCPU, 0); ${SEND}`),
    ['0 0 0x1000+0x2000@0x7000, 0 0 0x1000+0x2000@0x7000'],
  ],
  [
    'as a condition',
    body(`if (ioctl(vm, KVM_SET_USER_MEMORY_REGION, &r) < 0) return; ${SEND}`),
    ['0 0 0x1000+0x2000@0x7000, 0 0 0x1000+0x2000@0x7000'],
  ],
  [
    'behind &&',
    body(`if (x && ioctl(vm, KVM_SET_USER_MEMORY_REGION, &r) < 0) return; ${SEND}`),
    ['0 0 0x1000+0x2000@0x7000', '0 0 0x1000+0x2000@0x7000'],
  ],
  ['in a branch', body(`if (x) { ${SEND} } ${SEND}`), ['0 0 0x1000+0x2000@0x7000', '0 0 0x1000+0x2000@0x7000']],
  [
    'in a branch of one statement',
    body(`if (x) ${SEND} ${SEND}`),
    ['0 0 0x1000+0x2000@0x7000', '0 0 0x1000+0x2000@0x7000'],
  ],
  [
    'in both branches',
    body(`if (x) { r.slot = 1; ${SEND} } else { ${SEND} }`),
    ['1 0 0x1000+0x2000@0x7000', '? 0 0x1000+0x2000@0x7000'],
  ],
  ['a field that a branch sets', body(`if (x) r.flags = 2; ${SEND}`), ['0 ? 0x1000+0x2000@0x7000']],
  ['a field that an else sets', body(`if (x) y(); else r.flags = 2; ${SEND}`), ['0 ? 0x1000+0x2000@0x7000']],
  ['a field that a loop sets', body(`for (i = 0; i < 3; i++) r.slot = i; ${SEND}`), ['? ? ?+?@?']],
  ['in a loop', body(`while (x) { r.flags = 2; ${SEND} r.slot++; }`), ['? 2 ?+?@?']],
  [
    'behind a loop about other things',
    body(`for (i = 0; i < 3; i++) { mem[i] = 0; } ${SEND}`),
    ['0 0 0x1000+0x2000@0x7000'],
  ],
  ['behind a label', body(`again: ${SEND}`), ['? ? ?+?@?']],
  ['behind a case', body(`switch (x) { case 1: ${SEND} }`), ['? ? ?+?@?']],
  ['in a block of its own', body(`{ r.slot = 4; } ${SEND}`), ['4 0 0x1000+0x2000@0x7000']],
  ['increased', body(`r.guest_phys_addr += 0x1000; ${SEND}`), ['0 0 ?+0x2000@0x7000']],
  ['counted up', body(`r.slot++; ++r.flags; ${SEND}`), ['? ? 0x1000+0x2000@0x7000']],
  ['compared', body(`if (r.slot == 3 || r.flags != 1) x(); ${SEND}`), ['0 0 0x1000+0x2000@0x7000']],
  ['its address is given to a function', body(`fill(&r); r.slot = 2; ${SEND}`), ['2 ? ?+?@?']],
  ['the address of a field', body(`get(&r.memory_size); ${SEND}`), ['0 0 0x1000+?@0x7000']],
  ['its address is kept', body(`p = &r; ${SEND}`), ['alone 0 0 0x1000+0x2000@0x7000']],
  ['another struct is put into it', body(`r = other; ${SEND}`), ['? ? ?+?@?']],
  [
    'a literal is put into it',
    body(`r = (struct kvm_userspace_memory_region){ .slot = 5 }; ${SEND}`),
    ['5 0 0x0+0x0@?'],
  ],
  ['memset', body(`memset(&r, 0, sizeof(r)); r.memory_size = 4096; ${SEND}`), ['0 0 0x0+0x1000@?']],
  ['memset to something else', body(`memset(&r, 0xff, sizeof(r)); ${SEND}`), ['? ? ?+?@?']],
  ['sizeof', body(`x = sizeof(r) + sizeof r; ${SEND}`), ['0 0 0x1000+0x2000@0x7000']],
  [
    'a pointer that is a parameter',
    `void f(struct kvm_userspace_memory_region *r) { r->slot = 1; r->memory_size = 0x1000; ioctl(vm, KVM_SET_USER_MEMORY_REGION, r); }`,
    ['1 ? ?+0x1000@?'],
  ],
  [
    'a pointer to something else',
    body(`struct kvm_userspace_memory_region *p = &x->r; p->slot = 1; ioctl(vm, KVM_SET_USER_MEMORY_REGION, p);`),
    ['alone 0 0 0x1000+0x2000@0x7000'],
  ],
  [
    'a pointer of its own',
    `void f(void) { struct kvm_userspace_memory_region *p = malloc(sizeof(*p)); p->slot = 1; ioctl(vm, KVM_SET_USER_MEMORY_REGION, p); }`,
    ['1 ? ?+?@?'],
  ],
  ['not set', `void f(void) { struct kvm_userspace_memory_region r; r.flags = 0; ${SEND} }`, ['? 0 ?+?@?']],
  [
    'static',
    `void f(void) { static struct kvm_userspace_memory_region r = { .slot = 1 }; ${SEND} }`,
    ['? ? ?+?@?', 'alone 1 0 0x0+0x0@?'],
  ],
  [
    'of an inner block',
    `void f(void) { { struct kvm_userspace_memory_region r = { .slot = 1 }; } ${SEND} }`,
    ['alone 1 0 0x0+0x0@?'],
  ],
  [
    'elements of an array',
    'struct kvm_userspace_memory_region all[2] = { { .slot = 1 }, [1] = { 2 } };',
    ['alone 1 0 0x0+0x0@?', 'alone 2 0 0x0+0x0@?'],
  ],
  ['in an #if', body(`#ifdef X\n r.slot = 2;\n#endif\n${SEND}`), ['alone 0 0 0x1000+0x2000@0x7000']],
  ['in an #else', body(`#ifdef X\n x();\n#else\n r.slot = 2;\n#endif\n${SEND}`), ['alone 0 0 0x1000+0x2000@0x7000']],
  ['a field in an #if', sent('.slot = 1,\n#if A\n .flags = 2,\n#endif\n'), ['? ? ?+?@?']],
  [
    'a call in an #if between',
    body(`${SEND}\n#if A\nioctl(vm, KVM_SET_USER_MEMORY_REGION, &s);\n#endif\n${SEND}`),
    ['0 0 0x1000+0x2000@0x7000', '0 0 0x1000+0x2000@0x7000'],
  ],
  [
    'braces of alternatives',
    `#ifdef A\nint f(int a) {\n#else\nint f(void) {\n#endif\n struct kvm_userspace_memory_region r = { .slot = 1 }; ${SEND} }\n`,
    ['1 0 0x0+0x0@?'],
  ],
  ['a guarded header', `#ifndef H\n#define H\n#define S 3\n${sent('.slot = S')}#endif\n`, ['3 0 0x0+0x0@?']],
  [
    'strings and comments',
    sent('.slot = 1 /* , .flags = 9 */', '// r = {\nchar *s = "struct kvm_userspace_memory_region r = { 1 };";\n'),
    ['1 0 0x0+0x0@?'],
  ],
  ['the definition', 'struct kvm_userspace_memory_region { __u32 slot; __u32 flags; };', []],
];

for (const [what, text, calls] of CALLS) test(`calls: ${what}`, () => assert.deepEqual(callsIn(text, 'c'), calls));

/** What memory_size is; `undefined`: not known. */
const VALUES: readonly (readonly [value: string, size: bigint | undefined, before?: string])[] = [
  ['4096', 4096n],
  ['0x1000UL', 0x1000n],
  ["1'000'000", 1_000_000n],
  ['0b101', 5n],
  ['010', 8n],
  ['08', undefined],
  ['1.5', undefined],
  ['0x', undefined],
  ['512 << 20', 512n << 20n],
  ['1 << 31', undefined],
  ['1U << 31', 1n << 31n],
  ['1UL << 63', 1n << 63n],
  ['1UL << 64', undefined],
  ['2 * 1024 * 1024 * 1024', undefined],
  ['2UL * 1024 * 1024 * 1024', 2n << 30n],
  ['(__u64)2 << 30', 2n << 30n],
  ['(unsigned long long)1 << 40', 1n << 40n],
  ['(u64)SZ_1G * 4', 4n << 30n],
  ['SZ_2M', 2n << 20n],
  ['SZ_4G', 4n << 30n],
  ['SZ_1G * 2', undefined],
  ['3 * GiB', 3n << 30n],
  ['BIT(21)', 1n << 21n],
  ['BIT_ULL(40) | _BITUL(12)', (1n << 40n) | 4096n],
  ['0x1fffUL & ~0xfffUL', 0x1000n],
  ['0x1fffUL & ~0xfff', 0x1000n],
  ['-4096', undefined],
  ['10 - 2 - 3', 5n],
  ['2 + 3 * 4', 14n],
  ['1 | 2 ^ 3 & 6', 1n],
  ['7 / 0', undefined],
  ['7 % 4 + 9 / 2', 7n],
  ['(1 + 2) * 3', 9n],
  ['(1 + 2', undefined],
  ['1 + ', undefined],
  ['sizeof(x)', undefined],
  ['x ? 1 : 2', undefined],
  ['size', undefined],
  ['A', 0x2000n, '#define A 0x2000\n'],
  ['B', 6n, '#define A 2\n#define B (A * 3)\n'],
  ['B * 2', 12n, '#define A 2\n#define B (A * 3)\n'],
  ['A', 3n, '#define A 1 + 2\n'],
  ['A * 2', undefined, '#define A 1 + 2\n'],
  ['A', 12n, '#define A \\\n  12 /* twelve */\n'],
  ['A', undefined, '#define A 1\n#undef A\n'],
  ['A', undefined, '#define A 1\n#define A 2\n'],
  ['A', undefined, '#if X\n#define A 1\n#endif\n'],
  ['A', undefined, '#ifndef A\n#define A 1\n#endif\n'],
  ['A', undefined, '#define A B\n#define B A\n'],
  ['A(1)', undefined, '#define A(x) x\n'],
  ['SZ_2M', 5n, '#define SZ_2M 5\n'],
  ['A', 4096n, 'static const uint64_t A = 1 << 12;\n'],
  ['A', 4096n, 'constexpr std::size_t A = 4096;\n'],
  ['A', undefined, 'uint64_t A = 4096;\n'],
];

for (const [value, size, before = ''] of VALUES) {
  test(`${before.replaceAll('\n', ' ')}${value} is ${size}`, () => {
    const { simulations } = readProgram(sent(`.memory_size = ${value}`, before), 'c');
    assert.equal(simulations[0]!.machine.operations.at(0)!.size.value, size);
  });
}

const LOCALS: readonly (readonly [statements: string, size: string])[] = [
  ['size_t n = 0x3000; r.memory_size = n;', '0x3000'],
  ['const unsigned long n = 0x3000; r.memory_size = n;', '0x3000'],
  ['size_t n = 0x3000; n = 0; r.memory_size = n;', '?'],
  ['size_t n = 0x3000; n += 1; r.memory_size = n;', '?'],
  ['size_t n = 0x3000; get(&n); r.memory_size = n;', '?'],
  ['size_t n = 0x3000; if (x) n++; r.memory_size = n;', '?'],
  ['size_t n = 0x3000; { size_t n = 1; } r.memory_size = n;', '?'],
  ['size_t n = m(); r.memory_size = n;', '?'],
  ['size_t n; r.memory_size = n;', '?'],
  ['double n = 3; r.memory_size = n;', '?'],
  ['r.memory_size = p;', '?'],
];

for (const [statements, size] of LOCALS)
  test(`${statements} is ${size}`, () =>
    assert.deepEqual(callsIn(body(`${statements} ${SEND}`, 'size_t p'), 'c'), [`0 0 0x1000+${size}@0x7000`]));

const FINDINGS: readonly (readonly [text: string, findings: readonly string[]])[] = [
  [
    sent('.memory_size = 0x1001'),
    [
      'page-misaligned "0x1001": memory_size has to be a multiple of 4 KiB (0x1000); 0x1001 is 1 B above one: KVM refuses the call (EINVAL).',
    ],
  ],
  [
    sent('.guest_phys_addr = 0x1000, .memory_size = 0x1000, .userspace_addr = 0x10'),
    [
      'page-misaligned "0x10": userspace_addr has to be a multiple of 4 KiB (0x1000); 0x10 is 16 B above one: KVM refuses the call (EINVAL).',
    ],
  ],
  [
    sent('.flags = KVM_MEM_GUEST_MEMFD, .memory_size = 0x1000'),
    [
      'flags-invalid "KVM_MEM_GUEST_MEMFD": KVM_SET_USER_MEMORY_REGION knows no guest_memfd; KVM_SET_USER_MEMORY_REGION2 does: KVM refuses the call (EINVAL).',
    ],
  ],
  [
    sent('.slot = 32764, .memory_size = 0x1000'),
    ['slot-id-range "32764": Slot ids are below 32,764 on x86_64; 32764 is not: KVM refuses the call (EINVAL).'],
  ],
  [sent('.slot = 32763, .memory_size = 0x1000'), []],
  [
    sent('.memory_size = 8UL << 40').replace('.memory', '.guest_phys_addr = 0, .memory'),
    [
      'slot-too-large "8UL << 40": A slot has at most 2,147,483,647 pages, which is 8 TiB - 4 KiB; this one has 8 TiB: KVM refuses the call (EINVAL). Split it at a multiple of 1 GiB.',
    ],
  ],
  [sent('.memory_size = (8UL << 40) - 4096'), []],
  [
    body(`${SEND} r.slot = 1; r.guest_phys_addr = 0x2000; ${SEND}`),
    [
      'slot-overlap "0x2000": [0x2000, 0x4000) overlaps slot 0 at [0x1000, 0x3000): KVM refuses the call (EEXIST). Move the slot to 0x3000 or above, make it smaller, or delete slot 0 first.',
    ],
  ],
  [body(`${SEND} r.slot = 1; r.guest_phys_addr = 0x3000; ${SEND}`), []],
  // The same slot for another piece of memory, whose address is not known.
  [
    body(`${SEND} r.userspace_addr = (__u64)rom; r.guest_phys_addr = 0x8000; r.memory_size = 0x1000; ${SEND}`),
    [
      'slot-immutable "0x1000": Slot 0 exists already, and its memory_size cannot change (from 8 KiB to 4 KiB): KVM refuses the call (EINVAL). Delete the slot (size 0) first, then create it again.',
    ],
  ],
  [body(`${SEND} r.memory_size = 0; ${SEND} r.memory_size = 0x1000; ${SEND}`), []],
  // What nobody is seen to send is not judged, nor a slot that another function set.
  [body('send(&r);').replace('0x2000', '0x2001'), []],
  [sent('.slot = 3'), []],
  [sent('.slot = 0, .flags = 1, .memory_size = 1 << 30'), []],
];

for (const [text, findings] of FINDINGS)
  test(`findings: ${text}`, () => assert.deepEqual(findingsIn(text, 'c'), findings));

test('the host is that of the settings', () => {
  const text = sent('.guest_phys_addr = 0x1000, .memory_size = 0x10000');
  assert.deepEqual(findingsIn(text, 'c'), []);
  assert.deepEqual(findingsIn(text, 'c', { architecture: 'arm64', pageSize: '64K' }), [
    'page-misaligned "0x1000": guest_phys_addr has to be a multiple of 64 KiB (0x10000); 0x1000 is 4 KiB above one: KVM refuses the call (EINVAL).',
  ]);
});

test('fixes write C: the base and the suffix stay', () => {
  const text = sent('.memory_size = 0x1001ULL');
  assert.deepEqual(fixedBy(text, 'c'), {
    'Round memory_size up to 0x2000ULL: EINVAL → accepted': text.replace('0x1001ULL', '0x2000ULL'),
    'Round memory_size down to 0x1000ULL: EINVAL → accepted': text.replace('0x1001ULL', '0x1000ULL'),
    'Ignore page-misaligned here': text.replace('\tstruct', '\t// memslot: ignore page-misaligned\n\tstruct'),
  });
});

test('what is no plain number has no fix', () => {
  const text = sent('.memory_size = 0x1000 + 1');
  assert.deepEqual(Object.keys(fixedBy(text, 'c')), ['Ignore page-misaligned here']);
});

for (const text of [
  sent('.memory_size = 0x1001').replace('\tstruct', '\t// memslot: ignore page-misaligned\n\tstruct'),
  sent('\n.slot = 0,\n.memory_size = 0x1001, // memslot: ignore page-misaligned -- on purpose\n'),
  sent('\n/* memslot: ignore page-misaligned */\n.memory_size = 0x1001,\n'),
  sent('.memory_size = 0x1001', '// memslot: off\n'),
])
  test(`silenced: ${text}`, () => assert.deepEqual(findingsIn(text, 'c'), []));

test('a comment is about what it stands at, and nothing else', () => {
  const text = sent('\n// memslot: ignore page-misaligned\n.slot = 0,\n.memory_size = 0x1001\n');
  assert.deepEqual(
    readProgram(text, 'c').findings.map(({ rule }) => rule.id),
    ['page-misaligned', 'unused-suppression'],
  );
});

test('hovers: the slot, a size, an address', () => {
  const text = sent('.guest_phys_addr = 0x200000, .memory_size = SZ_4K * 512, .userspace_addr = (u64)mem');
  assert.match(
    hoverAt(text, 'c', 'kvm_userspace_memory_region r')!,
    /^\*\*Slot 0\*\* · `\[0x200000, 0x400000\)` · 2 MiB/,
  );
  assert.match(
    hoverAt(text, 'c', 'SZ_4K')!,
    /^`memory_size`: bytes, a multiple[\s\S]*`0x200000` = 2,097,152 = \*\*2 MiB\*\*/,
  );
  assert.match(hoverAt(text, 'c', '0x200000')!, /^`guest_phys_addr`: where[\s\S]*2 MiB-aligned/);
  assert.match(hoverAt(text, 'c', 'mem ')!, /^`userspace_addr`: the memory behind the slot[^=]*$/);
  assert.equal(hoverAt(text, 'c', 'void'), undefined);
});

test('a call that deletes says no more than that', () => {
  assert.match(hoverAt(sent('.slot = 4'), 'c', 'kvm_userspace')!, /^\*\*Slot 4\*\*[\s\S]*The call deletes the slot\./);
});
