import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readKubeQuantity } from '../../../server/src/model/kubevirt/kube-quantity';
import { readKubevirt } from '../../../server/src/model/kubevirt/read-kubevirt';
import type { VmmConfiguration } from '../../../server/src/model/vmm/vmm-configuration';
import { detectVmm } from '../../../server/src/syntax/detect-vmm';
import { spanText } from '../../../server/src/text/span';

function read(text: string): VmmConfiguration {
  return readKubevirt({ text, lineCount: text.split('\n').length });
}

/** What is said: the rule, its severity where that is another, the place, and the program's words. */
function said(text: string): readonly string[] {
  return read(text).findings.map(({ code, severity, span, said: words, message }) => {
    const rule = code.replace('kubevirt-', '') + (severity ? ` (${severity})` : '');
    return `${rule} [${spanText(span)}] ${words ?? message}`;
  });
}

/** An object with this domain. */
const machine = (domain: string, rest = '') =>
  `apiVersion: kubevirt.io/v1\nkind: VirtualMachineInstance\n${rest}spec:\n  domain: ${domain}\n`;
const started = (domain: string, rest = '') =>
  `apiVersion: kubevirt.io/v1\nkind: VirtualMachine\nspec:\n  running: true\n  template: {spec: {${rest}domain: ${domain}}}\n`;
const pages = (size: string, memory = '', domain = '') =>
  `{memory: {hugepages: {pageSize: ${size}}${memory}}${domain}}`;

const QUANTITIES: readonly (readonly [text: string, bytes: bigint | null | undefined, whole?: bigint])[] = [
  ['0', 0n],
  ['128974848', 128974848n],
  ['128974848000m', 128974848n],
  ['129e6', 129000000n],
  ['129E6', 129000000n],
  ['1E', 10n ** 18n],
  ['129M', 129000000n],
  ['123Mi', 123n << 20n],
  ['1k', 1000n],
  ['1Ki', 1024n],
  ['7Ei', 7n << 60n],
  ['1.5Gi', 3n << 29n],
  ['.5Gi', 1n << 29n],
  ['5.', 5n],
  ['+1Mi', 1n << 20n],
  ['0.1Gi', 107374183n, 107374182n],
  ['1500m', 2n, 1n],
  ['1n', 1n, 0n],
  ['1e-3', 1n, 0n],
  ['-1', -1n],
  ['-1500m', -1n, -2n],
  ['9223372036854775807', (1n << 63n) - 1n],
  // Kubernetes cuts it down, or takes it as it is; nobody has that much memory.
  ['8Ei', undefined],
  ['1e400', undefined],
  ['1e999999999', undefined],
  ['9'.repeat(100_000), undefined],
  // Something else stands in its place.
  ['', undefined],
  ['$MEMORY', undefined],
  ['$(memory)Mi', undefined],
  ['MEMORY_SIZE', undefined],
  ['<4Gi>', undefined],
  ['4GB', null],
  ['4GiB', null],
  ['4gi', null],
  ['4 Gi', null],
  ['1K', null],
  ['1.2.3', null],
  ['4Gi2', null],
];

for (const [text, bytes, whole] of QUANTITIES)
  test(`${text.slice(0, 20)} as a quantity`, () => {
    const quantity = readKubeQuantity(text);
    assert.equal(quantity === null ? null : quantity?.bytes, bytes);
    if (quantity) assert.equal(quantity.whole, whole ?? bytes);
  });

const D = 'spec.domain';
const T = 'spec.template.spec.domain';

