import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createQemuSnapshot } from '../../../../server/src/features/qemu/qemu-snapshot';
import { readSettings } from '../../../../server/src/features/settings';
import { EXAMPLE_SETTINGS } from '../../../../server/src/rules/qemu/example-settings';
import { QEMU_RULES } from '../../../../server/src/rules/qemu/qemu-rules';
import { spanText } from '../../../../server/src/text/span';
import { TextLines } from '../../../../server/src/text/text-lines';

const read = (text: string, id: string) =>
  createQemuSnapshot(TextLines.of(text), readSettings(EXAMPLE_SETTINGS.get(id) ?? {}), 'shell');

/** Rules for which it is enough that a key is there at all, whatever its value. */
const PRESENCE_ALONE: ReadonlySet<string> = new Set([
  'numa-mem',
  'numa-memory-backend',
  'numa-mixed',
  'prealloc-threads-unused',
  'slots-without-maxmem',
]);

test('a rule is silent when the value that it points at is not known', () => {
  for (const rule of QEMU_RULES) {
    for (const text of rule.examples.invalid) {
      const before = read(text, rule.id);
      for (const { report } of before.findings.filter((finding) => finding.rule.id === rule.id)) {
        const { block, start, end } = report.span;
        // A value of a command line; JSON, names and whole options are something else.
        if (block.text[start - 1] !== '=' || /[{"',]/.test(spanText(report.span))) continue;
        const at = text.indexOf(block.text);
        const unknown = `${text.slice(0, at + start)}$1${text.slice(at + end)}`;
        const found = read(unknown, rule.id).findings.filter((finding) => finding.rule.id === rule.id);
        assert.ok(
          PRESENCE_ALONE.has(rule.id) || found.every((finding) => spanText(finding.report.span) !== '$1'),
          `${rule.id} is sure of a value that nobody knows: ${unknown}`,
        );
      }
    }
  }
});

test('rules and fixes get along with every value unknown', () => {
  for (const rule of QEMU_RULES) {
    for (const text of rule.examples.invalid) {
      for (const match of text.matchAll(/(?<==)[^,\s'"=]+/g)) {
        const unknown = `${text.slice(0, match.index)}$1${text.slice(match.index + match[0].length)}`;
        for (const finding of read(unknown, rule.id).findings) finding.fixes();
      }
    }
  }
});
