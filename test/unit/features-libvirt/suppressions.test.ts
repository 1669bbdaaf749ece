import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLibvirtSnapshot } from '../../../server/src/features/libvirt/libvirt-snapshot';
import { DEFAULT_SETTINGS } from '../../../server/src/features/settings';
import { TextLines } from '../../../server/src/text/text-lines';

const found = (text: string) =>
  createLibvirtSnapshot(TextLines.of(text), DEFAULT_SETTINGS).findings.map(({ rule }) => rule.id);

const domain = (memory: string, devices = '') => `<domain type='kvm'>
  <name>g</name>
  ${memory}
  <vcpu>1</vcpu>
  <os><type arch='x86_64' machine='q35'>hvm</type></os>
  <features><acpi/></features>
  <devices>${devices}</devices>
</domain>
`;

const DECIMAL = "<memory unit='GB'>1</memory>";

test('a comment silences a rule in the element behind it, and in no other', () => {
  assert.ok(found(domain(DECIMAL)).includes('libvirt-decimal-unit'));
  const ignored = found(domain(`<!-- memslot: ignore libvirt-decimal-unit -->\n  ${DECIMAL}`));
  assert.ok(!ignored.includes('libvirt-decimal-unit') && !ignored.includes('unused-suppression'));
  const other = found(domain(`${DECIMAL}\n  <!-- memslot: ignore libvirt-decimal-unit -->`));
  assert.ok(other.includes('libvirt-decimal-unit') && other.includes('unused-suppression'));
  assert.deepEqual(found(`<!-- memslot: off -->\n${domain(DECIMAL)}`), []);
  assert.deepEqual(found(`<!-- memslot: ignore-file libvirt-decimal-unit -->\n${domain(DECIMAL)}`), []);
});

test('a domain that breaks off is not told that its memory is missing', () => {
  const whole = domain('');
  assert.ok(found(whole).includes('libvirt-memory-missing'));
  for (let end = 5; end < whole.trimEnd().length; end++)
    assert.ok(!found(whole.slice(0, end)).includes('libvirt-memory-missing'), whole.slice(0, end));
});
