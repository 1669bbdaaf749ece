// Records what a real libvirt answers to domains.
//
//   node test/conformance/record/record-libvirt.mjs [--uri qemu:///session] [--run PROGRAM] [--no-start] < CASES > ANSWERS
//
// CASES: one JSON object {"id", "xml"} a line. ANSWERS: one JSON object a line, in the form of vectors/libvirt-x86.jsonl.
// --run names a program that runs its arguments as another user, who is to own the session. What the host must have is
// in vectors/README.md.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { memoryOptions } from './libvirt-argv.mjs';

const args = process.argv.slice(2);
const option = (name, otherwise) => (args.includes(name) ? args[args.indexOf(name) + 1] : otherwise);
const SESSION = 'qemu:///session';
const uri = option('--uri', SESSION);
const run = option('--run', undefined);
const noStart = args.includes('--no-start');

const folder = mkdtempSync(join(tmpdir(), 'libvirt-cases-'));
const file = join(folder, 'domain.xml');
spawnSync('chmod', ['755', folder]);
try {
  for await (const line of createInterface({ input: process.stdin })) {
    if (line.trim() === '') continue;
    const answer = ask(JSON.parse(line));
    if (answer) process.stdout.write(`${JSON.stringify(answer)}\n`);
  }
} finally {
  rmSync(folder, { recursive: true });
}

/** One domain: defined, written as QEMU's words, and started where it is for KVM on x86; nothing if libvirt crashed. */
function ask({ id, xml }) {
  writeFileSync(file, xml, { mode: 0o644 });
  const define = virsh('define', '--validate', file);
  if (define.ok) virsh('undefine', '--nvram', 'g');
  const native = virsh('domxml-to-native', 'qemu-argv', file);
  if ([define, native].some(({ stderr }) => /End of file while reading data/.test(stderr))) {
    process.stderr.write(`${id}: libvirt crashed\n`);
    return undefined;
  }
  const answer = { id, ...(uri === SESSION ? {} : { uri }), xml, define: result(define), native: result(native) };
  if (!native.ok) return answer;
  answer.native.options = memoryOptions(native.stdout);
  if (!noStart && /<domain type='kvm'/.test(xml) && /arch='(?:x86_64|i686)'/.test(xml)) {
    // A file of shared memory outlives its domain, and the next of its name must have its size.
    for (const [, name] of xml.matchAll(/<shmem name='(\w[^'/]*)'/g)) rmSync(join('/dev/shm', name), { force: true });
    answer.start = started();
    // Now and then libvirt misses the last words of a QEMU that ends.
    if (/closed the monitor$/.test(answer.start.error)) answer.start = started();
  }
  return answer;
}

function started() {
  const start = virsh('create', '--paused', file);
  if (start.ok) virsh('destroy', 'g');
  return start.ok ? { ok: true } : { ok: false, error: reasonOfQemu(reason(start.stderr)) };
}

function virsh(...words) {
  const argv = ['virsh', '-q', '-c', uri, ...words];
  if (run !== undefined) argv.unshift(run);
  const child = spawnSync(argv[0], argv.slice(1), { encoding: 'utf8', timeout: 60000 });
  if (child.error) throw child.error;
  if (/^error: failed to connect to the hypervisor/m.test(child.stderr)) throw new Error(child.stderr);
  return { ok: child.status === 0, stdout: child.stdout, stderr: child.stderr };
}

function result({ ok, stderr }) {
  return ok ? { ok } : { ok, error: reason(stderr) };
}

/** What libvirt says, without the names of files and the numbers of processes. */
function reason(stderr) {
  const lines = stderr
    .split('\n')
    .filter((line) => line !== '' && !/^error: Failed to (?:define|create) domain from /.test(line));
  return lines
    .join(' | ')
    .replace(/^error: /, '')
    .replace(/of process \d+ to/, 'of process N to');
}

/** What QEMU says through libvirt as it fails to start: its last line, without the option that is quoted in it. */
function reasonOfQemu(text) {
  const said = text.split(/qemu-system-[\w-]+: /);
  return said.length === 1 ? text : said.at(-1).replace(/^-\S+ (?:\{.*?\}|\S+): /, '');
}
