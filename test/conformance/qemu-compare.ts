import { qemuMemslots } from '../../server/src/layout/qemu/qemu-memslots';
import type { StartedMachine } from '../../server/src/layout/qemu/start-machine';
import { addressModulo } from '../../server/src/model/host-address';
import type { HostProfile } from '../../server/src/model/qemu/host-profile';
import type { QemuVersion } from '../../server/src/model/qemu/qemu-version';
import { startWords } from './qemu-machine';

/** What a real QEMU answered to a command line. */
export interface QemuVector {
  readonly argv: readonly string[];
  /** What -readconfig reads: texts by name. */
  readonly files?: Readonly<Record<string, string>>;
  readonly rc: number;
  readonly stderr: readonly string[];
  readonly flat?: readonly { kind: string; name: string; gpa: string; size: string; offset: string }[];
  readonly slots?: readonly { gpa: string; size: string; flags: number; block_offset?: string; hva_mod_2m: string }[];
  readonly devices?: readonly Record<string, string | number>[];
}

export interface Comparison {
  /** `verdict 911/911, message 478/478, …`. */
  readonly score: string;
  /** Every line that differs, with both answers. */
  readonly differences: readonly string[];
}

/** Compares verdict, QEMU's words, RAM, devices, memslots and warnings of every line. */
export function compareWithQemu(vectors: readonly QemuVector[], host: HostProfile, version: QemuVersion): Comparison {
  const right = new Map<string, number>();
  const total = new Map<string, number>();
  const differences: string[] = [];
  for (const [index, vector] of vectors.entries()) {
    const compare = (
      aspect: string,
      mine: unknown,
      theirs: unknown,
      same = JSON.stringify(mine) === JSON.stringify(theirs),
    ): void => {
      total.set(aspect, (total.get(aspect) ?? 0) + 1);
      if (same) right.set(aspect, (right.get(aspect) ?? 0) + 1);
      else {
        const line = vector.argv.slice(1).join(' ');
        differences.push(
          `${index} ${aspect}\n    ${line}\n    here: ${JSON.stringify(mine)}\n    QEMU: ${JSON.stringify(theirs)}`,
        );
      }
    };
    const { machine, problems } = startWords(vector.argv, host, version, vector.files);
    const errors = [
      ...problems.map(({ severity, message }) => ({ severity, said: message })),
      ...machine.findings.map(({ severity, qemuMessage }) => ({ severity, said: qemuMessage })),
    ].filter(({ severity }) => severity === 'error');
    const said = errors.map((error) => error.said);
    compare(
      'verdict',
      [errors.length > 0 ? 1 : 0, said],
      [vector.rc, vector.stderr[0]],
      errors.length > 0 === (vector.rc === 1),
    );
    if (vector.rc === 1) {
      const reason = reasonOf(vector);
      compare(
        'message',
        said,
        reason,
        errors.length === 0 ||
          (said[0] !== undefined && (said[0] === reason || (problems.length > 0 && said[0].includes(reason)))),
      );
    } else compareAccepted(machine, vector, compare);
  }
  const score = [...total].map(([aspect, count]) => `${aspect} ${right.get(aspect) ?? 0}/${count}`).join(', ');
  return { score, differences };
}

type Compare = (aspect: string, mine: unknown, theirs: unknown, same?: boolean) => void;

function compareAccepted(machine: StartedMachine, vector: QemuVector, compare: Compare): void {
  const said = vector.stderr
    .map((line) => line.replace(/^.*?warning: /, ''))
    .filter((line) => !NOT_OF_MEMORY.test(line));
  const warned = machine.findings
    .filter((finding) => finding.severity === 'warning')
    .map((finding) => finding.qemuMessage);
  compare('warnings', warned, said);
  compare(
    'regions',
    machine.regions?.map((region) => [region.kind, region.name, hex(region.gpa), hex(region.size), hex(region.offset)]),
    vector
      .flat!.filter((region) => region.name !== 'vga.vram')
      .map((region) => [isFirmware(region) ? 'rom' : region.kind, region.name, region.gpa, region.size, region.offset]),
  );
  compare(
    'devices',
    machine.devices.map(describeDevice).sort(),
    vector
      .devices!.map((device) => [
        device.id ?? null,
        hex(BigInt((device.addr ?? device.memaddr)!)),
        device.slot ?? null,
        hex(BigInt((device['max-size'] ?? device.size)!)),
        device.node ?? null,
        device['block-size'] ?? null,
      ])
      .sort(),
  );
  if (vector.slots) compareSlots(machine, vector.slots, compare);
}

/** Warnings about other things. */
const NOT_OF_MEMORY =
  /recommended cpus supported|CPU\(s\) (not present in any|up to maxcpus)|short-form boolean|Machine type .* is deprecated|Unknown firmware file in legacy mode|Host physical bits|-vga option was passed|isa_vga_init|Please use/;

export function isFirmware(region: { kind: string; name: string }): boolean {
  return region.kind === 'rom' || region.kind === 'romd' || region.name === 'pc.bios' || region.name === 'pc.rom';
}

function describeDevice(placed: StartedMachine['devices'][number]): unknown[] {
  const { device, gpa, size, slot, node, blockSize } = placed;
  return [
    device.id ?? null,
    hex(gpa ?? 0n),
    slot === undefined ? null : Number(slot),
    hex(size ?? 0n),
    device.type.kind === 'virtio-pmem' ? null : Number(node),
    blockSize === undefined ? null : Number(blockSize),
  ];
}

function compareSlots(machine: StartedMachine, real: NonNullable<QemuVector['slots']>, compare: Compare): void {
  const slots = qemuMemslots(machine) ?? [];
  const mine = slots.map((slot) => [
    hex(slot.gpa),
    hex(slot.size),
    Number(slot.flags),
    hex(slot.blockOffset),
    hex(addressModulo(slot.userspaceAddr, 0x200000n) ?? -1n),
  ]);
  const theirs = real.map((slot) => [slot.gpa, slot.size, slot.flags, slot.block_offset, slot.hva_mod_2m]);
  // Where the host address is known modulo less than 2 MiB, only that much of it is compared.
  const same = slots.every((slot, i) => {
    const { modulus, residue } = slot.userspaceAddr;
    const least = modulus < 0x200000n ? modulus : 0x200000n;
    const other = real[i];
    return other !== undefined && BigInt(other.hva_mod_2m) % least === residue % least;
  });
  const cut = (rows: unknown[][]): unknown[][] => rows.map((row) => row.slice(0, 4));
  compare('memslots', mine, theirs, same && JSON.stringify(cut(mine)) === JSON.stringify(cut(theirs)));
}

/** QEMU's reason without the program's and the option's name. */
export function reasonOf(vector: QemuVector): string {
  const line = vector.stderr.find((text) => !text.includes('warning: ')) ?? '';
  if (!line.startsWith('-')) return line;
  for (let i = 1; i < vector.argv.length; i++) {
    const prefix = `${vector.argv[i - 1]} ${vector.argv[i]}: `;
    if (line.startsWith(prefix)) return line.slice(prefix.length);
  }
  return line.slice(line.indexOf(': ') + 2);
}

function hex(value: bigint): string {
  return `0x${value.toString(16)}`;
}
