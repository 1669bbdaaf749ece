// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are marks of templates.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readFirecracker } from '../../../server/src/model/firecracker/read-firecracker';
import { detectVmm } from '../../../server/src/syntax/detect-vmm';
import { vmmFindings } from './vmm-findings';

const config = (machine: string, more = '') => `{"machine-config": {${machine}}${more && `, ${more}`}}`;

/** The fields of a machine-config, what stands beside it, and what is found, without the rules' common beginning. */
const CASES: readonly [machine: string, more: string, found: readonly string[]][] = [
  ['"vcpu_count": 1, "mem_size_mib": 1', '', []],
  [
    '"vcpu_count": 1, "mem_size_mib": 0',
    '',
    [
      'memory-size at 0: A guest needs some memory. Firecracker: "The memory size (MiB) is either 0, or not a multiple of the configured page size."',
    ],
  ],
  [
    '"vcpu_count": 1, "mem_size_mib": 3, "huge_pages": "Transparent"',
    '',
    [
      'memory-size at 3: 3 MiB is no multiple of 2 MiB, the pages that huge_pages asks for. Firecracker: "The memory size (MiB) is either 0, or not a multiple of the configured page size."',
    ],
  ],
  ['"vcpu_count": 1, "mem_size_mib": 3, "huge_pages": "None"', '', []],
  ['"vcpu_count": 1, "mem_size_mib": 3, "huge_pages": "${PAGES}"', '', []],
  ['"vcpu_count": 1, "mem_size_mib": 3, "huge_pages": "__PAGES__"', '', []],
  [
    '"vcpu_count": 1, "mem_size_mib": 3, "huge_pages": "1G"',
    '',
    ['field at "1G": huge_pages is "None", "2M" or "Transparent". Firecracker: "unknown variant `1G`"'],
  ],
  [
    '"vcpu_count": 1, "mem_size_mib": 3, "huge_pages": true',
    '',
    ['field at true: huge_pages is "None", "2M" or "Transparent".'],
  ],
  ['"vcpu_count": 32, "mem_size_mib": 8, "smt": true', '', []],
  [
    '"vcpu_count": 0, "mem_size_mib": 8',
    '',
    [
      'vcpu-count at 0: A guest has 1 to 32 vCPUs, not 0. Firecracker: "The number of vCPUs must be greater than 0, less than 32 and must be 1 or an even number if SMT is enabled."',
    ],
  ],
  [
    '"vcpu_count": 33, "mem_size_mib": 8',
    '',
    [
      'vcpu-count at 33: A guest has 1 to 32 vCPUs, not 33. Firecracker: "The number of vCPUs must be greater than 0, less than 32 and must be 1 or an even number if SMT is enabled."',
    ],
  ],
  ['"vcpu_count": 31, "mem_size_mib": 8, "smt": "{{ smt }}"', '', []],
  [
    '"vcpu_count": 31, "mem_size_mib": 8, "smt": true',
    '',
    [
      'vcpu-count at 31: With smt every core has two threads: 31 vCPUs leave one over. Firecracker: "The number of vCPUs must be greater than 0, less than 32 and must be 1 or an even number if SMT is enabled."',
    ],
  ],
  [
    '"vcpu_count": 256, "mem_size_mib": -1',
    '',
    [
      'field at 256: vcpu_count is a whole number up to 255, without quotes. Firecracker: "invalid value: integer `256`, expected u8"',
      'field at -1: mem_size_mib is a whole number up to 18446744073709551615, without quotes. Firecracker: "invalid value: integer `-1`, expected usize"',
    ],
  ],
  [
    '"vcpu_count": "2", "mem_size_mib": 1.5',
    '',
    [
      'field at "2": vcpu_count is a whole number up to 255, without quotes. Firecracker: "invalid type: string "2", expected u8"',
      'field at 1.5: mem_size_mib is a whole number up to 18446744073709551615, without quotes.',
    ],
  ],
  ['"vcpu_count": "VCPUS", "mem_size_mib": "@MEMORY@"', '', []],
  [
    '"vcpu_count": null, "mem_size_mib": 8, "cpu_template": null, "smt": 1',
    '',
    [
      'field at null: vcpu_count is a whole number up to 255, without quotes. Firecracker: "invalid type: null, expected u8"',
      'field at 1: smt is true or false, without quotes. Firecracker: "invalid type: integer `1`, expected a boolean"',
    ],
  ],
  [
    '"vcpu_count": 1, "mem_size_mib": 8, "hugepages": "2M"',
    '',
    ['field at hugepages: machine-config has no field hugepages. Firecracker: "unknown field `hugepages`"'],
  ],
  [
    '"vcpu_count": 1',
    '"boot-source": {}',
    ['field at machine-config: machine-config has no mem_size_mib. Firecracker: "missing field `mem_size_mib`"'],
  ],
  // Of something else by that name nothing is known.
  ['"replicas": 3', '', []],
  [
    '"vcpu_count": 1, "mem_size_mib": 512',
    '"balloon": {"amount_mib": 513, "deflate_on_oom": false}',
    [
      'balloon-size at 513: The guest has 512 MiB: a balloon cannot take 513 MiB of it. Firecracker: "Amount of pages requested is too large."',
    ],
  ],
  ['"vcpu_count": 1, "mem_size_mib": 512', '"balloon": {"amount_mib": 512, "deflate_on_oom": false}', []],
  [
    '"vcpu_count": 1, "mem_size_mib": 512',
    '"balloon": {"amount_mib": 5, "deflate": false}',
    [
      'field at deflate: balloon has no field deflate. Firecracker: "unknown field `deflate`"',
      'field at balloon: balloon has no deflate_on_oom. Firecracker: "missing field `deflate_on_oom`"',
    ],
  ],
  [
    '"vcpu_count": 1, "mem_size_mib": 512, "huge_pages": "2M", "track_dirty_pages": true',
    '"balloon": {"amount_mib": 5, "deflate_on_oom": false}',
    [
      'huge-pages at true: KVM maps memory whose written pages are logged by 4 KiB: huge_pages 2M gains next to nothing.',
      'huge-pages at balloon: A balloon gives 4 KiB back at a time, which the host cannot take out of a huge page.',
    ],
  ],
  ['"vcpu_count": 1, "mem_size_mib": 512', '"memory-hotplug": {"total_size_mib": 128}', []],
  [
    '"vcpu_count": 1, "mem_size_mib": 512',
    '"memory-hotplug": {"total_size_mib": 128, "block_size_mib": 1}',
    ['hotplug at 1: A block has 2 MiB at least. Firecracker: "Block size must not be lower than 2 MiB"'],
  ],
  [
    '"vcpu_count": 1, "mem_size_mib": 512',
    '"memory-hotplug": {"total_size_mib": 128, "block_size_mib": 3}',
    ['hotplug at 3: 3 MiB is no power of two. Firecracker: "Block size must be a power of 2"'],
  ],
  [
    '"vcpu_count": 1, "mem_size_mib": 512',
    '"memory-hotplug": {"total_size_mib": 128, "slot_size_mib": 127}',
    ['hotplug at 127: A slot has 128 MiB at least. Firecracker: "Slot size must not be lower than 128 MiB"'],
  ],
  [
    '"vcpu_count": 1, "mem_size_mib": 512',
    '"memory-hotplug": {"total_size_mib": 1024, "block_size_mib": 4, "slot_size_mib": 130}',
    [
      'hotplug at 130: A slot is made of whole blocks: 130 MiB is no multiple of 4 MiB. Firecracker: "Slot size must be a multiple of block size (4 MiB)"',
    ],
  ],
  [
    '"vcpu_count": 1, "mem_size_mib": 512',
    '"memory-hotplug": {"total_size_mib": 127}',
    [
      'hotplug at 127: The host plugs 128 MiB at once: there must be as much at least. Firecracker: "Total size must not be lower than slot size (128 MiB)"',
    ],
  ],
  [
    '"vcpu_count": 1, "mem_size_mib": 512',
    '"memory-hotplug": {"total_size_mib": 1000, "slot_size_mib": 256}',
    [
      'hotplug at 1000: The host plugs 256 MiB at once: 1000 MiB is no multiple of it. Firecracker: "Total size must be a multiple of slot size (256 MiB)"',
    ],
  ],
  [
    '"vcpu_count": 1, "mem_size_mib": 512',
    '"memory-hotplug": {"total_size_mib": 1000, "slot_size_mib": "${SLOT}"}',
    [],
  ],
];

