import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CompletionItem } from '../../../server/src/features/completion/completion-item';
import { qemuCompletionsAt } from '../../../server/src/features/qemu/qemu-completion';
import { marked, textIn } from './support';

function complete(
  script: string,
  settings?: object,
): { labels: string[]; items: readonly CompletionItem[]; on: string } {
  const { snapshot, position, text } = marked(script, settings);
  const list = qemuCompletionsAt(snapshot, position);
  const items = list?.items ?? [];
  return { labels: items.map(({ label }) => label), items, on: list ? textIn(text, list.range) : '' };
}

const QEMU = 'qemu-system-x86_64 -M q35';

test('types of objects, devices, machines and NUMA settings', () => {
  const objects = complete(`${QEMU} -object mem¦`);
  assert.equal(objects.on, 'mem');
  assert.ok(objects.labels.includes('memory-backend-memfd'));
  assert.equal(objects.items.find(({ label }) => label === 'memory-backend-shm')?.detail, 'since QEMU 9.1');
  assert.ok(complete(`${QEMU} -device ¦`).labels.includes('virtio-mem-pci'));
  assert.ok(complete('qemu-system-aarch64 -M ¦').labels.includes('virt'));
  assert.ok(!complete('qemu-system-aarch64 -M ¦').labels.includes('q35'));
  assert.ok(complete(`${QEMU} -numa ¦`).labels.includes('dist'));
  assert.ok(complete(`${QEMU} -object qom-type=¦`).labels.includes('memory-backend-ram'));
});

test('a type that the chosen QEMU does not have yet is said to be later', () => {
  const { items } = complete(`${QEMU} -object ¦`, { qemu: '7.2' });
  assert.equal(items.find(({ label }) => label === 'memory-backend-shm')?.detail, 'only since QEMU 9.1');
});

test('keys of the type that are not given yet, on either side', () => {
  const { labels, items, on } = complete(`${QEMU} -object memory-backend-memfd,id=m,¦,size=1G,hugetlb=on`);
  assert.equal(on, '');
  for (const given of ['id', 'size', 'hugetlb', 'qom-type']) assert.ok(!labels.includes(given), given);
  for (const open of ['share', 'hugetlbsize', 'host-nodes']) assert.ok(labels.includes(open), open);
  assert.ok(!labels.includes('mem-path'), 'a memfd has no path');
  const share = items.find(({ label }) => label === 'share')!;
  assert.equal(share.insert, 'share=');
  assert.match(share.detail, /^on\|off, since QEMU 2\.1$/);
  assert.equal(
    complete(`${QEMU} -object memory-backend-file,id=m,¦`).labels[0],
    'size',
    'what must be given comes first',
  );
});

test('a key in front of its equals sign gets no second one', () => {
  const { items, on } = complete(`${QEMU} -object memory-backend-ram,sha¦=on`);
  assert.equal(on, 'sha');
  assert.equal(items.find(({ label }) => label === 'share')?.insert, 'share');
});

test('values: booleans, words, sizes, host nodes and paths', () => {
  assert.deepEqual(complete(`${QEMU} -object memory-backend-ram,share=¦`).labels, ['on', 'off']);
  assert.deepEqual(complete(`${QEMU} -object memory-backend-ram,policy=bi¦`).labels, [
    'default',
    'preferred',
    'bind',
    'interleave',
  ]);
  assert.equal(complete(`${QEMU} -object memory-backend-ram,policy=bi¦`).on, 'bi');
  assert.ok(complete(`${QEMU} -object memory-backend-memfd,hugetlbsize=¦`).labels.includes('2M'));
  assert.ok(complete(`${QEMU} -m ¦`).labels.includes('4G'));
  assert.ok(complete(`${QEMU} -m 4G,¦`).labels.includes('maxmem'));
  assert.ok(!complete(`${QEMU} -m 4G,¦`).labels.includes('size'));
  const host = {
    version: 1,
    numaNodes: [{ id: 0 }, { id: 3 }],
    mounts: [{ path: '/huge', type: 'hugetlbfs', pageSize: '1G' }],
  };
  assert.deepEqual(complete(`${QEMU} -object memory-backend-ram,host-nodes=¦`, { host }).labels, ['0', '3']);
  assert.deepEqual(complete(`${QEMU} -mem-path ¦`, { host }).labels, ['/huge']);
});

test('ids of backends, the free ones first', () => {
  const backends =
    '-object memory-backend-ram,id=a,size=1G -object memory-backend-ram,id=b,size=2G -object thread-context,id=t';
  const used = complete(`${QEMU},memory-backend=a ${backends} -device pc-dimm,memdev=¦`);
  assert.deepEqual(used.labels, ['b', 'a']);
  assert.equal(used.items[0]!.detail, 'memory-backend-ram, 2 GiB');
  assert.deepEqual(complete(`${QEMU},memory-backend=¦ ${backends}`).labels, ['a', 'b']);
  assert.deepEqual(complete(`${QEMU} ${backends} -numa node,memdev=¦`).labels, ['a', 'b']);
  const later = `${QEMU} \\\n  ${backends} \\\n  -numa node,memdev=¦ \\\n  -m 3G`;
  assert.deepEqual(complete(later).labels, ['a', 'b']);
});

test('option names where an option can stand', () => {
  const dash = complete(`${QEMU} -ob¦`);
  assert.equal(dash.on, '-ob');
  assert.ok(dash.labels.includes('-object'));
  assert.ok(complete(`${QEMU} ¦`).labels.includes('-m'));
  assert.ok(complete(`${QEMU} --¦`).labels.includes('--numa'));
  assert.ok(complete(`${QEMU} \\\n  -m 4G \\\n  -¦`).labels.includes('-device'));
  assert.deepEqual(complete(`${QEMU} disk¦`).labels, []);
});

test('in an array whose words QEMU gets', () => {
  const script = `args=(\n  -m 4G\n  -object memory-backend-ram,¦\n)\n${QEMU} "\${args[@]}"\n`;
  assert.ok(complete(script).labels.includes('size'));
});

test('nothing in other commands, comments, variables and JSON', () => {
  assert.deepEqual(complete('mkdir -m ¦').labels, []);
  assert.deepEqual(complete(`${QEMU} -m 4G; mkdir -m ¦`).labels, []);
  assert.deepEqual(complete(`${QEMU} -m 4G # -object ¦`).labels, []);
  assert.deepEqual(complete(`${QEMU} -m $ME¦`).labels, []);
  assert.deepEqual(complete(`${QEMU} -object '{"qom-type":"mem¦`).labels, []);
  assert.deepEqual(complete(`${QEMU} -object memory-backend-ram,nonsense=¦`).labels, []);
});
