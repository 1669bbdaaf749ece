// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are the shell's, and marks of templates.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { placeZones } from '../../../server/src/model/cloud-hypervisor/place-zones';
import { readCloudHypervisor } from '../../../server/src/model/cloud-hypervisor/read-cloud-hypervisor';
import { detectQemu } from '../../../server/src/syntax/detect-qemu';
import { detectVmm } from '../../../server/src/syntax/detect-vmm';
import { vmmFindings } from './vmm-findings';

const MIB = 1n << 20n;
const GIB = 1n << 30n;

/** Without the rules' common beginning. */
const plain = (finding: string) => finding.replace(/^(\w+) cloud-hypervisor-/, '$1 ').replace('Cloud Hypervisor: ', '');

/** The `memory` of a VmConfig, what stands beside it, and what is found. */
const CONFIGS: readonly [memory: string, more: string, found: readonly string[]][] = [
  ['"size": 536870912', '', []],
  ['"size": 536870912, "thp": false, "prefault": true, "reserve": true', '', []],
  [
    '"size": 536870912, "hugepage_size": 2097152',
    '',
    [
      'error page-size at 2097152: hugepage_size is nothing without "hugepages": true. "Huge page size specified but huge pages not enabled"',
    ],
  ],
  [
    '"size": 6291456, "hugepages": true, "hugepage_size": 3145728',
    '',
    ['error page-size at 3145728: A page is a power of two. "Huge page size is not power of 2: 3145728"'],
  ],
  [
    '"size": 8388608, "hugepages": true, "hugepage_size": 4194304',
    '',
    ['warning page-size at 4194304: The host has no huge pages of 4 MiB, but of 2 MiB and 1 GiB.'],
  ],
  [
    '"size": 8388608, "mergeable": true, "shared": true',
    '',
    [
      `warning sharing at true: Pages that others map are not merged. "Invalid to set both 'mergeable' and 'shared' for memory"`,
    ],
  ],
  ['"size": 8388608, "mergeable": true, "shared": "${SHARED}"', '', []],
  [
    '"size": 8388608, "hugepages": true, "shared": true',
    '',
    ['hint shared-ignored at true: Huge pages are mapped shared in any case.'],
  ],
  [
    '"size": 3145728, "hugepages": true',
    '',
    [
      'error size at 3145728: 3 MiB is no multiple of its pages of 2 MiB. "Memory size is misaligned with default page size or its hugepage size"',
    ],
  ],
  [
    '"size": 1025',
    '',
    [
      'error size at 1025: 1025 B is no multiple of pages of 4 KiB. "Memory size is misaligned with default page size or its hugepage size"',
    ],
  ],
  [
    '"size": 0',
    '',
    [
      'error zones at 0: The guest has no memory. "User defined memory regions must be provided if the memory size is 0"',
    ],
  ],
  [
    '"size": 0, "zones": []',
    '',
    [
      'error zones at 0: The guest has no memory. "User defined memory regions must be provided if the memory size is 0"',
    ],
  ],
  ['"size": 0, "zones": "{{ zones }}"', '', []],
  [
    '"size": 4096, "zones": [{"id": "a", "size": 4096}]',
    '',
    [
      `error zones at 4096: Zones have all of the memory, or none. Set it to 0. "User defined memory regions can't be provided if the memory size is not 0"`,
    ],
  ],
  [
    '"size": 0, "zones": [{"id": "a", "size": 4096, "hotplug_size": 134217728}]',
    '',
    [
      'error hotplug at 134217728: Only virtio-mem plugs memory into a zone. "Invalid to set ACPI hotplug method for memory zones"',
    ],
  ],
  ['"size": 0, "hotplug_method": "VirtioMem", "zones": [{"id": "a", "size": 4096, "hotplug_size": 134217728}]', '', []],
  [
    '"size": 4096, "hotplug_method": "VirtioMem", "hotplug_size": 134217728, "hotplugged_size": 134217729',
    '',
    [
      `error hotplug at 134217729: No more than 128 MiB can be plugged, not 134217729 B. "'hotplugged_size' 134217729 can't be bigger than 'hotplug_size' 134217728"`,
    ],
  ],
  [
    '"size": 4096, "hotplug_method": "VirtioMem", "hotplugged_size": 1',
    '',
    [
      `error hotplug at 1: There is no hotplug_size to take it from. "Invalid to define 'hotplugged_size' when there is no 'hotplug_size'"`,
    ],
  ],
  [
    '"size": 4096, "hotplug_size": 2, "hotplugged_size": 1',
    '',
    [
      `error hotplug at 1: Only virtio-mem plugs memory at the start. "Invalid to define 'hotplugged_size' with hotplug method 'acpi'"`,
    ],
  ],
  [
    '"size": 4096, "hotplug_size": 0',
    '',
    [`error hotplug at 0: Nothing could be plugged. "'hotplug_size' can't be 0"`],
  ],
  ['"size": 4096, "hotplug_size": 1048576', '', []],
  [
    '"size": 4096, "hotplug_method": "VirtioMem", "hotplug_size": 135266304',
    '',
    ['error hotplug at 135266304: 129 MiB is no multiple of 128 MiB. "Virtio-mem size is not aligned with 134217728"'],
  ],
  [
    '"size": 4096, "hotplug_method": "virtio-mem"',
    '',
    ['error field at "virtio-mem": hotplug_method is "Acpi" or "VirtioMem". "unknown variant `virtio-mem`"'],
  ],
  [
    '"size": 0, "zones": [{"id": "a", "size": 4096, "file": "/dev/shm/a", "shared": true, "host_numa_node": 1}]',
    '',
    [
      `error zones at 1: Where a shared file has its pages is not up to who maps it. "Invalid to set host NUMA policy for a memory zone backed by a regular file and mapped as 'shared'"`,
    ],
  ],
  [
    '"size": 0, "zones": [{"id": "a", "size": 4096}, {"id": "a", "size": 4096}]',
    '',
    [
      `error zones at "a": Another zone has this id. "Memory zone identifier 'a' found more than once. It must be unique"`,
    ],
  ],
  [
    '"size": 0, "zones": [{"id": "a", "size": 4096}]',
    '"numa": [{"guest_numa_id": 0, "memory_zones": ["a"]}, {"guest_numa_id": 7, "memory_zones": ["a", "b"]}]',
    [
      'error zones at "a": Zone a belongs to another node already. "Memory zone: a belongs to multiple NUMA nodes: 0 and 7"',
      `error zones at "b": There is no zone b. "Unknown memory zone 'b'"`,
    ],
  ],
  [
    '"size": 0, "zones": [{"size": 4096}]',
    '"numa": [{"memory_zones": ["b"]}]',
    ['error field at size: zones has no id. "missing field `id`"'],
  ],
  [
    '"size": 4096',
    '"fs": [{"tag": "x"}], "user_devices": [{"socket": "/s"}], "disks": [{"vhost_user": true}], "net": [{"vhost_user": false}]',
    [
      'error not-shared at fs: Another process cannot map the memory: it needs "shared": true. "Using vhost-user requires using shared memory or huge pages"',
      'error not-shared at true: Another process cannot map the memory: it needs "shared": true. "Using vhost-user requires using shared memory or huge pages"',
      'error not-shared at user_devices: Another process cannot map the memory: it needs "shared": true. "Using user devices requires using shared memory or huge pages"',
    ],
  ],
  ['"size": 4096', '"fs": [], "user_devices": null', []],
  [
    '"size": 0, "zones": [{"id": "a", "size": 4096, "shared": true}, {"id": "b", "size": 4096}]',
    '"fs": [{"tag": "x"}]',
    [
      'error not-shared at fs: Another process cannot map the memory of zone b: it needs "shared": true. "Using vhost-user requires using shared memory or huge pages"',
    ],
  ],
  [
    '"size": 4096, "hugepage_sz": 2097152',
    '',
    ['warning field at hugepage_sz: memory has no field hugepage_sz. It is ignored.'],
  ],
  ['"size": "${SIZE}", "hugepages": true, "hugepage_size": 1073741824', '', []],
  [
    '"size": "4G"',
    '',
    [
      'error field at "4G": size is a whole number up to 18446744073709551615, without quotes. "invalid type: string "4G", expected u64"',
    ],
  ],
];