for (const [machine, more, found] of CASES) {
  const text = config(machine, more);
  test(`Firecracker: ${text}`, () => {
    assert.deepEqual(
      vmmFindings(text, 'firecracker').map((finding) => finding.replace(/^\w+ firecracker-/, '')),
      found,
    );
  });
}

test('an arm64 host has no smt', () => {
  const text = config('"vcpu_count": 2, "mem_size_mib": 512, "smt": true');
  assert.deepEqual(vmmFindings(text, 'firecracker', { arch: 'aarch64' }), [
    'error firecracker-vcpu-count at true: An arm64 core has one thread. Firecracker: "Enabling simultaneous multithreading is not supported on aarch64."',
  ]);
});

test('costs are hints', () => {
  const text = config('"vcpu_count": 2, "mem_size_mib": 512, "huge_pages": "2M", "track_dirty_pages": true');
  assert.match(vmmFindings(text, 'firecracker').join('\n'), /^hint /);
});

test('the body of a request is read, and what looks like one is left alone', () => {
  assert.equal(vmmFindings('{"vcpu_count": 2, "mem_size_mib": 3, "huge_pages": "2M"}', 'firecracker').length, 1);
  assert.deepEqual(vmmFindings('{"vcpu_count": 2, "mem_size_mib": 0, "kernel": "vmlinux"}', 'firecracker'), []);
  assert.deepEqual(vmmFindings('{"mem_size_mib": 0}', 'firecracker'), []);
  assert.deepEqual(vmmFindings('{"machine-config": {"vcpu_count": 2, "mem_size_mib": 0', 'firecracker'), []);
});

