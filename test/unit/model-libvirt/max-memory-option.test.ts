import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLibvirtSnapshot } from '../../../server/src/features/libvirt/libvirt-snapshot';
import { memoryPart } from '../../../server/src/features/libvirt/memory-part';
import { readSettings } from '../../../server/src/features/settings';
import { optionJson } from '../../../server/src/syntax/qemu/write-option';
import { TextLines } from '../../../server/src/text/text-lines';

/** What -m is for a domain with this attribute of <maxMemory>. */
function memoryOf(slots: string): unknown {
  const text = `<domain type='kvm'>
  <maxMemory${slots} unit='GiB'>4</maxMemory>
  <memory unit='GiB'>1</memory>
  <os><type arch='x86_64' machine='q35'>hvm</type></os>
</domain>
`;
  const { domains } = createLibvirtSnapshot(TextLines.of(text), readSettings({ libvirt: '11.3' }));
  const group = memoryPart(domains[0]!).find(({ option }) => option === 'm');
  return JSON.parse(optionJson(group!)!);
}

test('slots that are not written, or none, are not given to QEMU; those of a template are not known', () => {
  const without = { size: '1048576k', maxmem: '4194304k' };
  assert.deepEqual(memoryOf(''), without);
  assert.deepEqual(memoryOf(" slots='0'"), without);
  assert.deepEqual(memoryOf(" slots='4'"), { ...without, slots: '4' });
  assert.deepEqual(memoryOf(" slots='{{ slots }}'"), { ...without, slots: null });
});