for (const [memory, more, found] of CONFIGS) {
  const text = `{"payload": {"kernel": "k"}, "memory": {${memory}}${more && `, ${more}`}}`;
  test(`Cloud Hypervisor: ${text}`, () => {
    assert.deepEqual(vmmFindings(text, 'cloud-hypervisor').map(plain), found);
  });
}

/** The options of a command, and what is found. */
const COMMANDS: readonly [options: string, found: readonly string[]][] = [
  ['', []],
  ['--memory size=512M', []],
  ['--memory size=512M,thp=off,shared=on,prefault=off,reserve=false', []],
  ['--memory size=1048576', []],
  ['--memory size=1GM', []],
  ['--memory size=', []],
  [
    '--memory size=1g',
    ['error field at 1g: size is a whole number of bytes, or one with K, M or G behind it. "Invalid value: 1g"'],
  ],
  [
    '--memory size=1.5G',
    ['error field at 1.5G: size is a whole number of bytes, or one with K, M or G behind it. "Invalid value: 1.5G"'],
  ],
  [
    '--memory size=1T,shared=yes,hotplug_method=acpid',
    [
      'error field at 1T: size is a whole number of bytes, or one with K, M or G behind it. "Invalid value: 1T"',
      'error field at yes: shared is on or off. "Invalid value: yes"',
      'error field at acpid: hotplug_method is acpi or virtio-mem. "Invalid value: acpid"',
    ],
  ],
  ['--memory size=$SIZE,hugepages=$HUGE,hugepage_size=2M', []],
  ['--memory size=${SIZE}M,hugepages=on', []],
  ['--memory size=@SIZE@,hugepages=__HUGE__', []],
  ['--memory size=1G$MORE,hugepage_size=2M', []],
  ['--memory "$MEMORY" --memory-zone id=a,size=1G', []],
  [
    '--memory size=1G,hugepage=on',
    ['error field at hugepage: --memory has no field hugepage. "Unknown option: hugepage"'],
  ],
  ['--memory size=1G,file=/dev/shm', []],
  ['--memory 2G', ['error field at 2G: --memory has no field 2G. "Unknown option: 2G"']],
  [
    '--memory size=1025M,hugepages=on',
    [
      'error size at 1025M: 1025 MiB is no multiple of its pages of 2 MiB. "Memory size is misaligned with default page size or its hugepage size"',
    ],
  ],
  [
    '--memory-zone id=a,size=1G',
    [
      `error zones at cloud-hypervisor: Zones have all of the memory, or none. Write --memory size=0 beside zones. "User defined memory regions can't be provided if the memory size is not 0"`,
    ],
  ],
  ['--memory size=0 --memory-zone id=a,size=1G id=b,size=1G', []],
  ['--memory size=0 --memory-zone id=a,size=1G --memory-zone=id=b,size=1G', []],
  [
    '--memory size=0 --memory-zone size=1G',
    ['error field at --memory-zone: A zone needs an id. "Error parsing --memory-zone: id missing"'],
  ],
  // 512 MiB where nothing else is said.
  [
    '--memory size=0 --memory-zone id=a id=b,size=2G,hugepages=on,hugepage_size=1G',
    [
      'warning zone-start at 2G: Zone b starts at 0x20000000, where zone a ends. That is no multiple of 1 GiB, its page size: KVM maps its 2 GiB with pages of 2 MiB. Put larger pages first, or fill up what stands before.',
    ],
  ],
  [
    '--memory size=0 --memory-zone id=a,size=513M id=b,size=64M,hugepages=on',
    [
      'warning zone-start at 64M: Zone b starts at 0x20100000, where zone a ends. That is no multiple of 2 MiB, its page size: KVM maps its 64 MiB with pages of 4 KiB. Put larger pages first, or fill up what stands before.',
    ],
  ],
  ['--memory size=0 --memory-zone id=a,size=$A id=b,size=64M,hugepages=on', []],
  ['--memory size=0 --memory-zone $ZONES --memory-zone id=b,size=64M,hugepages=on', []],
  ['--memory size=1G,hugepages=on,hugepage_size=1G,hotplug_method=virtio-mem,hotplug_size=1152M', []],
  [
    '--memory size=0,hotplug_method=virtio-mem --memory-zone id=a,size=1G,hotplug_size=128M id=b,size=1G,hugepages=on,hugepage_size=1G,hotplug_size=1G',
    [
      'warning zone-start at 1G: The memory that can be plugged into b starts at 0x108000000. That is no multiple of 1 GiB, its page size: KVM maps its 1 GiB with pages of 2 MiB.',
    ],
  ],
  [
    '--memory size=1G --fs tag=a,socket=/s --net vhost_user=true --disk path=/d --user-device socket=/u',
    [
      'error not-shared at --fs: Another process cannot map the memory: it needs shared=on. "Using vhost-user requires using shared memory or huge pages"',
      'error not-shared at --net: Another process cannot map the memory: it needs shared=on. "Using vhost-user requires using shared memory or huge pages"',
      'error not-shared at --user-device: Another process cannot map the memory: it needs shared=on. "Using user devices requires using shared memory or huge pages"',
    ],
  ],
  ['--memory size=1G,hugepages=on --fs tag=a,socket=/s', []],
  [
    '--memory size=0,mergeable=on --memory-zone id=a,size=1G,shared=on',
    [
      `warning sharing at on: Pages that others map are not merged. "Invalid to set both 'mergeable' and 'shared' for memory"`,
    ],
  ],
  [
    '--memory size=0 --memory-zone id=a,size=1G id=b,size=1G --numa guest_numa_id=0,memory_zones=[a,b] guest_numa_id=1,memory_zones=b',
    [
      'error zones at b: Zone b belongs to another node already. "Memory zone: b belongs to multiple NUMA nodes: 0 and 1"',
    ],
  ],
];

