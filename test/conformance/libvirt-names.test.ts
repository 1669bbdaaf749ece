import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLibvirtSnapshot } from '../../server/src/features/libvirt/libvirt-snapshot';
import { readSettings } from '../../server/src/features/settings';
import { TextLines } from '../../server/src/text/text-lines';
import { isOfSchema, type LibvirtVector } from './libvirt-compare';
import { readVectors } from './read-vectors';

// libvirt's schema knows every element and attribute; its parser drops those that it does not know. What is called unknown
// here must be so there, and what the schema alone refuses should not be met with silence.

const RECORDED = [
  { file: 'libvirt-x86.jsonl', settings: { libvirt: '11.3', qemu: '10.0' } },
  { file: 'libvirt-9.0.jsonl', settings: { libvirt: '9.0', qemu: '7.2' } },
];

/** Refused by the schema alone, for a reason that makes no difference to the guest. */
const HARMLESS = [
  'backing: a nodeset with blanks',
  'numatune: memnode without a mode',
  'shape: memory in a namespace that is not ours',
];

for (const { file, settings } of RECORDED) {
  const vectors = readVectors<LibvirtVector>(file);
  const findingsOf = ({ xml }: LibvirtVector) =>
    createLibvirtSnapshot(TextLines.of(xml), readSettings(settings)).findings;

  test(`${file}: nothing that the schema accepts is called unknown, repeated or empty`, () => {
    const accepted = vectors.filter(({ define }) => define.ok);
    assert.ok(accepted.length > 100, `${accepted.length}`);
    const wrong = accepted.flatMap((vector) =>
      findingsOf(vector)
        .filter(
          ({ rule, report }) =>
            // Of other models of memory devices the schema accepts anything.
            (rule.id === 'libvirt-unknown-name' && !report.message.startsWith('Only ')) ||
            (rule.id === 'libvirt-setting-ignored' && /first one counts|says nothing|validate/.test(report.message)),
        )
        .map(({ report }) => `${vector.id}: ${report.message}`),
    );
    assert.deepEqual(wrong, []);
  });

  test(`${file}: something is said of all that the schema alone refuses`, () => {
    const silent = vectors
      .filter(({ define, native }) => !define.ok && native.ok && isOfSchema(define.error ?? ''))
      .filter((vector) => findingsOf(vector).length === 0)
      .map(({ id }) => id);
    assert.deepEqual(
      silent.filter((id) => !HARMLESS.includes(id)),
      [],
    );
  });
}
