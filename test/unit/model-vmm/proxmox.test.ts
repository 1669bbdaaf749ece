import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createAnalysis, documentKind } from '../../../server/src/features/analysis';
import { fixesOf } from '../../../server/src/features/code-actions';
import { saidWords } from '../../../server/src/features/error/said-words';
import { featuresOf } from '../../../server/src/features/features-of';
import { analysisAfter } from '../../../server/src/features/prove-fix';
import { readSettings } from '../../../server/src/features/settings';
import type { VmmSnapshot } from '../../../server/src/features/vmm/vmm-snapshot';
import { optionText } from '../../../server/src/syntax/qemu/write-option';
import { spanText } from '../../../server/src/text/span';
import { TextLines } from '../../../server/src/text/text-lines';

function read(text: string, settings: unknown = {}): VmmSnapshot {
  return createAnalysis(TextLines.of(text), 'proxmox', readSettings(settings)) as VmmSnapshot;
}

/** `rule at what is underlined: what Proxmox, or QEMU, says`. */
function found(text: string, settings?: unknown): readonly string[] {
  return read(text, settings).findings.map(({ rule, report: { span, message } }) => {
    return `${rule.id} at ${spanText(span)}: ${saidWords(message) ?? ''}`;
  });
}

/** The text after each fix of the first finding. */
function fixed(text: string): readonly string[] {
  const snapshot = read(text);
  return fixesOf(snapshot, snapshot.findings[0]!).map(({ edits }) => `${analysisAfter(snapshot, { edits })!.text}`);
}

const SIZE = 'proxmox-hugepages-size';
const PLUG = 'proxmox-memory-hotplug';
const NODE = 'proxmox-numa-node';
const DROPPED = 'proxmox-setting-dropped';
const COMMENT = 'proxmox-inline-comment';

const bound = (memory: string, more = 'hostnodes=0,policy=bind') => `numa0: cpus=0,memory=${memory},${more}`;

