import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { qemuMemslots } from '../../server/src/layout/qemu/qemu-memslots';
import { addressModulo } from '../../server/src/model/host-address';
import { readHostProfile } from '../../server/src/model/qemu/host-profile';
import { startWords } from './qemu-machine';

interface Vector {
  readonly argv: readonly string[];
  readonly rc: number;
  readonly stderr: readonly string[];
  readonly flat?: readonly { kind: string; name: string; gpa: string; size: string; offset: string }[];
  readonly slots?: readonly { gpa: string; size: string; flags: number; block_offset: string; hva_mod_2m: string }[];
  readonly devices?: readonly Record<string, string | number>[];
}

/** The host of the runs, in the form that people write it. */
const HOST = {
  version: 1,
  arch: 'x86_64',
  cpuVendor: 'AuthenticAMD',
  physBits: 48,
  cpus: 2,
  pageSize: '4K',
  qemu: '10.0.13',
  numaNodes: [{ id: 0, memory: '23G', hugepages: { '2M': { total: 4500, free: 4500 }, '1G': { total: 0, free: 0 } } }],
  mounts: [
    { path: '/dev/hugepages', type: 'hugetlbfs', pageSize: '2M' },
    { path: '/dev/shm', type: 'tmpfs' },
  ],
  missingPaths: ['/nonexistent'],
};

const vectors = readFileSync(join(import.meta.dirname, 'vectors/qemu-x86.jsonl'), 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line) as Vector);

const { profile } = readHostProfile(HOST);

/** QEMU's reason without the program's and the option's name. */
function reasonOf(vector: Vector): string {
  const line = vector.stderr[0]!;
  if (!line.startsWith('-')) return line;
  const argument = vector.argv.find(
    (word, index) => index > 0 && line.startsWith(`${vector.argv[index - 1]} ${word}: `),
  );
  return argument === undefined
    ? line.slice(line.indexOf(': ') + 2)
    : line.slice(line.indexOf(`${argument}: `) + argument.length + 2);
}

const hex = (value: bigint): string => `0x${value.toString(16)}`;

test('QEMU 10.0.13 on x86-64: verdicts, messages, layout, devices and memslots', () => {
  const score = { verdict: 0, message: 0, refused: 0, regions: 0, devices: 0, slots: 0, accepted: 0, warnings: 0 };
  const differences: string[] = [];
  const differ = (index: number, aspect: string, mine: unknown, theirs: unknown): void => {
    differences.push(
      `${index} ${aspect}\n    ${vectors[index]!.argv.slice(1).join(' ')}\n    here: ${JSON.stringify(mine)}\n    QEMU: ${JSON.stringify(theirs)}`,
    );
  };
  for (const [index, vector] of vectors.entries()) {
    const { machine, problems } = startWords(vector.argv, profile, { major: 10, minor: 0 });
    const errors = [...problems, ...machine.findings].filter((finding) => finding.severity === 'error');
    if (errors.length > 0 === (vector.rc === 1)) score.verdict += 1;
    else
      differ(
        index,
        'verdict',
        errors.map((error) => ('qemuMessage' in error ? error.qemuMessage : error.message)),
        vector.stderr,
      );
    if (vector.rc === 1) {
      score.refused += 1;
      const first = machine.findings.find((finding) => finding.severity === 'error');
      const reason = reasonOf(vector);
      if (first?.qemuMessage === reason) score.message += 1;
      else if (errors.length > 0)
        differ(
          index,
          'message',
          machine.findings.map((finding) => finding.qemuMessage),
          vector.stderr,
        );
      continue;
    }
    score.accepted += 1;
    const said = vector.stderr
      .map((line) => line.replace(/^.*?warning: /, ''))
      .filter((line) => !line.startsWith('Number of hotpluggable cpus'));
    const warned = machine.findings.map((finding) => finding.qemuMessage ?? '');
    if (said.join('\n') === warned.join('\n')) score.warnings += 1;
    else differ(index, 'warnings', warned, said);

    const flat = vector.flat!.map((region) => [
      region.kind === 'rom' || region.name === 'pc.bios' ? 'rom' : region.kind,
      region.name,
      region.gpa,
      region.size,
      region.offset,
    ]);
    const regions = machine.regions?.map((region) => [
      region.kind,
      region.name,
      hex(region.gpa),
      hex(region.size),
      hex(region.offset),
    ]);
    if (JSON.stringify(flat) === JSON.stringify(regions)) score.regions += 1;
    else differ(index, 'regions', regions, flat);

    const devices = vector
      .devices!.map((device) => [
        device.id,
        hex(BigInt(device.addr ?? device.memaddr!)),
        device.slot ?? null,
        hex(BigInt((device['max-size'] ?? device.size)!)),
        device.node ?? null,
        device['block-size'] ?? null,
      ])
      .sort();
    const placed = machine.devices
      .map((device) => [
        device.device.id,
        hex(device.gpa ?? 0n),
        device.slot === undefined ? null : Number(device.slot),
        hex(device.size ?? 0n),
        device.device.type.kind === 'virtio-pmem' ? null : Number(device.node),
        device.blockSize === undefined ? null : Number(device.blockSize),
      ])
      .sort();
    if (JSON.stringify(devices) === JSON.stringify(placed)) score.devices += 1;
    else differ(index, 'devices', placed, devices);

    const slots = qemuMemslots(machine) ?? [];
    const theirs = vector.slots!.map((slot) => [slot.gpa, slot.size, slot.flags, slot.block_offset]);
    const mine = slots.map((slot) => [hex(slot.gpa), hex(slot.size), Number(slot.flags), hex(slot.blockOffset)]);
    const sameAddresses = slots.every((slot, i) => {
      const known = addressModulo(slot.userspaceAddr, 0x200000n);
      const page = addressModulo(slot.userspaceAddr, 4096n);
      const real = BigInt(vector.slots![i]?.hva_mod_2m ?? -1);
      return known === undefined ? page === undefined || real % 4096n === page : real === known;
    });
    if (JSON.stringify(theirs) === JSON.stringify(mine) && sameAddresses) score.slots += 1;
    else
      differ(
        index,
        'slots',
        slots.map((slot) => [
          hex(slot.gpa),
          hex(slot.size),
          Number(slot.flags),
          hex(slot.blockOffset),
          hex(addressModulo(slot.userspaceAddr, 0x200000n) ?? 0n),
        ]),
        vector.slots!.map((slot) => [slot.gpa, slot.size, slot.flags, slot.block_offset, slot.hva_mod_2m]),
      );
  }
  const { verdict, message, refused, accepted, regions, devices, slots, warnings } = score;
  console.log(
    `verdict ${verdict}/${vectors.length}, message ${message}/${refused}, regions ${regions}/${accepted}, devices ${devices}/${accepted}, memslots ${slots}/${accepted}, warnings ${warnings}/${accepted}`,
  );
  for (const difference of differences) console.log(difference);
  assert.equal(differences.length, 0);
});
