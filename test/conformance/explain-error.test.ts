import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EXACT, explainError } from '../../server/src/features/error/explain-error';
import { createLibvirtSnapshot } from '../../server/src/features/libvirt/libvirt-snapshot';
import { readSettings } from '../../server/src/features/settings';
import { readHostProfile } from '../../server/src/model/qemu/host-profile';
import type { Severity } from '../../server/src/rules/define-rule';
import { TextLines } from '../../server/src/text/text-lines';
import { isOfSchema, type LibvirtVector, refusalOf } from './libvirt-compare';
import type { QemuVector } from './qemu-compare';
import { QEMU_HOST } from './qemu-host';
import { startWords } from './qemu-machine';
import { readVectors } from './read-vectors';
import { type CallsCase, replayCalls } from './replay-calls';

test('what QEMU 10.0 said leads to the rule of what is found in the command line', () => {
  const { profile } = readHostProfile(QEMU_HOST);
  const refused = readVectors<QemuVector>('qemu-x86.jsonl').filter(({ rc }) => rc === 1);
  const lost = refused.filter(({ argv, stderr }) => {
    const { machine, problems } = startWords(argv, profile, { major: 10, minor: 0 });
    const [found] = [...problems, ...machine.findings].filter(({ severity }) => severity === 'error');
    const said = stderr.find((line) => !line.includes('warning: ')) ?? '';
    return !explainError(said).rules.includes(found!.code);
  });
  assert.ok(refused.length > 400);
  assert.deepEqual(
    lost.map(({ stderr }) => stderr[0]),
    [],
  );
});

/** Refusals of the host, and of parts of it that no rule is about, that the analyzer does not foresee there. */
const OF_THE_HOST =
  /does not support (?:machine type|arch|virt type|os type)|Unknown architecture|Cannot check QEMU binary|not supported with this QEMU binary|sgx epc isn't|CPU driver|numad|vhost-user-gpu|Failed to connect|VFIO PCI|an os <type>|missing name information|memory side cache|cannot limit locked memory|Cannot allocate memory|is unavailable|backing store size|hugetlbfs mount|memory size must be multiple|failed to resize memfd|address must be aligned/;

for (const [file, settings] of [
  ['libvirt-9.0.jsonl', { libvirt: '9.0', qemu: '7.2' }],
  ['libvirt-x86.jsonl', { libvirt: '11.3', qemu: '10.0' }],
] as const)
  test(`what libvirt said (${file}) leads to the rule, and to the finding, of the domain`, () => {
    const lost: string[] = [];
    let exact = 0;
    let compared = 0;
    for (const vector of readVectors<LibvirtVector>(file)) {
      const said = refusalOf(vector);
      if (said === undefined || isOfSchema(said) || OF_THE_HOST.test(said)) continue;
      compared += 1;
      const { rules, scoreOf } = explainError(said);
      const errors = createLibvirtSnapshot(TextLines.of(vector.xml), readSettings(settings)).findings.filter(
        ({ rule, report }) => isError(report.severity ?? rule.severity),
      );
      const best = Math.max(...errors.map(({ rule, report }) => scoreOf({ code: rule.id, message: report.message })));
      if (best >= EXACT) exact += 1;
      if (best <= 0 || !errors.some(({ rule }) => rules.includes(rule.id))) lost.push(`${vector.id}: ${said}`);
    }
    assert.ok(compared > 100 && exact > compared * 0.9, `${exact} of ${compared}`);
    assert.deepEqual(lost, []);
  });

const isError = (severity: Severity) => severity === 'error';

/** The rule about each check that the recorded calls fail. */
const RULE_OF_CHECK: readonly (readonly [RegExp, string])[] = [
  [/^(?:slot-id|address-space)-range$/, 'slot-id-range'],
  [/^flags-invalid$/, 'flags-invalid'],
  [/-unaligned$/, 'page-misaligned'],
  [/^hva-range$/, 'userspace-addr-invalid'],
  [/^(?:offset-wraps|guest-memfd-bounds)$/, 'guest-memfd-bounds'],
  [/^gpa-(?:wraps|limit)$/, 'gpa-beyond-limit'],
  [/^slot-too-large$/, 'slot-too-large'],
  [/^delete-missing$/, 'delete-missing-slot'],
  [/^(?:guest-memfd-immutable|slot-(?:moved-hva|resized|\w+-toggled|guest-memfd-toggled))$/, 'slot-immutable'],
  [/^overlap$/, 'slot-overlap'],
  [/^guest-memfd-bound-twice$/, 'guest-memfd-bound-twice'],
];

test('the line that QEMU prints for a refused call leads to the rules that can refuse it with that errno', () => {
  let compared = 0;
  for (const vector of readVectors<CallsCase>('kvm-calls.jsonl')) {
    const results = replayCalls(vector);
    for (const [index, call] of vector.calls.entries()) {
      const { outcome } = results.at(index)!;
      if (outcome.kind !== 'refused' || call.errno === 0) continue;
      const rule = RULE_OF_CHECK.find(([check]) => check.test(outcome.check))?.[1];
      assert.ok(rule !== undefined, `no rule for ${outcome.check}`);
      compared += 1;
      const said = `kvm_set_user_memory_region: KVM_SET_USER_MEMORY_REGION2 failed, slot=${call.slot & 0xffff}, start=${call.gpa}, size=${call.size}: ${call.errno === 17 ? 'File exists' : 'Invalid argument'}`;
      assert.ok(explainError(said).rules.includes(rule), `${said}: ${rule}`);
    }
  }
  assert.ok(compared > 500, `${compared}`);
});