/** A configuration, and what is found in it. */
const FOUND: readonly (readonly [text: string, ...found: string[]])[] = [
  // Huge pages: of what, and how large.
  ['memory: 4096\nhugepages: 2', 'proxmox-hugepages-without-numa at 2: numa needs to be enabled to use hugepages'],
  ['memory: 4096\nhugepages: 0'],
  ['memory: 4096\nnuma: on\nhugepages: "1024"'],
  [
    'memory: 4097\nnuma: 1\nhugepages: 2',
    `${SIZE} at 4097: memory size '4097' is not a positive even integer; cannot use for hugepages`,
  ],
  [
    'memory: 4192\nnuma: 1\nhugepages: 1024',
    `${SIZE} at 4192: Memory size 4192 is not a multiple of the requested hugepages size 1024`,
  ],
  [
    'numa: 1\nhugepages: 1024',
    `${SIZE} at numa: Memory size 512 is not a multiple of the requested hugepages size 1024`,
  ],
  // The memory of a socket counts, not that of all.
  ['memory: 4096\nnuma: 1\nsockets: 4\nhugepages: 1024'],
  [
    'memory: 4096\nnuma: 1\nsockets: 8\nhugepages: 1024',
    `${SIZE} at 4096: Memory size 512 is not a multiple of the requested hugepages size 1024`,
  ],
  ['memory: 4096\nnuma: 1\nsockets: 8\nhugepages: any'],
  ['memory: 4096\nnuma: 1\nsmp: 2\nhugepages: 1024'],
  [
    `memory: 1536\nnuma: 1\nhugepages: 1024\n${bound('1536')}`,
    `${SIZE} at 1536: Memory size 1536 is not a multiple of the requested hugepages size 1024`,
  ],
  ...['1', '4', '2048', '1048576', '1G', 'on', 'any of them'].map((value): [string, string] => [
    `memory: 4096\nnuma: 1\nhugepages: ${value}`,
    `proxmox-hugepages-value at ${value}: your system doesn't support hugepages of ${value} MB`,
  ]),
  // Perl reads a number as far as it goes.
  ['memory: 4096\nnuma: 1\nhugepages: 2M'],
  ['arch: aarch64\nmemory: 4096\nnuma: 1\nhugepages: 32'],

  // NUMA nodes.
  ['memory: 4096\nnuma: 1\nnuma0: cpus=0', `${NODE} at numa0: missing NUMA node0 memory value`],
  ['memory: 4096\nnuma: 1\nnuma0: cpus=0,memory=0', `${NODE} at 0: missing NUMA node0 memory value`],
  [
    `memory: 64\nnuma: 1\n${bound('64', 'hostnodes=0;2-3')}`,
    `${NODE} at 0;2-3: you need to define a policy for hostnode 0,2-3`,
  ],
  [
    'memory: 64\nnuma: 1\nhugepages: 2\nnuma0: cpus=0,memory=64',
    `${NODE} at numa0: numa hostnodes need to be defined to use hugepages`,
  ],
  ...['0-1', '0;1', '10'].map((nodes): [string, string] => [
    `memory: 64\nnuma: 1\nhugepages: 2\n${bound('64', `hostnodes=${nodes},policy=bind`)}`,
    `${NODE} at ${nodes}: more than 1 hostnode value in numa node is not supported when hugepages are enabled`,
  ]),
  [`memory: 64\nnuma: 1\n${bound('64', 'hostnodes=0-1,policy=interleave')}`],
  [
    `memory: 64\nnuma: 1\n${bound('65')}`,
    'proxmox-numa-sum at 64: total memory for NUMA nodes must be equal to vm static memory',
  ],
  [`numa: 1\n${bound('64')}`, 'proxmox-numa-sum at 64: total memory for NUMA nodes must be equal to vm static memory'],
  [`numa: 1\n${bound('512')}`],
  [`memory: 64\n${bound('64')}`, 'proxmox-setting-ignored at numa0: '],
  [
    `memory: 64\nnuma: 1\ncores: 2\nnuma0: cpus=0,memory=32\nnuma2: cpus=1,memory=32`,
    'numa-node-id at cpus=1,memory=32: numa: Node ID missing: 1',
  ],
  // A node that is not well-formed is none.
  ...[
    'memory=64',
    'cpus=0,memory=64M',
    'cpus=0:1,memory=64',
    'cpus=0,memory=64,policy=strict',
    'cpus=0,cpus=1',
    'cpus=0,size=1',
    '0',
  ].map((value): [string, string] => [
    `memory: 64\nnuma: 1\nnuma0: ${value}`,
    `${DROPPED} at ${value}: unable to parse value of 'numa0' - format error`,
  ]),

  // Shares of sockets.
  ['memory: 1024\nnuma: 1\nsockets: 3', 'proxmox-socket-share at 1024: '],
  ['memory: 1025\nnuma: 1\nsockets: 4', 'node-boundary at 1025: '],
  ['memory: 1024\nsockets: 3'],
  ['memory: 2048\nnuma: 1\nsockets: 3\nhotplug: memory', 'proxmox-socket-share at 3: '],

  // Memory that is plugged.
  ['memory: 4096\nhotplug: memory', `${PLUG} at memory: NUMA needs to be enabled for memory hotplug`],
  ['memory: 4096\nhotplug: 1'],
  [
    `memory: 64\nnuma: 1\nhotplug: disk,memory\n${bound('64')}`,
    `${PLUG} at numa0: cannot enable memory hotplugging with custom NUMA topology`,
    `${PLUG} at 64: minimum memory must be 1024MB`,
  ],
  ['memory: 1023\nnuma: 1\nhotplug: memory', `${PLUG} at 1023: minimum memory must be 1024MB`],
  ['memory: 1024\nnuma: 1\nhotplug: memory'],
  ['numa: 1\nhotplug: memory', `${PLUG} at memory: minimum memory must be 1024MB`],
  [
    'memory: 1024\nnuma: 1\nsockets: 2\nhugepages: 1024\nhotplug: memory',
    `${PLUG} at 1024: minimum memory must be 2048MB`,
  ],
  ['memory: 2048\nnuma: 1\nsockets: 2\nhugepages: 2\nhotplug: memory'],
  [
    'memory: 1025\nnuma: 1\nhotplug: memory',
    `${PLUG} at 1025: memory size (1025) must be aligned to 512 for hotplugging`,
  ],
  // 1024 + 32 × 512 MiB, then 1024 MiB at a time.
  ['memory: 17408\nnuma: 1\nhotplug: memory'],
  [
    'memory: 17920\nnuma: 1\nhotplug: memory',
    `${PLUG} at 17920: memory size (17920) must be aligned to 1024 for hotplugging`,
  ],
  [
    'memory: 66000\nnuma: 1\nhotplug: memory',
    `${PLUG} at 66000: memory size (66000) must be aligned to 2048 for hotplugging`,
  ],
  [
    'memory: 2560\nnuma: 1\nhugepages: 1024\nhotplug: memory',
    `${PLUG} at 2560: memory size (2560) must be aligned to 1024 for hotplugging`,
  ],
  ['memory: 525312\nnuma: 1\nhotplug: memory', `${PLUG} at 525312: Total memory is bigger than 524288MB`],
  ['memory: 525312\nnuma: 1\nhotplug: memory\ncpu: host'],
  ['memory: 4194305\nnuma: 1\nhotplug: memory\ncpu: host', `${PLUG} at 4194305: Total memory is bigger than 4194304MB`],
  [
    'memory: 66560\nnuma: 1\nhotplug: memory\ncpu: kvm64,phys-bits=37',
    `${PLUG} at 66560: Total memory is bigger than 32768MB`,
  ],
  [
    'memory: 2048\nnuma: 1\nhotplug: memory\nvirtiofs0: media',
    `${PLUG} at virtiofs0: Memory hotplug does not work in combination with virtio-fs.`,
  ],

  // Lines that Proxmox drops.
  ['memory: 8G', `${DROPPED} at 8G: unable to parse value of 'memory' - format error`],
  ['memory: 15', `${DROPPED} at 15: unable to parse value of 'memory' - format error`],
  ['memory: 16'],
  ['memory: current=2048'],
  ['memory: -1', `${DROPPED} at -1: unable to parse value of 'memory' - format error`],
  ['cores: 0x4', `${DROPPED} at 0x4: unable to parse value of 'cores' - type check ('integer') failed - got '0x4'`],
  ['numa: 2', `${DROPPED} at 2: unable to parse value of 'numa' - type check ('boolean') failed - got '2'`],
  ['numa: Yes'],
  ['cpulimit: .5', `${DROPPED} at .5: unable to parse value of 'cpulimit' - type check ('number') failed - got '.5'`],
  ['hotplug: disk,ram', `${DROPPED} at disk,ram: unable to parse value of 'hotplug' - invalid hotplug feature 'ram'`],
  ['Memory: 4096', `${DROPPED} at Memory: 4096: unable to parse config: Memory: 4096`],
  [' memory: 4096', `${DROPPED} at  memory: 4096: unable to parse config:  memory: 4096`],
  ['memory:', `${DROPPED} at memory:: unable to parse config: memory:`],
  ['hugepage: 2', `${DROPPED} at hugepage: unable to parse value of 'hugepage' - unknown setting 'hugepage'`],
  ['numa8: cpus=0', `${DROPPED} at numa8: unable to parse value of 'numa8' - unknown setting 'numa8'`],
  // What is dropped does not count.
  [
    'memory: 4096\nmemory: 4G\nnuma: 1\nhugepages: 1024',
    `${DROPPED} at 4G: unable to parse value of 'memory' - format error`,
  ],
  ['memory: 4096\nmemory: 2048', 'proxmox-duplicate-setting at memory: '],
  ['net3: virtio,bridge=a\nnet3: virtio,bridge=b', 'proxmox-duplicate-setting at net3: '],

  // Comments behind values.
  ['memory: 8192 # eight', `${COMMENT} at # eight: unable to parse value of 'memory' - format error`],
  [
    'cores: 4\t# four',
    `${COMMENT} at # four: unable to parse value of 'cores' - type check ('integer') failed - got '4\t# four'`,
  ],
  ['memory: 4096\nnuma: 1\nhugepages: 1024 # x', `${COMMENT} at # x: `],
  [
    'memory: 4096\nhugepages: 1024 # x',
    'proxmox-hugepages-without-numa at 1024 # x: numa needs to be enabled to use hugepages',
    `${COMMENT} at # x: `,
  ],
  ['args: -cpu host # x', `${COMMENT} at # x: `],
  ["args: -append 'a # b'"],
  ['description: a # b\nname: c#d'],

  ['memory: 4096\nballoon: 4096'],
  [
    'memory: 4096\nballoon: 4097',
    'proxmox-balloon at 4097: balloon value too large (must be smaller than assigned memory)',
  ],
  ['memory: 4096\nkeephugepages: 1', 'proxmox-setting-ignored at 1: '],

  // Other sections do not count.
  ['memory: 4096\n[PENDING]\nhugepages: 5\nmemory: x\nmemory: y'],
  ['memory: 4096\n[special:cloudinit]\nnonsense\n'],
  ['memory: 4096\r\nnuma: 1\r\n\r\n[snap-1]  \r\nhugepages: 5\r\n'],

  // What a template leaves open.
  ['memory: {{ ram }}\nnuma: 1\nhugepages: 1024\nsockets: 2'],
  ['memory: 4096\nnuma: {{ numa }}\nhugepages: 1024'],
  ['memory: 4096\nnuma: 1\nhugepages: $PAGES\nsockets: 3\nhotplug: @HOTPLUG@'],
  ['{% if huge %}\nhugepages: 1024\n{% endif %}\nmemory: 4G\n'],
  ['memory: 4096\nnuma: 1\nnuma0: cpus=0,memory={{ half }}\nnuma1: cpus=1,memory=1\ncores: 2'],

  // QEMU's own arguments, in their places.
  ["memory: 4096\nargs: -append 'a", "proxmox-args-quotes at -append 'a: "],
  [
    'memory: 4096\nargs: -object "memory-backend-file,id=a,size=1G" -smbios type=0',
    `missing-property at "memory-backend-file,id=a,size=1G": Parameter 'mem-path' is missing`,
    'unused-backend at a: ',
  ],
  ['memory: 4096\nargs: -device pc-dimm,id=d,memdev=none', "unknown-backend at none: Device 'none' not found"],
];

