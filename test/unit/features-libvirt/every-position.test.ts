import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { libvirtReferencesAt } from '../../../server/src/features/libvirt/cell-names';
import { libvirtCompletionsAt } from '../../../server/src/features/libvirt/libvirt-completion';
import { libvirtHoverAt } from '../../../server/src/features/libvirt/libvirt-hover';
import { createLibvirtSnapshot } from '../../../server/src/features/libvirt/libvirt-snapshot';
import { libvirtSymbols } from '../../../server/src/features/libvirt/libvirt-symbols';
import { DEFAULT_SETTINGS } from '../../../server/src/features/settings';
import { type Range, TextLines } from '../../../server/src/text/text-lines';

const FILES = [
  'hmat',
  'interleaved-memory',
  'looking-glass',
  'nvdimm',
  'numa-database',
  'ovs-dpdk',
  'ppc64le',
  'qemu-commandline',
  'router-1g-pages',
  'sev-snp',
  'sgx',
  'snapshot',
  'virtio-mem',
  'virtiofs',
];

function read(name: string): string {
  return readFileSync(new URL(`../../fixtures/quiet/libvirt/${name}.xml`, import.meta.url), 'utf8');
}

function within(text: TextLines, { start, end }: Range): void {
  assert.deepEqual(text.clamp(start), start);
  assert.deepEqual(text.clamp(end), end);
  assert.ok(start.line < end.line || (start.line === end.line && start.character <= end.character));
}

test('at every position of real domains, ranges lie in the text', () => {
  for (const name of FILES) {
    const text = TextLines.of(read(name));
    const snapshot = createLibvirtSnapshot(text, DEFAULT_SETTINGS);
    let hovers = 0;
    text.lines.forEach((content, line) => {
      for (let character = 0; character <= content.length; character++) {
        const position = text.clamp({ line, character });
        const hover = libvirtHoverAt(snapshot, position);
        if (hover) {
          hovers++;
          within(text, hover.range);
          assert.doesNotMatch(hover.markdown, /undefined|null|NaN|\[object/, `${name}:${line + 1}:${character + 1}`);
        }
        const list = libvirtCompletionsAt(snapshot, position);
        if (list) {
          within(text, list.range);
          assert.equal(list.range.start.line, line);
          assert.equal(list.range.end.line, line);
        }
        for (const { range } of libvirtReferencesAt(snapshot, position)) within(text, range);
      }
    });
    assert.ok(hovers > 100, `${name}: ${hovers} hovers`);
  }
});

test('while a domain is typed', () => {
  for (const name of ['virtio-mem', 'qemu-commandline', 'snapshot', 'hmat']) {
    const whole = read(name);
    for (let length = 0; length <= whole.length; length += 3) {
      const text = TextLines.of(whole.slice(0, length));
      const snapshot = createLibvirtSnapshot(text, DEFAULT_SETTINGS);
      const end = text.clamp({ line: text.lines.length, character: 0 });
      for (const position of [end, text.clamp({ line: end.line, character: Math.max(end.character - 2, 0) })]) {
        const list = libvirtCompletionsAt(snapshot, position);
        if (list) within(text, list.range);
        const hover = libvirtHoverAt(snapshot, position);
        if (hover) within(text, hover.range);
        libvirtReferencesAt(snapshot, position);
      }
      for (const { range, selection, children } of libvirtSymbols(snapshot)) {
        within(text, range);
        within(text, selection);
        for (const child of children) within(text, child.range);
      }
    }
  }
});

test('elements that are nested without an end', () => {
  const deep = `<domain type='kvm'>${'<memoryBacking>'.repeat(20_000)}<`;
  const text = TextLines.of(deep);
  const snapshot = createLibvirtSnapshot(text, DEFAULT_SETTINGS);
  const end = text.clamp({ line: 0, character: deep.length });
  assert.equal(libvirtCompletionsAt(snapshot, end), undefined);
  assert.equal(libvirtHoverAt(snapshot, { line: 0, character: deep.length - 5 }), undefined);
});
