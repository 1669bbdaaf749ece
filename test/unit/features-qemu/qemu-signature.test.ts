import assert from 'node:assert/strict';
import { test } from 'node:test';
import { qemuSignatureAt } from '../../../server/src/features/qemu/qemu-signature';
import type { QemuDialect } from '../../../server/src/syntax/detect-qemu';
import { marked } from './support';

interface Shown {
  readonly labels: string[];
  /** The text of the active parameter in the first label. */
  readonly active: string | undefined;
  /** What is said of it. */
  readonly about: string | undefined;
}

function help(text: string, settings?: object, dialect?: QemuDialect): Shown {
  const { snapshot, position } = marked(text, settings, dialect);
  const shown = qemuSignatureAt(snapshot, position);
  const first = shown?.signatures[0];
  const parameter = shown?.active === undefined ? undefined : first?.parameters[shown.active];
  return {
    labels: shown?.signatures.map(({ label }) => label) ?? [],
    active: parameter && first!.label.slice(parameter.start, parameter.end),
    about: parameter?.documentation,
  };
}

const QEMU = 'qemu-system-x86_64 -M q35';
const RAM = 'memory-backend-ram';

test('a backend: what must be given first, then the rest in the order of the schema', () => {
  const { labels, active, about } = help(`${QEMU} -object memory-backend-memfd,id=m,share=o¦n`);
  assert.equal(labels.length, 1);
  assert.match(labels[0]!, /^-object memory-backend-memfd,id=ID,size=SIZE\[,dump=on\|off\]\[,host-nodes=NUMBERS\]/);
  assert.match(labels[0]!, /\[,hugetlb=on\|off\]\[,hugetlbsize=SIZE\]\[,seal=on\|off\]$/);
  assert.equal(active, 'share=on|off');
  assert.match(about!, /^\*\*share\*\* · on or off · since QEMU 2\.1\n\nWhether other processes may map/);
});

test('the key at the cursor: whole, begun, or still to come', () => {
  const at = (rest: string) => help(`${QEMU} -object ${RAM},${rest}`).active;
  assert.equal(at('id=¦'), 'id=ID');
  assert.equal(at('id=m,sh¦'), 'share=on|off');
  assert.equal(at('id=m,sha¦re=on'), 'share=on|off');
  assert.equal(at('id=m,prealloc¦-threads=2'), 'prealloc-threads=NUMBER');
  assert.equal(at('prealloc=on,prealloc¦'), 'prealloc=on|off');
  assert.equal(at('¦'), 'id=ID', 'the first that must be given');
  assert.equal(at('id=m,¦'), 'size=SIZE');
  assert.equal(at('id=m,size=1G,¦'), undefined);
  assert.equal(at('¦,id=m,size=1G'), undefined);
  assert.equal(at('id=m,zzz¦'), undefined);
  assert.equal(at('id=m,size=$ME¦'), 'size=SIZE');
  assert.equal(help(`${QEMU} -object ${RAM}¦,id=m`).active, RAM);
  assert.equal(help(`${QEMU} -object qom-type=${RAM}¦,id=m`).active, RAM);
});

test('while the type is written, every type that begins so', () => {
  const all = help(`${QEMU} -object ¦`);
  assert.equal(all.active, 'memory-backend-ram');
  assert.equal(all.labels.length, new Set(all.labels).size, 'each once');
  assert.ok(all.labels.some((label) => label.startsWith('-object thread-context,')));
  assert.deepEqual(
    help(`${QEMU} -numa ¦`).labels.map((label) => /^-numa \w+/.exec(label)![0]),
    ['-numa node', '-numa dist', '-numa cpu'],
  );
  assert.equal(help(`${QEMU} -device virtio-p¦`).labels.length, 1);
});

test('options without types', () => {
  assert.deepEqual(help(`${QEMU} -m ¦`).labels, ['-m [size=]SIZE[,slots=NUMBER][,maxmem=SIZE]']);
  assert.equal(help(`${QEMU} -m ¦`).active, '[size=]SIZE');
  assert.equal(help(`${QEMU} -m 4G,maxmem=¦`).active, 'maxmem=SIZE');
  assert.deepEqual(help(`${QEMU} -overcommit ¦`).labels, ['-overcommit [mem-lock=on|on-fault|off][,cpu-pm=on|off]']);
  assert.match(help(`${QEMU} -smp 4,¦`).labels[0]!, /^-smp \[cpus=\]NUMBER\[,maxcpus=NUMBER\].*\[,…\]$/);
  const machine = help('qemu-system-x86_64 -M q35,memory_backend=¦');
  assert.match(machine.labels[0]!, /^-machine \[type=\]TYPE\[,memory-backend=ID\]/);
  assert.equal(machine.active, 'memory-backend=ID', 'with underscores, as QEMU takes it');
  assert.equal(help(`${QEMU} -numa dist,src=0,¦`).active, 'dst=NUMBER');
});