for (const [options, found] of COMMANDS) {
  test(`cloud-hypervisor ${options}`, () => {
    assert.deepEqual(vmmFindings(`cloud-hypervisor ${options}\n`, 'shell').map(plain), found);
  });
}

test('a command of QEMU beside one of Cloud Hypervisor is read as ever', () => {
  const text =
    'qemu-system-x86_64 -m 1G,slots=2\n# memslot: ignore cloud-hypervisor-field\ncloud-hypervisor --memory size=1g\n';
  assert.deepEqual(vmmFindings(text, 'shell'), vmmFindings(text.split('\n')[0]!, 'shell'));
  assert.equal(vmmFindings(text.replace('# memslot', '# '), 'shell').length, vmmFindings(text, 'shell').length + 1);
});

test('zones are laid one behind the other, and around the hole below 4 GiB', () => {
  const place = (...zones: readonly (readonly [bigint, bigint | undefined])[]) =>
    placeZones(zones.map(([size, page]) => ({ size, page })))?.map(({ zone, gpa, size }) => [zone, gpa, size]);
  assert.deepEqual(place([1n * GIB, 4096n], [4n * GIB, 4096n]), [
    [0, 0n, GIB],
    [1, GIB, 2n * GIB],
    [1, 4n * GIB, 2n * GIB],
  ]);
  assert.deepEqual(place([3n * GIB, 4096n], [GIB, GIB]), [
    [0, 0n, 3n * GIB],
    [1, 4n * GIB, GIB],
  ]);
  // Of what is left below the hole only whole pages are taken.
  assert.deepEqual(place([2560n * MIB, 4096n], [2n * GIB, GIB], [GIB, 4096n]), [
    [0, 0n, 2560n * MIB],
    [1, 4n * GIB, 2n * GIB],
    [2, 6n * GIB, GIB],
  ]);
  // A zone of pages that are not known is placed where they do not matter.
  assert.deepEqual(place([GIB, undefined], [GIB, 4096n]), [
    [0, 0n, GIB],
    [1, GIB, GIB],
  ]);
  assert.equal(place([4n * GIB, undefined]), undefined);
});