for (const [text, ...expected] of FOUND) {
  test(`found in ${JSON.stringify(text)}`, () => assert.deepEqual(found(`${text}\n`), expected));
}

test('what depends on the host is said where the host is known', () => {
  const host = { numaNodes: [{ id: 0 }], physBits: 39 };
  assert.deepEqual(found(`memory: 64\nnuma: 1\n${bound('64', 'hostnodes=1,policy=bind')}\n`, { host }), [
    `${NODE} at 1: host NUMA node1 doesn't exist`,
  ]);
  assert.deepEqual(found('memory: 132096\nnuma: 1\nhotplug: memory\n', { host }), [
    `${PLUG} at 132096: Total memory is bigger than 131072MB`,
  ]);
});

const FIXED: readonly (readonly [text: string, ...fixed: string[]])[] = [
  [
    'memory: 5120\nnuma: 1\nsockets: 2\nhugepages: 1024\n',
    'memory: 6144\nnuma: 1\nsockets: 2\nhugepages: 1024\n',
    'memory: 4096\nnuma: 1\nsockets: 2\nhugepages: 1024\n',
  ],
  [
    'memory: 4600\nnuma: 1\nhotplug: memory\n',
    'memory: 4608\nnuma: 1\nhotplug: memory\n',
    'memory: 4096\nnuma: 1\nhotplug: memory\n',
  ],
  ['memory: 64\nhugepages: 2\n', 'memory: 64\nnuma: 1\nhugepages: 2\n', 'memory: 64\n'],
  [
    'memory: 1024\nnuma: 1\nnuma0: cpus=0,memory=256\nnuma1: cpus=1\ncores: 2\n',
    'memory: 1024\nnuma: 1\nnuma0: cpus=0,memory=256\nnuma1: cpus=1,memory=768\ncores: 2\n',
  ],
  ['name: a\nmemory: 8 GB # x\n', 'name: a\n# x\nmemory: 8 GB\n'],
  ['memory: 8 GB\n', 'memory: 8192\n', ''],
];