/** The memslots of a guest of so many MiB, as `gpa+size`. */
function slots(mib: string, host: object = {}): readonly string[] | undefined {
  const text = config(`"vcpu_count": 1, "mem_size_mib": ${mib}`);
  const { machines } = readFirecracker({ text, lineCount: 1 }, host);
  const operations = machines[0]?.kvm?.operations;
  return (
    operations &&
    Array.from(
      operations,
      (operation) => `0x${operation.gpa.value!.toString(16)}+0x${operation.size.value!.toString(16)}`,
    )
  );
}

test('RAM has holes below 4 GiB and between 256 and 512 GiB', () => {
  assert.deepEqual(slots('3072'), ['0x0+0xc0000000']);
  assert.deepEqual(slots('3073'), ['0x0+0xc0000000', '0x100000000+0x100000']);
  assert.deepEqual(slots('261120'), ['0x0+0xc0000000', '0x100000000+0x3f00000000']);
  assert.deepEqual(slots('261121'), ['0x0+0xc0000000', '0x100000000+0x3f00000000', '0x8000000000+0x100000']);
  assert.equal(slots('0'), undefined);
  assert.equal(slots('18446744073709551615'), undefined);
  assert.equal(slots('1024', { arch: 'aarch64' }), undefined);
});

test('files of other tools are none of Firecracker', () => {
  const cases: readonly [text: string, name: string, languageId?: string][] = [
    ['{"machine_config": {"vcpu_count": 2}}', 'vm.json'],
    ['{"MachineConfig": {"VcpuCount": 2, "MemSizeMib": 1024}}', 'firectl.json'],
    ['{"machine-config": "standard"}', 'cluster.json'],
    ['{"vcpu_count": 2, "memory_mib": 1024}', 'vm_config.json'],
    ['{"machine-config": {"vcpu_count": 2}}', 'notes.md'],
    ['machine-config: {vcpu_count: 2}', 'vm.yaml', 'yaml'],
  ];
  for (const [text, name, languageId] of cases)
    assert.equal(detectVmm(text, { name, ...(languageId && { languageId }) }), undefined, text);
});