test('whatever the zones are, all of their memory is placed, in order and outside of the hole', () => {
  const zone = fc.record({ pages: fc.bigInt(1n, 4096n), page: fc.constantFrom(4096n, 2n * MIB, GIB) });
  fc.assert(
    fc.property(fc.array(zone, { minLength: 1, maxLength: 8 }), (zones) => {
      const sizes = zones.map(({ pages, page }) => ({ size: pages * page, page }));
      const pieces = placeZones(sizes)!;
      for (const [i, { size, page }] of sizes.entries()) {
        const own = pieces.filter(({ zone }) => zone === i);
        assert.equal(
          own.reduce((sum, piece) => sum + piece.size, 0n),
          size,
        );
        assert.ok(own.every((piece) => piece.size % page === 0n));
      }
      for (const [i, { gpa, size }] of pieces.entries()) {
        assert.ok(gpa + size <= 3n * GIB || gpa >= 4n * GIB);
        assert.ok(gpa + size <= (pieces[i + 1]?.gpa ?? gpa + size));
      }
    }),
    { numRuns: 200, seed: 7 },
  );
});

test('what can be plugged by virtio-mem is a memslot from the start, behind all RAM and at 128 MiB', () => {
  const zone = (id: string, more: string) => `{"id": "${id}", "size": 1048576, ${more}}`;
  const zones = `${zone('a', '"hotplug_size": 134217728')}, ${zone('b', '"hotplug_size": 268435456')}`;
  const text = `{"cpus": {"boot_vcpus": 1}, "memory": {"size": 0, "hotplug_method": "VirtioMem", "zones": [${zones}]}}`;
  const { machines } = readCloudHypervisor({ text, lineCount: 1 }, {});
  assert.deepEqual(
    Array.from(machines[0]!.kvm!.operations, ({ gpa, size }) => [gpa.value, size.value]),
    [
      [0n, MIB],
      [MIB, MIB],
      [4n * GIB, 128n * MIB],
      [4n * GIB + 128n * MIB, 256n * MIB],
    ],
  );
});