for (const [text, ...expected] of FIXED) {
  test(`the fixes of ${JSON.stringify(text)}`, () => {
    const some = fixed(text);
    assert.deepEqual(
      expected.filter((one) => !some.includes(one)),
      [],
      some.join('\n'),
    );
  });
}

/** The options of a machine that begin with one of these words. */
function optionsOf(text: string, settings?: unknown): readonly string[] {
  return read(text, settings)
    .configuration.machines[0]!.qemu!.options.filter(({ option }) => /^(?:m|object|numa|device)$/.test(option))
    .map((group) => `-${group.option} ${optionText(group)}`);
}

test('the sockets divide the memory, and DIMMs go round the nodes', () => {
  const file = (id: string) =>
    `-object qom-type=memory-backend-file,id=${id},size=1024M,mem-path=/run/hugepages/kvm/1048576kB,prealloc=on,share=on`;
  assert.deepEqual(
    optionsOf('memory: 5120\nnuma: 1\nsockets: 2\ncores: 2\nhotplug: memory\nhugepages: 1024\nvga: none\n', {
      host: { physBits: 46 },
    }).map((one) => one.replace(/^-object (?!qom-type)/, '-object qom-type=')),
    [
      '-m size=2048,slots=255,maxmem=524288M',
      file('ram-node0'),
      '-numa node,nodeid=0,cpus=0-1,memdev=ram-node0',
      file('ram-node1'),
      '-numa node,nodeid=1,cpus=2-3,memdev=ram-node1',
      ...[0, 1, 2].flatMap((i) => [
        file(`mem-dimm${i}`),
        `-device driver=pc-dimm,id=dimm${i},memdev=mem-dimm${i},node=${i % 2}`,
      ]),
    ],
  );
});

