import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { contributes } from '../../../package.json';
import { createAnalysis, type DocumentKind } from '../../../server/src/features/analysis';
import { readSettings } from '../../../server/src/features/settings';
import { TextLines } from '../../../server/src/text/text-lines';

interface Snippet {
  readonly prefix: string | readonly string[];
  readonly body: string | readonly string[];
  readonly description: string;
}

const KINDS: Readonly<Record<string, DocumentKind>> = {
  memslots: 'memslots',
  shellscript: 'shell',
  'qemu-config': 'readconfig',
  xml: 'libvirt',
};

const domain = (parts: { head?: string; cpu?: string; devices?: string; gib?: number }) => `<domain type='kvm'>
  <name>guest</name>
  ${parts.head ?? "<maxMemory slots='4' unit='GiB'>16</maxMemory>"}
  <memory unit='GiB'>${parts.gib ?? 8}</memory>
  <vcpu>4</vcpu>
  <os><type arch='x86_64' machine='q35'>hvm</type></os>
  <features><acpi/></features>
  ${parts.cpu ?? "<cpu><numa><cell id='0' cpus='0-3' memory='8' unit='GiB'/></numa></cpu>"}
  <devices><emulator>/usr/bin/qemu-system-x86_64</emulator>${parts.devices ?? ''}</devices>
</domain>
`;

/** What stands around the snippets that are a part of something. */
const AROUND: Readonly<Record<string, (body: string) => string>> = {
  object: (body) => `[machine]\nmemory-backend = "ram"\n[memory]\nsize = "4G"\n${body}`,
  numa: (body) => `[memory]\nsize = "4G"\n${body}`,
  dimm: (body) => `[memory]\nsize = "4G"\nslots = "2"\nmaxmem = "8G"\n${body}`,
  let: (body) => `${body}\nSlot#0: gpa=4G, size=totalsize, ua=0x7f0000000000`,
  backing: (body) => `${body}\nSlot#0: gpa=4G, size=8G, backing=ram`,
  'slot-delete': (body) => `Slot#0: gpa=0, size=2G, ua=0x7f0000000000\n${body}`,
  slot: (body) => `backing ram type=memfd page=2M size=8G\n${body}`,
  'libvirt-memory-backing': (head) => domain({ head, cpu: '' }),
  'libvirt-max-memory': (head) => domain({ head }),
  'libvirt-numa-cells': (cpu) => domain({ cpu }),
  'libvirt-virtio-mem': (devices) => domain({ devices, gib: 16 }),
  'libvirt-dimm': (devices) => domain({ devices, gib: 10 }),
};

for (const { language, path: file } of contributes.snippets) {
  const snippets: Record<string, Snippet> = JSON.parse(readFileSync(path.join(__dirname, '../../..', file), 'utf8'));
  for (const [name, snippet] of Object.entries(snippets))
    test(`the snippet '${name}' for ${language} is right as it is inserted`, () => {
      const prefixes = [snippet.prefix].flat();
      for (const body of expansions([snippet.body].flat().join('\n'))) {
        const text = `${(AROUND[prefixes[0]!] ?? String)(body)}\n`;
        const analysis = createAnalysis(TextLines.of(text), KINDS[language]!, readSettings({}));
        const found = analysis.findings
          .filter(({ rule, report }) => /error|warning/.test(report.severity ?? rule.severity))
          .map(({ rule, report }) => `${rule.id}: ${report.message}`);
        assert.deepEqual(found, [], text);
      }
    });
  test(`the snippets for ${language} are described, and get in nobody's way`, () => {
    const own = ['memslots', 'qemu-config'].includes(language);
    for (const [name, { prefix, description }] of Object.entries(snippets)) {
      assert.match(description, /^(KVM_\w+: |[A-Z<])/, name);
      if (!own) for (const word of [prefix].flat()) assert.match(word, /^(qemu-memory|libvirt)-[a-z-]+$/, name);
    }
  });
}

test('what is expanded are defaults, the first of their place, and every choice', () => {
  assert.deepEqual(expansions(`a \${1:x} $1 \${2|y,z|}\\\\$0`), ['a x x y\\', 'a x x z\\']);
});

/** A snippet as it is inserted when nothing is typed: with its defaults, and with every choice of each place. */
function expansions(body: string): readonly string[] {
  const choices = [...body.matchAll(/\$\{\d+\|([^|]*)\|\}/g)].map(([, all]) => all!.split(',').length);
  return Array.from({ length: Math.max(1, ...choices) }, (_, i) => {
    const values = new Map<string, string>();
    for (const [, number, all, value] of body.matchAll(/\$\{(\d+)(?:\|([^|]*)\||:([^}]*))\}/g)) {
      const list = all?.split(',');
      values.set(number!, list ? (list[i] ?? list[0]!) : value!);
    }
    return body
      .replace(/\$\{(\d+)[^}]*\}|\$(\d+)/g, (_whole, a?: string, b?: string) => values.get(a ?? b ?? '') ?? '')
      .replace(/\\(.)/g, '$1');
  });
}