test('files of other tools are none of Cloud Hypervisor', () => {
  for (const text of [
    '{"memory": {"size": 0}}',
    '{"memory": {"limit": "512Mi"}, "payload": {"type": "push"}}',
    '{"memory": 512, "boot_vcpus": 2}',
    '{"payload": {"kernel": "vmlinux"}, "memory_mb": 512}',
  ])
    assert.equal(detectVmm(text, { name: 'a.json' }), undefined, text);
  const text = '{"cpus": {"boot_vcpus": 1}, "memory": {"size": 1}}';
  assert.equal(detectVmm(text, { name: 'a.md' }), undefined);
  assert.equal(detectVmm(text, { name: 'a.json' }), 'cloud-hypervisor');
  // It says so somewhere, but not of the file.
  assert.deepEqual(vmmFindings('{"vm": {"cpus": {"boot_vcpus": 1}, "memory": {"size": 1}}}', 'cloud-hypervisor'), []);
  assert.deepEqual(vmmFindings('{"boot_vcpus": 1, "memory": {"size": 1}}', 'cloud-hypervisor'), []);
});

test('scripts that start Cloud Hypervisor are known, those that speak of it are not', () => {
  const kind = (text: string) => detectQemu(text, { name: 'run.sh' });
  for (const text of [
    'cloud-hypervisor --kernel k --memory size=1G\n',
    'CH=${CH:-/usr/bin/cloud-hypervisor}\n"$CH" --memory "size=1G"\n',
    'sudo ./cloud-hypervisor-static \\\n  --memory-zone id=a\n',
    'args=(cloud-hypervisor)\nargs+=(--memory size=1G)\n',
  ])
    assert.equal(kind(text), 'shell', text);
  for (const text of [
    'git clone https://github.com/cloud-hypervisor/cloud-hypervisor.git\ndocker run --memory 1g x\n',
    '# cloud-hypervisor --memory size=1G\n',
    'pkill cloud-hypervisor; docker run --memory 1g x\n',
    'cloud-hypervisor --api-socket /tmp/s\n',
    'ch-remote --api-socket /tmp/s resize --memory 2G\n',
    'cd cloud-hypervisor/\ncargo build --release\n',
  ])
    assert.equal(kind(text), undefined, text);
});