test('what the chosen QEMU does not have is left out, unless it is written', () => {
  const newest = help(`${QEMU} -object memory-backend-file,¦`).labels[0]!;
  assert.match(newest, /\[,offset=SIZE\].*\[,rom=auto\|on\|off\]/);
  const old = help(`${QEMU} -object memory-backend-file,¦`, { qemu: '7.2' }).labels[0]!;
  assert.match(old, /\[,readonly=on\|off\]$/);
  assert.doesNotMatch(old, /offset|rom=/);
  const written = help(`${QEMU} -object memory-backend-file,rom=¦`, { qemu: '7.2' });
  assert.equal(written.active, 'rom=auto|on|off');
  assert.match(written.about!, /\*\*only since QEMU 8\.2\*\*/);
  assert.deepEqual(help(`${QEMU} -object memory-backend-s¦`, { qemu: '7.2' }).labels, []);
});

test('over continued lines, in quotes, arrays and variables', () => {
  const option = `-object ${RAM},id=m,¦`;
  assert.equal(help(`${QEMU} \\\n  -m 4G \\\n  ${option}`).active, 'size=SIZE');
  assert.equal(help(`${QEMU} -object "${RAM},\\\nid=m,¦"`).active, 'size=SIZE');
  assert.equal(help(`args=(\n  -m 4G\n  ${option}\n)\n${QEMU} "\${args[@]}"\n`).active, 'size=SIZE');
  assert.equal(help(`RAM="${RAM},si¦ze=1G"\n${QEMU} -object "$RAM"\n`).active, 'size=SIZE');
  assert.equal(help(`${QEMU} -object '{"qom-type":"${RAM}","id":"m","size":1¦}'`).active, '"size": SIZE');
});

test('words one a line', () => {
  const words = (rest: string) => help(`qemu-system-x86_64\n${rest}\n-m 4G\n`, {}, 'args').active;
  assert.equal(words(`-object\n${RAM},id=m,¦`), 'size=SIZE');
  assert.equal(words(`-object ${RAM},id=m,sha¦`), 'share=on|off');
  assert.equal(words('-object¦'), undefined);
});

test('monitor commands', () => {
  const line = (text: string) => help(text, {}, 'hmp');
  assert.match(line(`(qemu) object_add ${RAM},id=m,si¦`).labels[0]!, /^object_add memory-backend-ram,id=ID,size=SIZE/);
  assert.equal(line(`(qemu) object_add ${RAM},id=m,si¦`).active, 'size=SIZE');
  assert.equal(line(`object_add ${RAM},¦`).active, 'id=ID');
  assert.ok(line('object_add ¦').labels.length > 5);
  assert.equal(line('device_add pc-dimm,¦').active, 'memdev=ID');
  assert.deepEqual(line(`info memdev ¦\nobject_add ${RAM},id=m,size=1G`).labels, []);
});

test('groups of a -readconfig file', () => {
  const file = (text: string) => help(text, {}, 'readconfig');
  const group = `[object "m"]\n  qom-type = "${RAM}"\n`;
  assert.match(
    file(`${group}  si¦`).labels[0]!,
    /^\[object "ID"\] qom-type = "memory-backend-ram" size = "SIZE" \[dump/,
  );
  assert.equal(file(`${group}  si¦`).active, 'size = "SIZE"');
  assert.equal(file(`${group}  ¦`).active, 'size = "SIZE"');
  assert.equal(file(`${group}  share = "o¦n"`).active, 'share = "on|off"');
  assert.equal(file(`[object "m¦"]\n  qom-type = "${RAM}"`).active, 'ID');
  assert.equal(file(`${group}[memory]\n  max¦`).active, 'maxmem = "SIZE"');
  assert.deepEqual(file(`# ¦\n${group}`).labels, []);
  assert.deepEqual(file(`${group}# ¦\n`).labels, []);
});

test('QMP commands', () => {
  const qmp = (text: string) => help(`{"execute": "object-add", "arguments": {${text}}}\n`, {}, 'qmp');
  const { labels, active } = qmp(`"qom-type": "${RAM}", "id": "m", ¦`);
  assert.match(labels[0]!, /^\{"qom-type": "memory-backend-ram", "id": "ID", "size": SIZE\[, "dump": true\|false\]/);
  assert.equal(active, '"size": SIZE');
  assert.equal(qmp(`"qom-type": "${RAM}", "host-nodes": [0, ¦1]`).active, '"host-nodes": [NUMBERS]');
  assert.equal(qmp(`"qom-type": "${RAM}", "sha¦"`).active, '"share": true|false');
  assert.equal(qmp('"qom-type": "memory-backend-m¦"').active, '"qom-type": "memory-backend-memfd"');
});

test('nothing where nothing is known', () => {
  for (const text of [
    'mkdir -m ¦',
    `${QEMU} -m 4G; mkdir -m ¦`,
    `${QEMU} -m 4G # -object ¦`,
    `${QEMU} -nographic ¦`,
    `${QEMU} -device e1000,¦`,
    `${QEMU} -object $TYPE,¦`,
    `${QEMU} -object nonsense,¦`,
    `${QEMU} -obj¦ect ${RAM},id=m`,
    `${QEMU} -mem-path ¦`,
  ]) {
    assert.deepEqual(help(text).labels, [], text);
  }
});