test('huge pages are taken from the nodes of the host that have the numbers of the sockets, or are named', () => {
  const needs = (text: string) =>
    featuresOf(read(text)).needs!(read(text))[0]!.needs.map(
      ({ pageSize, pages, nodes }) => `${pages} of ${pageSize} on ${nodes}`,
    );
  assert.deepEqual(needs('memory: 4096\nnuma: 1\nsockets: 2\nhugepages: 1024\n'), [
    '2 of 1073741824 on 0',
    '2 of 1073741824 on 1',
  ]);
  assert.deepEqual(needs(`memory: 64\nnuma: 1\nhugepages: any\n${bound('64', 'hostnodes=3,policy=preferred')}\n`), [
    '32 of 2097152 on 3',
  ]);
  // Whether the host has pages of 1 GiB is not known.
  assert.deepEqual(needs('memory: 1024\nnuma: 1\nhugepages: any\n'), ['undefined of undefined on 0']);
  assert.deepEqual(needs('memory: 4096\nnuma: 1\n'), []);
  assert.deepEqual(needs('memory: 4096\nargs: -object memory-backend-memfd,id=a,size=1G,hugetlb=on,hugetlbsize=2M\n'), [
    '512 of 2097152 on ',
  ]);
});

test('the layout is known, or left unknown', () => {
  const slots = (text: string, settings?: unknown) => read(text, settings).simulations[0]?.machine.operations.length;
  assert.equal(slots('memory: 4096\n'), 6);
  assert.equal(slots('memory: 4096\nvga: none\n'), 6);
  assert.equal(slots('memory: 4096\nmachine: pc-q35-9.0+pve1\n'), 6);
  assert.equal(slots('memory: 4096\nmachine: no-such-machine\n'), undefined);
  assert.equal(slots('memory: 4096\namd-sev: type=snp\n'), undefined);
  assert.equal(slots('memory: 4096\nhostpci0: 01:00,x-vga=1\n'), undefined);
  assert.equal(slots('memory: 4096\nargs: {{ more }}\n'), undefined);
  assert.ok(
    slots('memory: 4096\nnuma: 1\nhotplug: memory\n', { host: { physBits: 46, cpuVendor: 'GenuineIntel' } })! > 8,
  );
});

