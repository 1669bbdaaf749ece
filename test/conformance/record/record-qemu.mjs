// Records what a real QEMU answers to command lines.
//
//   node test/conformance/record/record-qemu.mjs [--accel kvm|tcg] [--firmware FILE] < CASES > ANSWERS
//
// CASES: one JSON array of words a line, the program first; or an object with that array as `argv` and `files`, texts by
// name, which lie in the folder where QEMU runs. ANSWERS: one JSON object a line, in the form of
// vectors/qemu-x86.jsonl. Guest CPUs stay stopped. Words that QEMU needs to answer at all (no window, a monitor) are added
// behind those of the case and are not part of `argv`. Memslots are recorded with KVM alone.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';

const args = process.argv.slice(2);
const option = (name, otherwise) => (args.includes(name) ? args[args.indexOf(name) + 1] : otherwise);
const accel = option('--accel', 'tcg');
const firmware = option('--firmware', undefined);
const extra = ['-S', '-display', 'none', '-serial', 'none', '-parallel', 'none', '-qmp', 'stdio'];
extra.push('-accel', accel === 'tcg' ? 'tcg,tb-size=1' : accel);
if (firmware !== undefined) extra.push('-bios', firmware);
if (accel === 'kvm') extra.push('-trace', 'kvm_set_user_memory');

const QMP = [
  { execute: 'qmp_capabilities' },
  { execute: 'human-monitor-command', arguments: { 'command-line': 'info mtree -f' }, id: 'flat' },
  { execute: 'human-monitor-command', arguments: { 'command-line': 'info ramblock' }, id: 'blocks' },
  { execute: 'query-memory-devices', id: 'devices' },
  { execute: 'quit' },
];

for await (const line of createInterface({ input: process.stdin })) {
  if (line.trim() === '') continue;
  const written = JSON.parse(line);
  const { argv, files } = Array.isArray(written) ? { argv: written, files: undefined } : written;
  const folder = mkdtempSync(path.join(tmpdir(), 'record-qemu-'));
  for (const [name, text] of Object.entries(files ?? {})) writeFileSync(path.join(folder, name), text);
  const answer = await ask(argv, files, folder);
  rmSync(folder, { recursive: true });
  if (answer) process.stdout.write(`${JSON.stringify(answer)}\n`);
}

/** One QEMU from start to end; nothing when it crashed, which is no answer. */
async function ask(argv, files, folder) {
  const child = spawn(argv[0], [...argv.slice(1), ...extra], { cwd: folder, stdio: ['pipe', 'pipe', 'pipe'] });
  const timer = setTimeout(() => child.kill('SIGKILL'), 20000);
  let out = '';
  let err = '';
  child.stdout.on('data', (data) => (out += data));
  child.stderr.on('data', (data) => (err += data));
  child.stdin.on('error', () => {});
  child.stdin.end(QMP.map((command) => JSON.stringify(command)).join('\n'));
  const rc = await new Promise((resolve) => child.on('close', (code) => resolve(code)));
  clearTimeout(timer);
  if (rc !== 0 && rc !== 1) {
    process.stderr.write(`${rc} ${argv.join(' ')}\n`);
    return undefined;
  }
  const lines = err.split('\n').filter((text) => text !== '');
  const trace = lines.filter((text) => text.startsWith('kvm_set_user_memory'));
  const stderr = lines
    .filter((text) => !trace.includes(text) && !/TCG doesn't support|CPUID\./.test(text))
    .map((text) => text.replace(/^qemu-\S+: /, ''));
  if (rc === 1) return { argv, files, rc, stderr };
  const replies = new Map();
  for (const text of out.split('\n')) {
    if (!text.startsWith('{')) continue;
    const reply = JSON.parse(text);
    if (reply.id !== undefined) replies.set(reply.id, reply.return);
  }
  const flat = flatView(replies.get('flat') ?? '');
  return {
    argv,
    files,
    rc,
    stderr,
    flat,
    devices: (replies.get('devices') ?? []).map(({ type, data }) => ({
      type,
      ...data,
      hotplugged: undefined,
      hotpluggable: undefined,
    })),
    ...(accel === 'kvm' ? { slots: memslots(trace, flat) } : {}),
  };
}

/** The RAM and ROM of the flat view that the address space `memory` has. */
function flatView(text) {
  const view = text.split('FlatView #').find((block) => block.includes('AS "memory"')) ?? '';
  const regions = [];
  for (const line of view.split('\n')) {
    const match =
      /^\s*([0-9a-f]{16})-([0-9a-f]{16}) \(prio -?\d+, (ram|rom|romd|nv-ram)\): (\S+)(?: @([0-9a-f]+))?/.exec(line);
    if (!match) continue;
    const start = BigInt(`0x${match[1]}`);
    const end = BigInt(`0x${match[2]}`);
    regions.push({
      kind: match[3],
      name: match[4],
      gpa: hex(start),
      size: hex(end - start + 1n),
      offset: hex(BigInt(`0x${match[5] ?? '0'}`)),
    });
  }
  return regions;
}

/** The memslots that were left in the end, in the order of their addresses; those of other address spaces left out. */
function memslots(trace, flat) {
  const slots = new Map();
  for (const line of trace) {
    const match = /Slot#(\d+) flags=0x([0-9a-f]+) gpa=0x([0-9a-f]+) size=0x([0-9a-f]+) ua=0x([0-9a-f]+)/.exec(line);
    if (!match || Number(match[1]) >= 65536 || / AddrSpace#[1-9]/.test(line)) continue;
    const [gpa, size, ua] = [match[3], match[4], match[5]].map((digits) => BigInt(`0x${digits}`));
    if (size === 0n) slots.delete(match[1]);
    else slots.set(match[1], { gpa, size, flags: Number.parseInt(match[2], 16), ua });
  }
  return [...slots.values()]
    .sort((a, b) => (a.gpa < b.gpa ? -1 : 1))
    .map(({ gpa, size, flags, ua }) => {
      const region = flat.find(
        (candidate) => gpa >= BigInt(candidate.gpa) && gpa < BigInt(candidate.gpa) + BigInt(candidate.size),
      );
      const offset = region ? BigInt(region.offset) + gpa - BigInt(region.gpa) : undefined;
      return {
        gpa: hex(gpa),
        size: hex(size),
        flags,
        block_offset: offset === undefined ? undefined : hex(offset),
        hva_mod_2m: hex(ua % 0x200000n),
      };
    });
}

function hex(value) {
  return `0x${value.toString(16)}`;
}
