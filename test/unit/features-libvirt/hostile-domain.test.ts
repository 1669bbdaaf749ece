import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { createLibvirtSnapshot, type LibvirtSnapshot } from '../../../server/src/features/libvirt/libvirt-snapshot';
import { DEFAULT_SETTINGS } from '../../../server/src/features/settings';
import { TextLines } from '../../../server/src/text/text-lines';

// However a domain is broken, it is analysed, and whatever is found lies in the text.

const FOLDER = join(__dirname, '..', '..', 'fixtures', 'quiet', 'libvirt');
const DOMAINS = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.xml'))
  .map((name) => readFileSync(join(FOLDER, name), 'utf8'));

function analyse(text: string): LibvirtSnapshot {
  const snapshot = createLibvirtSnapshot(TextLines.of(text), DEFAULT_SETTINGS);
  for (const { rule, report } of snapshot.findings) {
    for (const { span } of [report, ...(report.related ?? [])]) {
      assert.equal(span.block, snapshot.document.block, rule.id);
      assert.ok(0 <= span.start && span.start <= span.end && span.end <= text.length, rule.id);
    }
  }
  return snapshot;
}

test('every prefix of a domain is analysed', () => {
  const text = DOMAINS.reduce((a, b) => (Math.abs(a.length - 3000) < Math.abs(b.length - 3000) ? a : b));
  for (let end = 0; end <= text.length; end += 3) analyse(text.slice(0, end));
});

test('domains with pieces taken out, doubled and exchanged are analysed', () => {
  const edit = fc.record({ at: fc.nat(), length: fc.nat(80), from: fc.nat(), size: fc.nat(60) });
  fc.assert(
    fc.property(fc.constantFrom(...DOMAINS), fc.array(edit, { minLength: 1, maxLength: 6 }), (domain, edits) => {
      let text = domain;
      for (const { at, length, from, size } of edits) {
        const start = at % (text.length + 1);
        const copied = from % (text.length + 1);
        text = text.slice(0, start) + text.slice(copied, copied + size) + text.slice(start + length);
      }
      analyse(text);
    }),
    { numRuns: 400 },
  );
});

test('numbers of every size in every place are analysed, and nothing passes through a float', () => {
  const number = fc.oneof(fc.bigInt(0n, 1n << 70n), fc.constantFrom(0n, 1n, (1n << 53n) + 1n, (1n << 63n) - 1n));
  fc.assert(
    fc.property(fc.constantFrom(...DOMAINS), fc.array(number, { minLength: 8, maxLength: 8 }), (domain, numbers) => {
      let count = 0;
      const text = domain.replace(/(?<=>|=')\d+(?=<|')/g, (old) =>
        count++ % 3 === 0 ? `${numbers[count % numbers.length]}` : old,
      );
      for (const { report } of analyse(text).findings) assert.doesNotMatch(report.message, /\de\+\d|NaN|undefined/);
    }),
    { numRuns: 300 },
  );
});

test('a domain with very many cells, devices and arguments is analysed', () => {
  const cells = Array.from({ length: 2000 }, (_, i) => `<cell id='${i}' cpus='${i}' memory='1024'/>`).join('\n');
  const devices = Array.from(
    { length: 2000 },
    () => "<memory model='dimm'><target><size unit='MiB'>2</size><node>0</node></target></memory>",
  ).join('\n');
  const text = `<domain type='kvm'>
  <maxMemory slots='256' unit='TiB'>1</maxMemory>
  <vcpu>2000</vcpu>
  <os><type arch='x86_64' machine='q35'>hvm</type></os>
  <features><acpi/></features>
  <cpu><numa>${cells}</numa></cpu>
  <devices>${devices}</devices>
</domain>
`;
  const { findings } = analyse(text);
  assert.ok(findings.some(({ report }) => report.message.includes('failed to find an empty memory slot')));
});

test('deep nesting, entities that multiply and a lone bracket are nothing to be afraid of', () => {
  const bomb = `<!DOCTYPE d [<!ENTITY a "${'x'.repeat(1000)}"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>\n<domain type='kvm'><memory>&b;</memory></domain>`;
  assert.equal(analyse(bomb).domains[0]?.prepared.domain.memory.value, undefined);
  for (const text of ['<', '<domain', "<domain type='kvm'", '<'.repeat(10_000), "<domain type='kvm'>".repeat(20_000)])
    analyse(text);
});

test('a million elements and attributes that nobody knows are not named one by one', () => {
  const elements = `<domain type='kvm'><memoryBacking>${'<x/>'.repeat(200_000)}</memoryBacking></domain>`;
  const attributes = `<domain type='kvm'><memoryBacking ${Array.from({ length: 150_000 }, (_, i) => `a${i}=''`).join(' ')}/></domain>`;
  for (const text of [elements, attributes]) {
    const unknown = analyse(text).findings.filter(({ rule }) => rule.id === 'libvirt-unknown-name');
    assert.ok(unknown.length >= 1000 && unknown.length <= 2000);
  }
});
