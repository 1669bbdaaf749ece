import assert from 'node:assert/strict';
import { test } from 'node:test';
import { qemuHoverAt } from '../../../server/src/features/qemu/qemu-hover';
import { marked, textIn } from './support';

function hover(script: string, settings?: object): { markdown: string; on: string } {
  const { snapshot, position, text } = marked(script, settings);
  const found = qemuHoverAt(snapshot, position);
  assert.ok(found, 'there is a hover');
  return { markdown: found.markdown, on: textIn(text, found.range) };
}

function noHover(script: string): void {
  const { snapshot, position } = marked(script);
  assert.equal(qemuHoverAt(snapshot, position), undefined);
}

const Q35 = 'qemu-system-x86_64 -accel kvm -nodefaults';

test('the program, the machine and -m show the map and the memslots', () => {
  for (const script of [
    `qemu-sys¦tem-x86_64 -accel kvm -nodefaults -M q35 -m 4G`,
    `${Q35} -¦M q35 -m 4G`,
    `${Q35} -M q3¦5 -m 4G`,
    `${Q35} -M q35 -¦m 4G`,
    `${Q35} -M q35 -m 4¦G`,
    `${Q35} -machine type=q3¦5 -m 4G`,
  ]) {
    const { markdown } = hover(script);
    assert.match(markdown, /^\*\*q35\*\* · 4 GiB of RAM/, script);
    assert.match(markdown, /!\[Guest-physical memory\]\(data:image\/svg\+xml/);
    assert.match(markdown, /\| `\[0x100000000, 0x180000000\)` \| 2 GiB \| pc\\\.ram \| up to 1,024 × 2 MiB \|/);
    assert.match(markdown, /pc\\\.bios \(read-only\)/);
  }
});

test('pages that are not aligned alike in the guest and the host are told as small ones', () => {
  const huge = hover(
    `${Q35} -M q3¦5,memory-backend=m -object memory-backend-memfd,id=m,size=3G,hugetlb=on,hugetlbsize=1G`,
  );
  // The 2 GiB below 4 GiB hold one whole page of 1 GiB, the other begins below 1 MiB.
  assert.match(huge.markdown, /`\[0x100000, 0x80000000\)` \| 2047 MiB \| m \| 1 × 1 GiB \+ 511 × 2 MiB \+ 256 × 4 KiB/);
  assert.match(huge.markdown, /\| any \| 3 GiB \| 3 × 1 GiB \|/);
});

test('without KVM the map says so', () => {
  assert.match(hover('qemu-system-x86_64 -M q3¦5').markdown, /Without KVM/);
  assert.match(hover('kvm -accel tcg -M q3¦5').markdown, /Without KVM/);
  for (const script of [`${Q35} -M q3¦5`, 'qemu-kvm -M q3¦5', 'qemu-system-x86_64 -M q3¦5,accel=kvm:tcg'])
    assert.doesNotMatch(hover(script, { host: { version: 1, arch: 'x86_64' } }).markdown, /Without KVM/, script);
});

test('a start that QEMU refuses is said to be refused', () => {
  const { markdown } = hover(`${Q35} -M q3¦5 -m 4G,slots=2`);
  assert.match(markdown, /\*\*QEMU does not start:\*\* .*slots/);
});

test('huge pages by host node, with what is free there', () => {
  const host = { numaNodes: [{ id: 1, hugepages: { '2M': { total: 900, free: 700 } } }], version: 1 };
  const script = `${Q35} -M q3¦5,memory-backend=m -object memory-backend-memfd,id=m,size=1G,hugetlb=on,hugetlbsize=2M,policy=bind,host-nodes=1`;
  assert.match(hover(script, { host }).markdown, /\| 1 \| 1 GiB \| 512 × 2 MiB, of which 700 are free \|/);
});

test('a layout that is not known has no map', () => {
  const { markdown } = hover(`${Q35} -M q3¦5 -m "$MEM"`);
  assert.match(markdown, /RAM of a size that is not known/);
  assert.doesNotMatch(markdown, /data:image/);
});

test('a backend: its mapping, pages, users and place', () => {
  const options =
    '-object memory-backend-memfd,id=m,size=1G,share=on,hugetlb=on,hugetlbsize=2M,prealloc=on -m 1G,slots=1,maxmem=2G -object memory-backend-ram,id=d,size=1G -device pc-dimm,id=dimm0,memdev=d';
  for (const script of [
    `${Q35} -M q35,memory-backend=m¦ ${options}`,
    `${Q35} -M q35,memory-backend=m ${options.replace('memfd', 'mem¦fd')}`,
    `${Q35} -M q35,memory-backend=m ${options.replace('id=m', 'id=m¦')}`,
  ]) {
    const { markdown } = hover(script);
    assert.match(markdown, /^\*\*memory-backend-memfd\*\* `m` · 1 GiB/, script);
    assert.match(markdown, /`mmap\(MAP_SHARED\)` of a memfd of huge pages/);
    assert.match(markdown, /512 × 2 MiB huge pages/);
    assert.match(markdown, /Allocation: all of it before the guest starts/);
    assert.match(markdown, /Used by: `-machine`: it is the RAM/);
    assert.match(markdown, /`\[0x100000, 0x40000000\)`/);
  }
  const { markdown } = hover(`${Q35} -M q35,memory-backend=m ${options.replace('memdev=d', 'memdev=¦d')}`);
  assert.match(markdown, /`mmap\(MAP_PRIVATE \| MAP_ANONYMOUS\)`/);
  assert.match(markdown, /Used by: pc\\-dimm dimm0/);
  assert.match(markdown, /`\[0x100000000, 0x140000000\)` \| 1 GiB \| pc\\-dimm dimm0 \\\(d\\\)/);
});

test('a backend of a NUMA node, and one that nothing uses', () => {
  const script = `${Q35} -M q35 -m 1G -object memory-backend-ram,id=a¦,size=1G -numa node,memdev=a -object memory-backend-ram,id=b,size=1G`;
  assert.match(hover(script).markdown, /Used by: NUMA node 0/);
  const unused = script.replace('¦', '').replace('id=b', 'id=b¦');
  assert.match(hover(unused).markdown, /Used by: \*\*nothing\*\*/);
});

test('a memory device: where it lies', () => {
  const script = `${Q35} -M q35 -m 1G,slots=2,maxmem=4G -object memory-backend-ram,id=d,size=1G -device pc-di¦mm,memdev=d,slot=1`;
  const { markdown } = hover(script);
  assert.match(markdown, /`\[0x100000000, 0x140000000\)`/);
  assert.match(markdown, /memory slot 1, NUMA node 0/);
  assert.match(markdown, /`pc-dimm`: A DIMM/);
});

test('a property: what it does, its type, default and release', () => {
  const { markdown, on } = hover(`${Q35} -object memory-backend-ram,id=m,size=1G,res¦erve=off`);
  assert.equal(on, 'reserve');
  assert.match(markdown, /^\*\*reserve\*\* of `memory-backend-ram` · on or off · default `on` · since QEMU 6\.1/);
  assert.match(hover(`${Q35} -m 1G,max¦mem=2G`).markdown, /Without a suffix it counts bytes/);
  assert.match(hover(`${Q35} -M q35,max_ram¦_below_4g=1G`).markdown, /^\*\*max-ram-below-4g\*\*/);
  assert.match(hover(`${Q35} -numa node,nodeid=¦1`).markdown, /^\*\*nodeid\*\* of `-numa`/);
  assert.match(
    hover(`${Q35} -device virtio-mem-pci,mem¦addr=0x140000000`).markdown,
    /= 5,368,709,120 bytes = \*\*5 GiB\*\*/,
  );
});

test('a property that the chosen QEMU does not have yet', () => {
  const script = `${Q35} -object memory-backend-file,id=m,size=1G,mem-path=/x,rom¦=on`;
  assert.match(hover(script, { qemu: '7.2' }).markdown, /\*\*only since QEMU 8\.2\*\*/);
  assert.match(hover(script).markdown, / · since QEMU 8\.2/);
});

test('sizes count as QEMU counts them', () => {
  assert.match(hover(`${Q35} -m 204¦8`).markdown, /`2048` = `0x80000000`/);
  assert.match(hover(`${Q35} -m 1G,maxmem=¦4096`).markdown, /`4096` = `0x1000`/);
  assert.match(hover(`${Q35} -m size=0xf¦f`).markdown, /`0xff` = `0xff`/);
  assert.match(hover(`${Q35} -m size=0x¦10`, { qemu: '7.2' }).markdown, /`0x10` = `0x1000000`/);
  // '0x10M' and '1.5' are no sizes.
  for (const size of ['0x10', '1.5']) assert.doesNotMatch(hover(`${Q35} -m size=¦${size}`).markdown, / bytes = /);
  assert.match(hover(`${Q35} -numa node,mem=0x¦a`).markdown, /`0xa` = `0xa00000`/);
  assert.match(hover(`${Q35} -object '{"qom-type":"memory-backend-ram","id":"m","size":20¦48}'`).markdown, /`0x800`/);
});

test('the value of a variable and the words of an array belong to the command', () => {
  assert.match(hover(`MEM=4¦G\n${Q35} -M q35 -m $MEM\n`).markdown, /^\*\*q35\*\* · 4 GiB/);
  const array = `args=(-M q35\n  -object memory-backend-ram,id=m,siz¦e=1G)\n${Q35} "\${args[@]}"\n`;
  assert.match(hover(array).markdown, /^\*\*size\*\*/);
});

test('what somebody wrote is shown as text', () => {
  const script = `${Q35} -object 'memory-backend-file,id=m¦,size=1G,mem-path=/x|[a](http://b)<i>'`;
  const { markdown } = hover(script);
  assert.doesNotMatch(markdown, /\[a\]\(/);
  assert.doesNotMatch(markdown, /<i>/);
});

test('nothing is shown of other text', () => {
  noHover('echo ¦hello\nqemu-system-x86_64 -m 1G\n');
  noHover(`${Q35} -name vm¦1 -m 1G`);
  noHover('¦');
});
