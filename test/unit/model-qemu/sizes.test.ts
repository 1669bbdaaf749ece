import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addMemoryOption, NO_MEMORY_OPTION } from '../../../server/src/model/qemu/memory-option';
import { readNumaOption } from '../../../server/src/model/qemu/numa-option';
import type { PropertyList } from '../../../server/src/model/qemu/property';
import { spanOf } from '../../../server/src/text/span';

const QEMU_7_2 = { major: 7, minor: 2 };
const QEMU_8_0 = { major: 8, minor: 0 };
const NEWEST = { major: 10, minor: 2 };
const M = 1n << 20n;

function listOf(option: string, entries: Record<string, string>): PropertyList {
  const text = Object.entries(entries)
    .map((entry) => entry.join('='))
    .join(',');
  const span = spanOf({ text, lineCount: 1 }, 0, text.length);
  const properties = Object.entries(entries).map(([name, text]) => ({
    name,
    keySpan: span,
    valueSpan: span,
    text,
    json: undefined,
  }));
  return { option, carrier: 'command-line', span, properties, complete: true };
}

function maxmem(text: string, version: { major: number; minor: number }) {
  const { option, findings } = addMemoryOption(NO_MEMORY_OPTION, listOf('m', { maxmem: text }), version);
  return findings[0]?.qemuMessage ?? option.maxmem.value;
}

function mem(text: string, version = NEWEST) {
  const { node, findings } = readNumaOption(listOf('numa', { type: 'node', mem: text }), version);
  return findings[0]?.qemuMessage ?? node?.mem.value;
}

test('-m tells numbers that are out of range from what is no number, as the version does', () => {
  const malformed = "Parameter 'maxmem' expects a non-negative number below 2^64";
  const outOfRange = (text: string) => `Value '${text}' is out of range for parameter 'maxmem'`;
  assert.equal(maxmem('1.1e', NEWEST), 1268213655067531680n);
  for (const version of [QEMU_7_2, QEMU_8_0, NEWEST]) {
    for (const text of ['-0x10', '-4M', '16EB', '18446744073709551616M'])
      assert.equal(maxmem(text, version), malformed);
    for (const text of ['16E', '18446744073709551616', '-18446744073709551616'])
      assert.equal(maxmem(text, version), outOfRange(text));
  }
  assert.equal(maxmem('-4', QEMU_7_2), malformed);
  assert.equal(maxmem('-4', QEMU_8_0), malformed);
  assert.equal(maxmem('-4', NEWEST), outOfRange('-4'));
});

// Asked of QEMU 7.2 with -M pc-i440fx-5.0, whose boards still take mem=.
test('the mem of a node is a size in bytes first, and MiB when it has no suffix', () => {
  assert.equal(mem('64'), 64n * M);
  assert.equal(mem('0xa'), 10n * M);
  assert.equal(mem('1.'), M);
  assert.equal(mem('64K'), M / 16n);
  for (const text of ['1.5', '17592186044415.9', '-64', '16E', '64MB'])
    assert.equal(mem(text, QEMU_7_2), "Parameter 'mem' expects a size value", text);
  assert.equal(mem('17592186044415'), (1n << 64n) - M);
  assert.equal(mem('17592186044416'), undefined, 'not refused');
});