const SAID: readonly (readonly [name: string, text: string, ...said: string[]])[] = [
  [
    'a page size that is no quantity',
    machine(pages('2MB')),
    `quantity [2MB] ${D}.memory.hugepages.pageSize '2MB': quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'`,
  ],
  [
    'less than a page is requested',
    machine(pages('1Gi', '', ', resources: {requests: {memory: 512Mi}}')),
    `page-multiple [512Mi] ${D}.resources.requests.memory '512Mi' must be equal to or larger than page size ${D}.memory.hugepages.pageSize '1Gi'`,
  ],
  [
    'no multiple of the page is requested',
    started(pages('2Mi', '', ', resources: {requests: {memory: 65Mi}}')),
    `page-multiple [65Mi] ${T}.resources.requests.memory '65Mi' is not a multiple of the page size ${T}.memory.hugepages.pageSize '2Mi'`,
  ],
  ['a page exactly', machine(pages('2Mi', '', ', resources: {requests: {memory: 2Mi}}'))],
  ['a request of 0 is none', machine(pages('2Mi', ', guest: 4Mi', ', resources: {requests: {memory: "0"}}'))],
  [
    'where nothing is requested, the guest counts',
    machine(pages('2Mi', ', guest: 3Mi')),
    'page-multiple [3Mi] 3 MiB is no whole number of pages of 2 MiB: 1 MiB are left over.',
  ],
  [
    'and then the limit',
    machine(pages('2Mi', '', ', resources: {limits: {memory: 3Mi}}')),
    'page-multiple [3Mi] 3 MiB is no whole number of pages of 2 MiB: 1 MiB are left over.',
  ],
  ['only pages: one of them', machine(pages('2Mi'))],
  [
    'the request is right, the guest is not',
    machine(pages('2Mi', ', guest: 8191Mi', ', resources: {requests: {memory: 8Gi}}')),
    'guest-pages [8191Mi] failed to resize memfd to 8588886016: Invalid argument',
  ],
  [
    'what is requested is rounded up, what the guest gets is rounded down',
    machine(pages('2Mi', ', guest: "4194303.5"')),
    'guest-pages ["4194303.5"] failed to resize memfd to 4194303: Invalid argument',
  ],
  [
    'a file instead of a memfd',
    machine(
      pages('2Mi', ', guest: 8191Mi', ', resources: {requests: {memory: 8Gi}}'),
      'metadata: {annotations: {kubevirt.io/memfd: "false"}}\n',
    ),
  ],
  [
    'annotations that are merged may say so',
    machine(
      pages('2Mi', ', guest: 8191Mi', ', resources: {requests: {memory: 8Gi}}'),
      'metadata: {annotations: {<<: *other}}\n',
    ),
  ],
  [
    'a request that is not known may be right',
    machine(pages('2Mi', ', guest: 8190Mi', ', resources: {requests: {memory: "$(M)"}}')),
  ],
  [
    'whatever is requested, the guest is wrong',
    machine(pages('2Mi', ', guest: 8191Mi', ', resources: {requests: {memory: "$(M)"}}')),
    'guest-pages [8191Mi] failed to resize memfd to 8588886016: Invalid argument',
  ],
  [
    'no node has such pages',
    machine(pages('4Mi', ', guest: 3Mi')),
    'page-size [4Mi] Hosts have no huge pages of 4 MiB: as no node offers hugepages-4Mi, the machine is never started.',
  ],
  [
    'other architectures have other pages',
    started(pages('1Mi'), 'architecture: amd64, '),
    'page-size [1Mi] amd64 hosts have no huge pages of 1 MiB: as no node offers hugepages-1Mi, the machine is never started.',
  ],
  ['s390x', started(pages('1Mi'), 'architecture: s390x, ')],
  ['an architecture that is not known', started(pages('3Mi'), 'architecture: riscv64, ')],
  [
    'more than the limit',
    machine('{resources: {requests: {memory: 2Gi}, limits: {memory: 1Gi}}}'),
    `memory-limits [2Gi] ${D}.resources.requests.memory '2Gi' is greater than ${D}.resources.limits.memory '1Gi'`,
  ],
  ['as much as the limit', machine('{resources: {requests: {memory: 1024Mi}, limits: {memory: 1Gi}}}')],
  [
    'less than the limit, with CPUs of its own',
    machine('{cpu: {dedicatedCpuPlacement: true}, resources: {requests: {memory: 1Gi}, limits: {memory: 2Gi}}}'),
    `memory-limits [1Gi] ${D}.resources.requests.memory must be equal to ${D}.resources.limits.memory`,
  ],
  [
    'the guest has more than the limit',
    machine('{memory: {guest: 2Gi}, resources: {limits: {memory: 1Gi}}}'),
    `memory-limits (warning) [2Gi] ${D}.memory.guest '2Gi' must be equal to or less than the memory limit ${D}.resources.limits.memory '1Gi'`,
  ],
  [
    'too little is requested',
    machine('{resources: {requests: {memory: 100k}}}'),
    `quantity [100k] ${D}.resources.requests.memory '100k': must be greater than or equal to 1M.`,
  ],
  ['just enough', machine('{resources: {requests: {memory: 1000Ki}}}')],
  [
    'less than nothing',
    machine('{resources: {requests: {memory: -1Gi}, limits: {memory: "-1"}}}'),
    `quantity [-1Gi] ${D}.resources.requests.memory '-1Gi': must be greater than or equal to 0.`,
    `quantity ["-1"] ${D}.resources.limits.memory '-1': must be greater than or equal to 0.`,
  ],
  [
    'no memory at all',
    machine('{devices: {}}'),
    `memory-missing [VirtualMachineInstance] ${D}.resources.requests.memory, ${D}.resources.limits.memory, ${D}.memory.hugepages or ${D}.memory.guest should be provided`,
  ],
  [
    'null is nothing',
    machine('{devices: {}, memory: {guest: null}, resources: {requests: ~}}'),
    `memory-missing [VirtualMachineInstance] ${D}.resources.requests.memory, ${D}.resources.limits.memory, ${D}.memory.hugepages or ${D}.memory.guest should be provided`,
  ],
  ['a part of a machine', machine('{cpu: {cores: 2}}')],
  [
    'the memory of an instance type',
    started('{devices: {}}').replace('running: true', 'running: true\n  instancetype: {name: u1.small}'),
  ],
  ['memory that may be merged into it', machine('{devices: {}, <<: *common}')],
  [
    'NUMA nodes without CPUs and huge pages',
    machine('{devices: {}, memory: {guest: 1Gi}, cpu: {numa: {guestMappingPassthrough: {}}}}'),
    `numa [guestMappingPassthrough] ${D}.cpu.dedicatedCpuPlacement must be set to true when NUMA topology strategy is set in ${D}.cpu.numa.guestMappingPassthrough`,
    `numa [guestMappingPassthrough] ${D}.memory.hugepages must be requested when NUMA topology strategy is set in ${D}.cpu.numa.guestMappingPassthrough`,
  ],
  ['a patch: the base may have them', machine('{cpu: {numa: {guestMappingPassthrough: {}}}}')],
  [
    'a patch that takes them away',
    machine('{cpu: {dedicatedCpuPlacement: false, numa: {guestMappingPassthrough: {}}}}'),
    `numa [guestMappingPassthrough] ${D}.cpu.dedicatedCpuPlacement must be set to true when NUMA topology strategy is set in ${D}.cpu.numa.guestMappingPassthrough`,
  ],
  [
    'real time without anything',
    machine('{devices: {}, memory: {guest: 1Gi}, cpu: {realtime: {}}}'),
    `numa [realtime] ${D}.cpu.dedicatedCpuPlacement must be set to true when ${D}.cpu.realtime is used`,
    `numa [realtime] ${D}.cpu.numa.guestMappingPassthrough must be defined when ${D}.cpu.realtime is used`,
  ],
  ...[
    ['{memory: {guest: 1025Mi, maxGuest: 4Gi}}', '1025Mi', 'Guest memory must be 2Mi aligned'],
    ['{memory: {guest: 1Gi, maxGuest: 4095Mi}}', '4095Mi', 'MaxGuest must be 2Mi aligned'],
    ['{memory: {guest: 1Gi, maxGuest: 1536Mi, hugepages: {pageSize: 1Gi}}}', '1536Mi', 'MaxGuest must be 1Gi aligned'],
    ['{memory: {guest: 2Gi, maxGuest: 1Gi}}', '1Gi', 'Guest memory is greater than the configured maxGuest memory'],
    [
      '{memory: {guest: 1022Mi, maxGuest: 4Gi}}',
      '1022Mi',
      'Memory hotplug is only available for VMs with at least 1Gi of guest memory',
    ],
    [
      '{memory: {guest: 1Gi, maxGuest: 4Gi}, cpu: {realtime: {}}}',
      '4Gi',
      'Memory hotplug is not compatible with realtime VMs',
    ],
    [
      '{memory: {guest: 1Gi, maxGuest: 4Gi}, cpu: {numa: {guestMappingPassthrough: {}}}}',
      '4Gi',
      'Memory hotplug is not compatible with guest mapping passthrough',
    ],
    [
      '{memory: {guest: 1Gi, maxGuest: 4Gi}, launchSecurity: {tdx: {}}}',
      '4Gi',
      'Memory hotplug is not compatible with encrypted VMs',
    ],
  ].map(([domain, place, words]) => [`plugged in: ${words}`, started(domain!), `hotplug [${place}] ${words}`] as const),
  [
    'plugged in: another architecture',
    started('{memory: {guest: 1Gi, maxGuest: 4Gi}}', 'architecture: s390x, '),
    'hotplug [4Gi] Memory hotplug is only available for x86_64 VMs',
  ],
  ['plugged in, as it may be', started('{memory: {guest: 1Gi, maxGuest: 4Gi}}', 'architecture: arm64, ')],
  ['of a machine that runs already, KubeVirt says nothing', machine('{memory: {guest: 1025Mi, maxGuest: 4Gi}}')],
  ['plugged into a guest that is not known', started('{memory: {guest: "$(M)", maxGuest: 4095Mi}}')],
  [
    'decimal units of what decides',
    machine('{resources: {requests: {memory: 1024M}, limits: {memory: 2G}}}'),
    'decimal-unit [1024M] 1024M are 1,024,000,000 bytes: to Kubernetes M is a power of 1000, and Mi one of 1024.',
  ],
  ['decimal units of what does not', machine('{memory: {guest: 1Gi}, resources: {requests: {memory: 1100M}}}')],
  [
    'names that are nearly right',
    machine('{memory: {guest: 1Gi, hugePages: {}}, resources: {request: {memory: 1Gi}, limits: {Memory: 1Gi}}}'),
    `unknown-field [hugePages] unknown field "${D}.memory.hugePages"`,
    `unknown-field [request] unknown field "${D}.resources.request"`,
    `unknown-field [Memory] unknown field "${D}.resources.limits.Memory"`,
  ],
  [
    'names that are not known at all',
    machine('{memory: {guest: 1Gi, elastic: {}}, resources: {limits: {nvidia.com/gpu: 1, hugepages-2Mi: 1Gi}}}'),
  ],
  ['what is written twice', machine('{memory: {guest: 3Mi, guest: 2Mi, hugepages: {pageSize: 2Mi}}}')],
  ['types that are wrong', machine('{memory: [1], resources: {requests: 4Gi, limits: {memory: {a: 1}}}, devices: {}}')],
  ['numbers of YAML that are no quantities', machine('{memory: {guest: 0x10, hugepages: {pageSize: 1e3}}}')],
  ['text that is folded', machine('\n    memory:\n      guest: >\n        4GB')],
  ['a tag', machine('{memory: {guest: !!str 4GB}}')],
  ['an alias of nothing', machine('{memory: *shared}')],
  [
    'an anchor: said once, in its place',
    `${machine('{memory: &m {guest: 4GB}}')}x:\n  again: *m\n`.replace('spec:', 'spec: &s'),
    'quantity [4GB] 4GB is no size: behind a number, Kubernetes knows Ki, Mi, Gi and Ti for powers of 1024, and k, M, G and T for powers of 1000.',
  ],
  [
    'a list, and an object that is there twice',
    'kind: List\nitems:\n- &v\n  apiVersion: kubevirt.io/v1\n  kind: VirtualMachineInstance\n  spec:\n    domain: {memory: {guest: 4GB}}\n- *v\n',
    'quantity [4GB] 4GB is no size: behind a number, Kubernetes knows Ki, Mi, Gi and Ti for powers of 1024, and k, M, G and T for powers of 1000.',
  ],
  ['a template of Helm', machine('{memory: {guest: 4GB}, cpu: {{ .Values.cpu }}}')],
  ['text that is no YAML', machine('{memory: {guest: 4GB}')],
  [
    'a document behind one that is no YAML',
    `a: b: c\n---\n${machine('{memory: {guest: 4gi}}')}--- # end\n"`,
    'quantity [4gi] 4gi is no size: behind a number, Kubernetes knows Ki, Mi, Gi and Ti for powers of 1024, and k, M, G and T for powers of 1000.',
  ],
  ['a kind of another group', machine('{memory: {guest: 4GB}}').replace('kubevirt.io', 'virtualization.deckhouse.io')],
  [
    'a kind that is not known',
    machine('{memory: {guest: 4GB}}').replace('VirtualMachineInstance', 'VirtualMachineExport'),
  ],
  [
    'a pool',
    'apiVersion: pool.kubevirt.io/v1alpha1\nkind: VirtualMachinePool\nspec: {virtualMachineTemplate: {spec: {template: {spec: {domain: {memory: {guest: 1Gi, maxGuest: 3G}}}}}}}\n',
    'hotplug [3G] MaxGuest must be 2Mi aligned',
  ],
  [
    'an instance type',
    'apiVersion: instancetype.kubevirt.io/v1beta1\nkind: VirtualMachineClusterInstancetype\nspec: {memory: {guest: 3Mi, overcommitPercent: 15, hugepages: {pageSize: 2Mi}}}\n',
    'page-multiple [3Mi] 3 MiB is no whole number of pages of 2 MiB: 1 MiB are left over.',
    'overcommit [15] spec.memory.overcommitPercent and spec.memory.hugepages should not be requested together.',
  ],
];

