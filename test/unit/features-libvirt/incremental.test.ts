import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { createLibvirtSnapshot, type LibvirtSnapshot } from '../../../server/src/features/libvirt/libvirt-snapshot';
import { DEFAULT_SETTINGS } from '../../../server/src/features/settings';
import { TextLines } from '../../../server/src/text/text-lines';
import { offsetEdit } from '../offset-edit';
import { seenFindings } from '../seen-findings';

const folder = new URL('../../fixtures/libvirt/', import.meta.url);
const FIXTURES = readdirSync(folder).map((file) => readFileSync(new URL(file, folder), 'utf8'));

/** All that a person could see of a snapshot. */
function visible(snapshot: LibvirtSnapshot): unknown {
  const { domains, machines } = snapshot.summary;
  return [
    domains,
    machines.map(({ rule, host, operations }) => [rule, host.arch, operations.length]),
    seenFindings(snapshot),
  ];
}

const piece = fc.constantFrom(
  '',
  '1',
  '0',
  'x',
  ' ',
  '<',
  "'",
  '\n',
  '\r\n',
  '\u{1f600}',
  "<memory unit='KB'>5</memory>",
  '<!-- memslot: off -->',
  '<!-- x -->',
  '{{ x }}',
  'qemu-kvm -m 1G \\\n -S\n',
);

test('an edited domain is analysed as one that is read anew', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...FIXTURES),
      fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(3), piece, fc.boolean()), {
        minLength: 1,
        maxLength: 5,
      }),
      (fixture, edits) => {
        let snapshot = createLibvirtSnapshot(TextLines.of(fixture), DEFAULT_SETTINGS);
        void snapshot.findings;
        const undone: LibvirtSnapshot[] = [snapshot];
        for (const [where, length, inserted, look] of edits) {
          const whole = snapshot.text.toString();
          const { text } = offsetEdit(snapshot.text, Math.floor(where * whole.length), length, inserted);
          snapshot = createLibvirtSnapshot(text, DEFAULT_SETTINGS, snapshot);
          undone.push(snapshot);
          if (look) void snapshot.findings;
        }
        // And back again.
        for (const { text } of undone.reverse()) {
          assert.deepEqual(visible(snapshot), visible(createLibvirtSnapshot(snapshot.text, DEFAULT_SETTINGS)));
          snapshot = createLibvirtSnapshot(text, DEFAULT_SETTINGS, snapshot);
        }
      },
    ),
    { seed: 8, numRuns: 60 },
  );
});

test('an edit that nobody reads keeps what was found, at its new place', () => {
  const [fixture] = FIXTURES.filter((text) => text.includes('<name>'));
  const first = createLibvirtSnapshot(TextLines.of(fixture!), DEFAULT_SETTINGS);
  assert.ok(first.findings.length > 0);
  const at = fixture!.indexOf('<name>') + '<name>'.length;
  const next = createLibvirtSnapshot(offsetEdit(first.text, at, 0, 'some ').text, DEFAULT_SETTINGS, first);
  assert.ok(next.document.source.reads === first.document.source.reads);
  assert.deepEqual(visible(next), visible(createLibvirtSnapshot(next.text, DEFAULT_SETTINGS)));
});