const CONFIGURATION = 'boot: order=scsi0\nmemory: 4096\nscsi0: local-lvm:vm-1-disk-0\n';

const KINDS: readonly (readonly [name: string, text: string, languageId: string | undefined, isProxmox: boolean])[] = [
  ['/etc/pve/qemu-server/100.conf', 'memory: 4096\n', undefined, true],
  ['/etc/pve/nodes/a/qemu-server/100.conf', '', 'properties', true],
  ['file:///backup/qemu-server/100.conf', '#\n', 'ini', true],
  ['/etc/pve/qemu-server/a.conf', 'memory: 4096\n', undefined, false],
  ['/home/a/100.conf', CONFIGURATION, 'properties', true],
  ['', CONFIGURATION, undefined, true],
  ['/home/a/notes.txt', CONFIGURATION, 'plaintext', false],
  ['/home/a/vm.yaml', CONFIGURATION, 'yaml', false],
  ['/home/a/vm.conf', `${CONFIGURATION}listen = 80\n`, 'properties', false],
  ['/home/a/vm.conf', 'memory: 4096\ncores: 2\nnuma: 1\n', 'properties', false],
  // A container.
  ['/etc/pve/lxc/100.conf', CONFIGURATION, 'properties', false],
  [
    '/home/a/100.conf',
    'arch: amd64\nmemory: 512\nnet0: name=eth0\nostype: debian\nrootfs: local:100/a.raw\n',
    undefined,
    false,
  ],
  ['/etc/nginx/nginx.conf', 'events {}\nhttp { server { listen 80; } }\n', undefined, false],
  ['/home/a/a.conf', '[net0]\nboot: a\nmeta: b\n', undefined, false],
  ['/home/a/a.conf', 'net0: a\nostype: b\n', undefined, false],
];

for (const [name, text, languageId, isProxmox] of KINDS) {
  test(`${name || 'a text without a name'}, ${JSON.stringify(text)} is ${isProxmox ? 'a' : 'no'} virtual machine of Proxmox`, () =>
    assert.equal(documentKind(text, name, languageId) === 'proxmox', isProxmox));
}

/** The settings that nothing here depends on. (qemu-server, src/PVE/QemuServer.pm: $confdesc, $confdesc_cloudinit) */
const OTHER_SETTINGS =
  'lock amd-sev intel-tdx keyboard name scsihw description ostype boot bootdisk agent vga watchdog startdate startup cdrom cpu ' +
  'parent vmstate vmstatestorage runningmachine runningcpu running-nets-host-mtu arch smbios1 bios vmgenid hookscript ivshmem ' +
  'audio0 spice_enhancements tags rng0 meta affinity citype ciuser cipassword cicustom searchdomain nameserver sshkeys efidisk0 ' +
  'tpmstate0 snapstate net0 net31 ipconfig0 parallel0 serial3 hostpci0 hostpci15 usb0 usb13 ide2 scsi30 virtio0 virtio15 sata5 ' +
  'unused0 virtiofs0 import0 something-new';

for (const key of OTHER_SETTINGS.split(' ')) {
  test(`${key} is not taken for a mistake`, () => assert.deepEqual(found(`memory: 4096\n${key}: x\n`), []));
}

test('a comment, wherever it stands, is about the whole file', () => {
  assert.deepEqual(found('memory: 4096\nhugepages: 2\n# memslot: ignore proxmox-hugepages-without-numa\n'), []);
});

test('names of settings, and values of those that have few, are offered', () => {
  const text = 'memory: 4096\nhugepages: \n';
  const snapshot = read(text);
  const labels = (line: number, character: number) =>
    featuresOf(snapshot)
      .completion!.at(snapshot, { line, character }, undefined)
      ?.items.map(({ label }) => label);
  assert.deepEqual(labels(1, 11), ['2', '1024', 'any']);
  assert.ok(labels(2, 0)?.includes('keephugepages'));
  assert.equal(labels(0, 10), undefined);
});