for (const [name, text, ...expected] of SAID) test(name, () => assert.deepEqual(said(text), expected));

test('the memory of a guest is what it is said to be, else what is requested, else the limit, else a page', () => {
  const memory = (domain: string) =>
    read(machine(domain)).machines.map(({ complete, memory: [piece] }) => [piece!.size, piece!.page.kind, complete]);
  assert.deepEqual(memory('{memory: {guest: 1Gi}, resources: {requests: {memory: 2Gi}}}'), [[1n << 30n, 'thp', true]]);
  assert.deepEqual(memory('{resources: {requests: {memory: 2Gi}, limits: {memory: 3Gi}}}'), [[2n << 30n, 'thp', true]]);
  assert.deepEqual(memory('{resources: {requests: {memory: 0}, limits: {memory: 3Gi}}}'), [[3n << 30n, 'thp', true]]);
  assert.deepEqual(memory('{memory: {hugepages: {pageSize: 1Gi}}}'), [[1n << 30n, 'hugetlb', true]]);
  assert.deepEqual(memory('{memory: {guest: "$(M)"}, resources: {requests: {memory: 2Gi}}}'), [
    [undefined, 'thp', false],
  ]);
  assert.deepEqual(memory('{memory: {<<: *m}, resources: {requests: {memory: 2Gi}}}'), [[undefined, 'unknown', false]]);
  assert.deepEqual(memory('{memory: {guest: 1Gi, hugepages: {}}}'), [[1n << 30n, 'unknown', false]]);
  assert.deepEqual(memory('{memory: {guest: 0.1Gi}}'), [[107374182n, 'thp', true]]);
  assert.deepEqual(memory('{}'), [[undefined, 'thp', false]]);
});

