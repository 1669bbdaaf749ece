import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createAnalysis, type DocumentKind, documentKind } from '../../../server/src/features/analysis';
import { featuresOf } from '../../../server/src/features/features-of';
import { DEFAULT_SETTINGS } from '../../../server/src/features/settings';
import { TextLines } from '../../../server/src/text/text-lines';

/** Words that every object of JavaScript has something for, and such as look like them. */
const INHERITED = [
  ['__proto__', '__pro__'],
  ['constructor', 'conspirator'],
  ['toString', 'toStrong'],
  ['hasOwnProperty', 'hasOwnPride'],
] as const;

/** A word wherever a table of known words is looked into. */
const TEXTS: readonly (readonly [DocumentKind, (word: string) => string])[] = [
  [
    'memslots',
    (word) =>
      `host arch=${word} ${word}=1\nrule ${word}\nbacking ${word} type=${word} page=2M\nSlot#0: ${word}=1, gpa=0, size=2M, flags=${word}, backing=${word}, ret=${word}\n`,
  ],
  [
    'log',
    (word) =>
      `1@2.3:kvm_set_user_memory Slot#0 flags=0x0 gpa=0x0 size=0x1000 ua=0x7f0000 ret=0 ${word}=1\nioctl(9, KVM_SET_USER_MEMORY_REGION, {slot=0, ${word}=${word}, guest_phys_addr=0, memory_size=4096, userspace_addr=0x1000}) = -1 ${word} (x)\n`,
  ],
  [
    'shell',
    (word) =>
      `qemu-system-x86_64 -${word} ${word}=1 -object ${word},id=${word} -m $((${word} ${word} 1)) -device ${word},${word}=1 -machine ${word},${word}=1 -netdev ${word},id=a\n`,
  ],
  [
    'readconfig',
    (word) =>
      `[${word}]\n  ${word} = "1"\n[${word} "${word}"]\n  ${word} = "1"\n[object "a"]\n  qom-type = "${word}"\n  ${word} = "1"\n`,
  ],
  [
    'qmp',
    (word) =>
      `{"execute": "object-add", "arguments": {"qom-type": "${word}", "id": "${word}", "${word}": 1}}\n{"execute": "${word}", "arguments": {}}\n`,
  ],
  ['hmp', (word) => `object_add ${word},id=a,${word}=1\ndevice_add ${word},${word}=1\n`],
  ['args', (word) => `qemu-system-x86_64\n-${word}\n${word}\n-object\n${word},id=a\n`],
  [
    'libvirt',
    (word) =>
      `<domain type='kvm'><memory unit='${word}'>1</memory><os><type arch='${word}' machine='${word}'>hvm</type></os><numatune><memory mode='${word}' nodeset='0'/></numatune><launchSecurity type='${word}'/><devices><video><model type='${word}'/></video><memory model='${word}'/><${word} ${word}='1'/></devices></domain>\n`,
  ],
  [
    'proxmox',
    (word) => `memory: 1024\nnuma: 1\nnuma0: ${word}=1,cpus=0,memory=1024,policy=${word}\n${word}: ${word}\n${word}:`,
  ],
  [
    'kubevirt',
    (word) =>
      `apiVersion: kubevirt.io/v1\nkind: VirtualMachineInstance\nspec:\n  architecture: ${word}\n  ${word}: 1\n  domain:\n    devices: {}\n    memory: {guest: 1Gi, ${word}: 1, hugepages: {pageSize: 2Mi}}\n`,
  ],
  ['kubevirt', (word) => `apiVersion: kubevirt.io/v1\nkind: ${word}\nspec: {}\n`],
  [
    'firecracker',
    (word) => `{"machine-config": {"vcpu_count": 1, "mem_size_mib": 128, "huge_pages": "${word}", "${word}": 1}}`,
  ],
  [
    'cloud-hypervisor',
    (word) => `{"cpus": {"boot_vcpus": 1}, "memory": {"size": 1, "hotplug_method": "${word}", "${word}": 1}}`,
  ],
  [
    'shell',
    (word) => `cloud-hypervisor --memory size=1G,hotplug_method=${word},${word}=1 --memory-zone id=${word},${word}\n`,
  ],
  [
    'c',
    (word) =>
      `int f(void) { struct kvm_userspace_memory_region r = { .${word} = ${word}, .slot = ${word} + ${word}(1) }; r.${word} = 1; }\n`,
  ],
  [
    'rust',
    (word) => `fn f() { let r = kvm_userspace_memory_region { ${word}: ${word}, slot: ${word} as ${word} }; }\n`,
  ],
];

test('the name of a file may end in such a word', () => {
  for (const [word] of INHERITED) {
    assert.equal(documentKind('text', `/a/b.${word}`, undefined), 'memslots');
    assert.equal(documentKind('text', '/a/b', word), 'log');
  }
});

for (const [kind, textOf] of TEXTS)
  test(`${kind}: a word that every object has something for is a word like any other`, () => {
    const ask = (word: string) => {
      const analysis = createAnalysis(TextLines.of(textOf(word)), kind, DEFAULT_SETTINGS);
      const features = featuresOf(analysis);
      const hovers: (string | undefined)[] = [];
      for (const [line, text] of analysis.text.lines.entries())
        for (let character = 0; character <= text.length; character += 1) {
          const hover = features.hover?.(analysis, { line, character })?.markdown;
          if (hovers.at(-1) !== hover) hovers.push(hover);
          features.completion?.at(analysis, { line, character }, undefined);
        }
      const found = analysis.findings.map(({ rule, report }) => `${rule.id}: ${report.message}`);
      const symbols = features.symbols?.(analysis).map(({ name, detail }) => `${name} ${detail}`);
      return JSON.stringify([found, hovers, symbols, features.needs?.(analysis)], (_, value) =>
        typeof value === 'bigint' ? `${value}` : value,
      )
        .replaceAll('\\', '')
        .replaceAll(word, '…');
    };
    for (const [word, other] of INHERITED) assert.equal(ask(word), ask(other), word);
  });
