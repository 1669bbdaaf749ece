import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { quickFixes } from '../../../server/src/features/code-actions';
import { createLibvirtSnapshot } from '../../../server/src/features/libvirt/libvirt-snapshot';
import { createQemuSnapshot } from '../../../server/src/features/qemu/qemu-snapshot';
import { DEFAULT_SETTINGS } from '../../../server/src/features/settings';
import { defineRule, type Rule, type Scope } from '../../../server/src/rules/define-rule';
import { LIBVIRT_RULES } from '../../../server/src/rules/libvirt/libvirt-rules';
import { QEMU_RULES } from '../../../server/src/rules/qemu/qemu-rules';
import { LIST_RULES, MACHINE_RULES, SLOT_RULES } from '../../../server/src/rules/registry';
import { guardRules } from '../../../server/src/rules/rule-guard';
import { TextLines } from '../../../server/src/text/text-lines';
import { snapshotOf } from '../features/support';

afterEach(() => guardRules(undefined));

const info = { severity: 'error', summary: '', why: '', references: [], examples: { valid: [], invalid: [] } } as const;

function brokenRule<S extends Scope>(scope: S): Rule<S> {
  return defineRule({
    ...info,
    id: `broken-${scope}`,
    scope,
    check: () => {
      throw new Error('broken');
    },
    report: () => assert.fail(),
  });
}

/** Runs `use` with a rule more in a list of rules. */
function withRule<T>(rules: readonly T[], rule: T, use: () => void): void {
  const list = rules as T[];
  list.unshift(rule);
  try {
    use();
  } finally {
    list.shift();
  }
}

const LIST = 'let unused = 1\nSlot#0: gpa=0, size=2G, ua=0x7f0000000000\nSlot#1: gpa=1G, size=2G, ua=0x7f0080000000\n';
const SCRIPT = 'qemu-system-x86_64 -m 1G -object memory-backend-ram,id=m,size=0\n';
const DOMAIN = LIBVIRT_RULES[0]!.examples.invalid[0]!;

const inList = () => snapshotOf(LIST).findings;
const inScript = () => createQemuSnapshot(TextLines.of(SCRIPT), DEFAULT_SETTINGS, 'shell').findings;
const inDomain = () => createLibvirtSnapshot(TextLines.of(DOMAIN), DEFAULT_SETTINGS).findings;

const CASES = [
  { scope: 'slot', rules: SLOT_RULES, find: inList },
  { scope: 'machine', rules: MACHINE_RULES, find: inList },
  { scope: 'list', rules: LIST_RULES, find: inList },
  { scope: 'qemu', rules: QEMU_RULES, find: inScript },
  { scope: 'domain', rules: LIBVIRT_RULES, find: inDomain },
] as const;

for (const { scope, rules, find } of CASES) {
  test(`a rule about a ${scope} that breaks takes nothing from the others, and is named`, () => {
    const said = () => find().map(({ report }) => report.message);
    const before = said();
    assert.ok(before.length > 0);
    withRule<unknown>(rules, brokenRule(scope), () => {
      assert.throws(find, /broken/, 'unguarded it is the mistake of whoever runs it');
      const failed: string[] = [];
      guardRules((rule) => failed.push(rule));
      assert.deepEqual(said(), before);
      assert.deepEqual([...new Set(failed)], [`broken-${scope}`]);
    });
  });
}

test('fixes that break take nothing from those of other rules', () => {
  const broken = defineRule({
    ...info,
    severity: 'hint',
    id: 'broken-fix',
    scope: 'slot',
    check: ({ region }) => [region],
    report: ({ span }) => ({ span, message: 'found' }),
    fixes: () => {
      throw new Error('broken');
    },
  });
  const range = { start: { line: 0, character: 0 }, end: { line: 9, character: 0 } };
  const titles = (rule: string) =>
    quickFixes(snapshotOf(LIST), range)
      .filter(({ finding }) => finding.rule.id === rule)
      .map(({ title }) => title);
  const before = titles('slot-overlap');
  assert.ok(before.length > 1);
  withRule(SLOT_RULES, broken, () => {
    const failed: string[] = [];
    guardRules((rule) => failed.push(rule));
    assert.deepEqual(titles('slot-overlap'), before);
    assert.deepEqual(titles('broken-fix'), ['Ignore broken-fix here', 'Ignore broken-fix here']);
    assert.deepEqual([...new Set(failed)], ['broken-fix']);
  });
});