test('each machine of a file has its name, its place and its host nodes', () => {
  const text = `${machine('{memory: {guest: 1Gi}}', 'metadata: {name: one}\n')}---\n${machine('{cpu: {numa: {guestMappingPassthrough: {}}}}')}`;
  assert.deepEqual(
    read(text).machines.map(({ name, span, memory }) => [name, spanText(span), memory[0]!.nodes]),
    [
      ['one', 'VirtualMachineInstance', []],
      ['VirtualMachineInstance', 'VirtualMachineInstance', undefined],
    ],
  );
});

const DETECTED: readonly (readonly [text: string, name: string, languageId: string | undefined, isOurs: boolean])[] = [
  [machine('{}'), 'vm.yaml', undefined, true],
  [machine('{}'), 'vm.yml', 'yaml', true],
  [machine('{}'), '', undefined, true],
  [`\ufeff${machine('{}')}`, 'vm.yaml', undefined, true],
  [machine('{}').replaceAll('\n', '\r\n'), 'vm.yaml', undefined, true],
  ['apiVersion: "kubevirt.io/v1"\nkind: "VirtualMachine"\n', 'vm.yaml', 'yaml', true],
  ['kind: List\nitems:\n- apiVersion: kubevirt.io/v1\n  kind: VirtualMachine\n', 'vm.yaml', 'yaml', true],
  // Of other languages, or for other programs.
  [machine('{}'), 'templates/vm.yaml', 'helm', false],
  [machine('{}'), 'README.md', undefined, false],
  [machine('{}'), 'vm.sh', undefined, false],
  ['kind: VirtualMachine\nspec:\n  domain:\n    memory: {guest: 4GB}\n', 'patch.yaml', 'yaml', false],
  ['apiVersion: kubevirt.io/v1\nkind: KubeVirt\nspec: {}\n', 'kubevirt-cr.yaml', 'yaml', false],
  ['apiVersion: v1\nkind: Pod\nmetadata: {labels: {kubevirt.io: virt-launcher}}\n', 'pod.yaml', 'yaml', false],
  [
    'apiVersion: vm.libvirt.example.org/v1\nkind: VirtualMachine\nspec: {memory: {guest: 4GB}}\n',
    'x.yaml',
    'yaml',
    false,
  ],
  [
    'apiVersion: virtualization.deckhouse.io/v1alpha2\nkind: VirtualMachine\nspec: {memory: {size: 4Gi}}\n',
    'x.yaml',
    'yaml',
    false,
  ],
  ['services:\n  vm:\n    image: qemux/qemu\n    environment: {RAM_SIZE: "4G"}\n', 'docker-compose.yml', 'yaml', false],
  [
    '- hosts: all\n  tasks:\n  - kubernetes.core.k8s: {definition: {kind: VirtualMachine}}\n',
    'play.yaml',
    'yaml',
    false,
  ],
  ['# apiVersion: kubevirt.io/v1\n# kind: VirtualMachine\na: 1\n', 'values.yaml', 'yaml', false],
];

for (const [text, name, languageId, isOurs] of DETECTED)
  test(`${name || 'no name'} ${languageId ?? ''}: ${JSON.stringify(text.slice(0, 50))}`, () => {
    const origin = { name, ...(languageId !== undefined && { languageId }) };
    assert.equal(detectVmm(text, origin), isOurs ? 'kubevirt' : undefined);
  });
