import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type BuiltCommandLine, buildCommandLine } from '../command-line';
import { isFirmware, type QemuVector, reasonOf } from './qemu-compare';
import { QEMU_HOST } from './qemu-host';
import { readVectors } from './read-vectors';

// The same command lines as a person would hand them over: each a one-line shell script, answered by `memslot check` and
// `memslot layout`.

interface Diagnostic {
  readonly file: string;
  readonly severity: string;
  readonly message: string;
}

interface Machine {
  readonly file: string;
  readonly regions: readonly { kind: string; name: string; gpa: string; size: string; offset: string }[] | null;
  readonly devices: readonly { id: string | null; gpa: string | null }[];
}

let memslot: BuiltCommandLine;
before(async () => {
  memslot = await buildCommandLine();
});
after(() => memslot.remove());

/** A word as a shell reads it back. */
const quote = (word: string) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);

test('QEMU 10.0.13 on x86-64: verdicts, words and layout through the command line', () => {
  const vectors = readVectors<QemuVector>('qemu-x86.jsonl');
  const host = memslot.write('host.json', JSON.stringify(QEMU_HOST));
  const files = vectors.map(({ argv }, i) => memslot.write(`${i}.sh`, `${argv.map(quote).join(' ')}\n`));
  const check = memslot.run(['check', '--format', 'json', '--host', host, ...files]);
  assert.equal(check.stderr, '');
  const layout = memslot.run(['layout', '--format', 'json', '--host', host, ...files]);
  const errors = new Map<string, string[]>();
  for (const { file, severity, message } of (JSON.parse(check.stdout) as { diagnostics: Diagnostic[] }).diagnostics) {
    if (severity === 'error') errors.set(file, [...(errors.get(file) ?? []), message]);
  }
  const machines = new Map((JSON.parse(layout.stdout) as { machines: Machine[] }).machines.map((m) => [m.file, m]));
  const score = { verdict: 0, message: 0, regions: 0, devices: 0, refused: 0, accepted: 0 };
  const differences: string[] = [];
  vectors.forEach((vector, i) => {
    const file = files[i]!;
    const said = errors.get(file) ?? [];
    const differ = (aspect: string, here: unknown) =>
      differences.push(`${aspect}: ${vector.argv.slice(1).join(' ')}\n  here: ${JSON.stringify(here)}`);
    if (said.length > 0 === (vector.rc === 1)) score.verdict++;
    else differ(`verdict, QEMU said ${vector.stderr[0]}`, said);
    if (vector.rc === 1) {
      score.refused++;
      const reason = reasonOf(vector);
      if (said.some((message) => message.includes(reason))) score.message++;
      else differ(`message, QEMU said ${reason}`, said);
      return;
    }
    score.accepted++;
    const machine = machines.get(file)!;
    const regions = vector
      .flat!.filter((region) => !isFirmware(region) && region.name !== 'vga.vram')
      .map(({ kind, name, gpa, size, offset }) => ({ kind, name, gpa, size, offset }));
    if (JSON.stringify(machine.regions) === JSON.stringify(regions)) score.regions++;
    else differ(`regions, QEMU has ${JSON.stringify(regions)}`, machine.regions);
    const places = vector.devices!.map((d) => `0x${BigInt((d.addr ?? d.memaddr)!).toString(16)}`).sort();
    const mine = machine.devices.flatMap(({ gpa }) => gpa ?? []).sort();
    if (JSON.stringify(mine) === JSON.stringify(places)) score.devices++;
    else differ(`devices, QEMU has ${places}`, machine.devices);
  });
  const { refused, accepted } = score;
  console.log(
    `QEMU 10.0.13 through the command line: verdict ${score.verdict}/${vectors.length}, message ${score.message}/${refused}, regions ${score.regions}/${accepted}, devices ${score.devices}/${accepted}`,
  );
  for (const difference of differences) console.log(difference);
  assert.equal(differences.length, 0);
});
