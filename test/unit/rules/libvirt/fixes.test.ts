import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { fixAll, fixesOf } from '../../../../server/src/features/code-actions';
import { createLibvirtSnapshot, type LibvirtSnapshot } from '../../../../server/src/features/libvirt/libvirt-snapshot';
import { analysisAfter } from '../../../../server/src/features/prove-fix';
import { readSettings } from '../../../../server/src/features/settings';
import { TextLines } from '../../../../server/src/text/text-lines';

const read = (text: string, settings: unknown = {}): LibvirtSnapshot =>
  createLibvirtSnapshot(TextLines.of(text), readSettings(settings));

/** A domain around its memory and its devices, each on lines of its own. */
const domain = (memory: string, devices = ''): string =>
  `<domain type='kvm'>\n  <name>g</name>\n${memory}\n  <vcpu>2</vcpu>\n  <os><type arch='x86_64' machine='q35'>hvm</type></os>\n  <features><acpi/></features>\n  <devices>\n${devices}  </devices>\n</domain>\n`;

const VIRTIOFS =
  "    <filesystem type='mount'>\n      <driver type='virtiofs'/>\n      <source dir='/srv'/>\n      <target dir='srv'/>\n    </filesystem>\n";
const CARD =
  "    <interface type='vhostuser'>\n      <source type='unix' path='/run/s' mode='server'/>\n    </interface>\n";
const CELLS = (...cells: string[]) =>
  `  <cpu>\n    <numa>\n${cells.map((cell, i) => `      <cell id='${i}' cpus='${i}' ${cell}/>\n`).join('')}    </numa>\n  </cpu>`;
const PAGES =
  "  <memoryBacking>\n    <hugepages>\n      <page size='2' unit='M'/>\n    </hugepages>\n  </memoryBacking>";

/** The text that the first fix of a finding makes. */
const FIXED: readonly {
  what: string;
  rule: string;
  before: string;
  after: string;
  settings?: unknown;
}[] = [
  {
    what: 'shared memory where nothing is said of it',
    rule: 'libvirt-shared-memory',
    before: domain("  <memory unit='GiB'>2</memory>", VIRTIOFS),
    after: domain(
      "  <memory unit='GiB'>2</memory>\n  <memoryBacking>\n    <source type='memfd'/>\n    <access mode='shared'/>\n  </memoryBacking>",
      VIRTIOFS,
    ),
  },
  {
    what: 'shared memory in an empty element',
    rule: 'libvirt-private-memory',
    before: domain("  <memory unit='GiB'>2</memory>\n  <memoryBacking/>", CARD),
    after: domain(
      "  <memory unit='GiB'>2</memory>\n  <memoryBacking>\n    <source type='memfd'/>\n    <access mode='shared'/>\n  </memoryBacking>",
      CARD,
    ),
  },
  {
    what: 'shared huge pages need no memfd',
    rule: 'libvirt-private-memory',
    before: domain(`  <memory unit='GiB'>2</memory>\n${PAGES}`, CARD),
    after: domain(
      `  <memory unit='GiB'>2</memory>\n${PAGES.replace('    </hugepages>\n', "    </hugepages>\n    <access mode='shared'/>\n")}`,
      CARD,
    ),
  },
  {
    what: 'private cells',
    rule: 'libvirt-shared-memory',
    before: domain(
      `  <memory unit='GiB'>2</memory>\n  <memoryBacking>\n    <source type='memfd'/>\n    <access mode='shared'/>\n  </memoryBacking>\n${CELLS("memory='1' unit='GiB' memAccess='private'", "memory='1' unit='GiB'")}`,
      VIRTIOFS,
    ),
    after: domain(
      `  <memory unit='GiB'>2</memory>\n  <memoryBacking>\n    <source type='memfd'/>\n    <access mode='shared'/>\n  </memoryBacking>\n${CELLS("memory='1' unit='GiB' memAccess='shared'", "memory='1' unit='GiB'")}`,
      VIRTIOFS,
    ),
  },
  {
    what: 'a domain on one line',
    rule: 'libvirt-shared-memory',
    before:
      "<domain type='kvm'><name>g</name><memory unit='GiB'>2</memory><os><type arch='x86_64' machine='q35'>hvm</type></os><devices><filesystem type='mount'><driver type='virtiofs'/></filesystem></devices></domain>",
    after:
      "<domain type='kvm'><name>g</name><memory unit='GiB'>2</memory><memoryBacking>  <source type='memfd'/>  <access mode='shared'/></memoryBacking><os><type arch='x86_64' machine='q35'>hvm</type></os><devices><filesystem type='mount'><driver type='virtiofs'/></filesystem></devices></domain>",
  },
  {
    what: 'all decimal units at once, where one alone would make the sizes disagree',
    rule: 'libvirt-decimal-unit',
    before: domain(`  <memory unit='GB'>2</memory>\n${CELLS("memory='1' unit='GB'", "memory='1' unit='GB'")}`),
    after: domain(`  <memory unit='GiB'>2</memory>\n${CELLS("memory='1' unit='GiB'", "memory='1' unit='GiB'")}`),
  },
  {
    what: 'the sizes follow a cell that is rounded',
    rule: 'libvirt-size-rounded',
    before: domain(
      `  <memory>2099200</memory>\n  <currentMemory>2099200</currentMemory>\n${CELLS("memory='1050624'", "memory='1048576'").replace('1050624', '1050625').replace('1048576', '1048575')}`,
    ),
    after: domain(
      `  <memory unit='KiB'>2100223</memory>\n  <currentMemory unit='KiB'>2100223</currentMemory>\n${CELLS("memory='1027' unit='MiB'", "memory='1048575'")}`.replaceAll(
        " unit='KiB'",
        '',
      ),
    ),
  },
  {
    what: 'whole pages for every cell, and the total stays',
    rule: 'backend-page-size',
    before: domain(
      `  <memory unit='MiB'>64</memory>\n${PAGES}\n${CELLS("memory='33' unit='MiB'", "memory='31' unit='MiB'")}`,
    ),
    after: domain(
      `  <memory unit='MiB'>64</memory>\n${PAGES}\n${CELLS("memory='32' unit='MiB'", "memory='32' unit='MiB'")}`,
    ),
  },
  {
    what: 'a size that fills its pages, and the balloon with it',
    rule: 'libvirt-page-half-used',
    settings: { qemu: '8.2' },
    before: domain(`  <memory unit='MiB'>65</memory>\n  <currentMemory unit='MiB'>65</currentMemory>\n${PAGES}`),
    after: domain(`  <memory unit='MiB'>66</memory>\n  <currentMemory unit='MiB'>66</currentMemory>\n${PAGES}`),
  },
  {
    what: 'an element that is misspelt in both of its tags',
    rule: 'libvirt-unknown-name',
    before: domain("  <memory unit='GiB'>2</memory>\n  <memorybacking>\n    <locked/>\n  </memorybacking >"),
    after: domain("  <memory unit='GiB'>2</memory>\n  <memoryBacking>\n    <locked/>\n  </memoryBacking >"),
  },
  {
    what: 'the room that a memory device needs',
    rule: 'libvirt-device-slots',
    before: domain(
      `  <maxMemory slots='1' unit='GiB'>8</maxMemory>\n  <memory unit='GiB'>3</memory>\n${CELLS("memory='2' unit='GiB'")}`,
      "    <memory model='dimm'>\n      <target>\n        <size unit='GiB'>1</size>\n        <node>0</node>\n      </target>\n      <address type='dimm' slot='3'/>\n    </memory>\n",
    ),
    after: domain(
      `  <maxMemory slots='4' unit='GiB'>8</maxMemory>\n  <memory unit='GiB'>3</memory>\n${CELLS("memory='2' unit='GiB'")}`,
      "    <memory model='dimm'>\n      <target>\n        <size unit='GiB'>1</size>\n        <node>0</node>\n      </target>\n      <address type='dimm' slot='3'/>\n    </memory>\n",
    ),
  },
  {
    what: 'a list with other marks between the numbers',
    rule: 'libvirt-nodeset',
    before: domain(
      "  <memory unit='GiB'>2</memory>\n  <numatune>\n    <memory mode='strict' nodeset='3-1; 0'/>\n  </numatune>",
    ),
    after: domain(
      "  <memory unit='GiB'>2</memory>\n  <numatune>\n    <memory mode='strict' nodeset='0-3'/>\n  </numatune>",
    ),
  },
];

