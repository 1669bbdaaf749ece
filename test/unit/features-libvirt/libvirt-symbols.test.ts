import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DocumentSymbol } from '../../../server/src/features/document-symbols';
import { libvirtSymbols } from '../../../server/src/features/libvirt/libvirt-symbols';
import { CELLS, domain, marked } from './support';

function outline(symbols: readonly DocumentSymbol[]): (readonly [string, string])[] {
  return symbols.map(({ name, detail }) => [name, detail] as const);
}

test('a domain with its memory, cells and devices', () => {
  const [machine, ...others] = libvirtSymbols(
    marked(
      `¦${domain(`<maxMemory slots='4' unit='GiB'>16</maxMemory>
<memory unit='GiB'>5</memory>
${CELLS}
<devices>
<memory model='dimm'><target><size unit='MiB'>1023</size><node>1</node></target></memory>
<shmem name='lg'><model type='ivshmem-plain'/><size unit='M'>64</size></shmem>
</devices>`)}`,
    ).snapshot,
  );
  assert.deepEqual(others, []);
  assert.deepEqual(outline([machine!]), [['guest', 'kvm, 5 GiB']]);
  assert.deepEqual(outline(machine!.children), [
    ['memory', '5 GiB'],
    ['maxMemory', '16 GiB, 4 slots'],
    ['cell 0', '2 GiB, vCPUs 0-1'],
    ['cell 1', '2 GiB, vCPUs 2-3'],
    ['dimm0', 'dimm, 1 GiB, at 0x180000000'],
    ['shmem0', 'lg, 64 MiB'],
  ]);
  assert.deepEqual(machine!.range.start, { line: 0, character: 0 });
  assert.deepEqual(machine!.selection, { start: { line: 0, character: 1 }, end: { line: 0, character: 7 } });
});

test('sizes that are not known are left out, and domains of other hypervisors have no parts', () => {
  const open = libvirtSymbols(marked("¦<domain type='kvm'><memory unit='GiB'>{{ ram }}</memory></domain>").snapshot);
  assert.deepEqual(outline(open), [['domain', 'kvm']]);
  assert.deepEqual(outline(open[0]!.children), [['memory', '']]);
  const xen = libvirtSymbols(marked("¦<domain type='xen'><name>x</name><memory>4194304</memory></domain>").snapshot);
  assert.deepEqual(outline(xen), [['x', 'xen, 4 GiB']]);
  assert.deepEqual(xen[0]!.children, []);
});

test('an XML text of something else has no symbols', () => {
  assert.deepEqual(libvirtSymbols(marked('¦<project><domain>x</domain></project>').snapshot), []);
});
