import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { errorTable } from '../../../server/src/features/error/error-table';
import { EXACT, explainError } from '../../../server/src/features/error/explain-error';
import { OTHER_MESSAGES } from '../../../server/src/features/error/other-messages';
import { ALL_RULES } from '../../../server/src/rules/registry';
import { analyseExample } from '../../analyse';

test('a message with other numbers and names than any example has its rule', () => {
  const ask = (text: string) => explainError(text).rules[0];
  assert.equal(
    ask('qemu-system-x86_64: total memory for NUMA nodes (0x7000) should equal RAM size (0x9000)'),
    'numa-sum',
  );
  assert.equal(ask("error: XML error: Invalid value '7.25' for element or attribute './memory[1]'"), 'libvirt-size');
  assert.equal(ask('-numa node,memdev=zzz: memdev=zzz is ambiguous'), 'unknown-backend');
  assert.equal(ask('total memory for NUMA\n   nodes (0x7000) should\nequal RAM size (0x9000)'), 'numa-sum');
});

test('of nothing known nothing is said', () => {
  for (const text of ['', '   ', 'Segmentation fault', 'error: Invalid argument', 'the machine is in the garden'])
    assert.deepEqual(explainError(text).rules, [], text);
});

test('a refused call has the rules of its errno, those first that its own numbers break', () => {
  const line = (start: string, error: string) =>
    `kvm_set_user_memory_region: KVM_SET_USER_MEMORY_REGION failed, slot=1, start=${start}, size=0x2000: ${error}`;
  assert.equal(explainError(line('0x1001', 'Invalid argument')).rules[0], 'page-misaligned');
  assert.ok(explainError(line('0x1000', 'File exists')).rules.includes('slot-overlap'));
  assert.ok(!explainError(line('0x1000', 'Invalid argument')).rules.includes('slot-overlap'));
  const trace =
    'kvm_set_user_memory AddrSpace#0 Slot#3 flags=0x4 gpa=0xfeda0000 size=0x20000 ua=0x7f8fb009f000 guest_memfd=15 guest_memfd_offset=0xa0000 ret=';
  assert.equal(explainError(`${trace}-22`).rules[0], 'guest-memfd-bound-twice');
  assert.ok(explainError(`${trace}-17`).rules.includes('slot-overlap'));
  assert.ok(
    explainError(
      'ioctl(13, KVM_SET_USER_MEMORY_REGION, {slot=1, flags=0, guest_phys_addr=0x1000, memory_size=4096, userspace_addr=0x7f0000000001}) = -1 EINVAL (Invalid argument)',
    ).rules[0] === 'page-misaligned',
  );
});

test('of several findings of a rule the one with the words, or the numbers, of the message answers to it best', () => {
  const { scoreOf } = explainError("qemu-system-x86_64: -object memory-backend-ram,id=b: Invalid parameter 'huge'");
  const found = (name: string) => ({
    code: 'unknown-property',
    message: `${name}. QEMU: "Invalid parameter '${name}'"`,
  });
  assert.ok(scoreOf(found('huge')) >= EXACT && scoreOf(found('larger')) < EXACT && scoreOf(found('larger')) > 0);
  assert.equal(scoreOf({ code: 'numa-sum', message: 'Something else.' }), 0);
  const { scoreOf: ofCall } = explainError('KVM_SET_USER_MEMORY_REGION failed, slot=2, start=0x40000000: File exists');
  const overlap = (slot: number, gpa: string) => ({
    code: 'slot-overlap',
    message: `[${gpa}, 0x80000000) overlaps slot ${slot}`,
  });
  assert.ok(ofCall(overlap(1, '0x40000000')) > ofCall(overlap(1, '0x50000000')));
});

test('every message that is written down is about a rule that exists, and one that examples do not bring about', () => {
  for (const [id, messages] of Object.entries(OTHER_MESSAGES)) {
    const rule = ALL_RULES.find((one) => one.id === id);
    assert.ok(rule, id);
    const said = rule.examples.invalid.flatMap((text) =>
      analyseExample(text, rule).findings.map(({ report }) => report.message),
    );
    for (const message of messages) assert.ok(!said.some((one) => one.includes(`: "${message}`)), message);
  }
});

test('the examples bring about messages of many rules', () => {
  const { patterns } = errorTable();
  assert.ok(new Set(patterns.map(({ rule }) => rule)).size > 60);
});

test('any text is taken', () => {
  const words = fc.constantFrom(
    'kvm_set_user_memory',
    'slot=',
    'ret=-',
    'size=',
    '0x',
    ': ',
    "'",
    '"',
    '9',
    'EINVAL',
    '\0',
  );
  const { scoreOf } = explainError('x');
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(words).map((all) => all.join('')),
      ),
      (text) => {
        const { rules } = explainError(text);
        return (
          rules.every((id) => ALL_RULES.some((rule) => rule.id === id)) && scoreOf({ code: text, message: text }) === 0
        );
      },
    ),
    { numRuns: 100 },
  );
});