for (const { what, rule, before, after, settings } of FIXED) {
  test(`${rule}: ${what}`, () => {
    const snapshot = read(before, settings);
    const finding = snapshot.findings.find((candidate) => candidate.rule.id === rule);
    assert.ok(finding, `not found: ${snapshot.findings.map((f) => f.rule.id)}`);
    const fix = fixesOf(snapshot, finding)[0];
    assert.ok(fix, 'no fix');
    assert.equal(analysisAfter(snapshot, fix)!.text.toString(), after);
  });
}

test('the line ends of the text are kept', () => {
  const snapshot = read(domain("  <memory unit='GiB'>2</memory>", VIRTIOFS).replaceAll('\n', '\r\n'));
  const fixed = analysisAfter(snapshot, fixesOf(snapshot, snapshot.findings[0]!)[0]!)!.text.toString();
  assert.ok(fixed.includes('memfd'));
  assert.doesNotMatch(fixed, /[^\r]\n/);
});

test('one change makes every safe fix, though all of them are in one file', () => {
  const snapshot = read(
    domain(
      `  <memory unit='GiB'>3</memory>\n  <currentMemory unit='GiB'>9</currentMemory>\n  <memoryBacking>\n    <access/>\n    <discard/>\n  </memoryBacking>\n${CELLS("memory='1' unit='GiB'", "memory='1' unit='GiB'")}`,
    ),
  );
  const fixed = analysisAfter(snapshot, { edits: fixAll(snapshot) })!;
  assert.equal(
    fixed.text.toString(),
    domain(
      `  <memory unit='GiB'>2</memory>\n  <currentMemory unit='GiB'>2</currentMemory>\n  <memoryBacking>\n  </memoryBacking>\n${CELLS("memory='1' unit='GiB'", "memory='1' unit='GiB'")}`,
    ),
  );
  assert.deepEqual(fixed.findings, []);
});

test('every fix that is offered for an annotated domain holds, read from scratch', () => {
  const folder = path.join(__dirname, '..', '..', '..', 'fixtures', 'libvirt');
  let offered = 0;
  for (const name of readdirSync(folder)) {
    const text = readFileSync(path.join(folder, name), 'utf8');
    const settings: unknown = JSON.parse(/<!-- settings: (.+) -->/.exec(text)?.[1] ?? '{}');
    const snapshot = read(text, settings);
    for (const finding of snapshot.findings) {
      const count = (one: LibvirtSnapshot) => one.findings.filter(({ rule }) => rule.id === finding.rule.id).length;
      for (const fix of fixesOf(snapshot, finding)) {
        const fixed = read(analysisAfter(snapshot, fix)!.text.toString(), settings);
        assert.ok(count(fixed) < count(snapshot), `${name}: ${fix.title}`);
        offered++;
      }
    }
  }
  assert.ok(offered > 30, `${offered} fixes`);
});
