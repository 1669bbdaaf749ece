import assert from 'node:assert/strict';
import { test } from 'node:test';
import { libvirtHoverAt } from '../../../server/src/features/libvirt/libvirt-hover';
import { CELLS, domain, marked, textIn } from './support';

function hover(text: string, settings?: object): { markdown: string; on: string } {
  const { snapshot, position, text: plain } = marked(text, settings);
  const found = libvirtHoverAt(snapshot, position);
  assert.ok(found, 'there is a hover');
  return { markdown: found.markdown, on: textIn(plain, found.range) };
}

function noHover(text: string): void {
  const { snapshot, position } = marked(text);
  assert.equal(libvirtHoverAt(snapshot, position), undefined, text);
}

test('a size: as written, in KiB, after rounding', () => {
  const { markdown, on } = hover(domain("<memory unit='KiB'>10485¦77</memory>"));
  assert.equal(on, '1048577');
  assert.match(markdown, /^\*\*1025 MiB\*\* = `0x40100000` = 1,074,790,400 bytes/);
  assert.match(markdown, /- written: 1048577 KiB = 1,073,742,848 bytes/);
  assert.match(markdown, /- rounded up to a multiple of 1 MiB: 1023 KiB more/);
  // A power of 1000, and no whole number of KiB.
  const decimal = hover(domain("<memory unit='¦MB'>2000</memory>"));
  assert.match(decimal.markdown, /- MB is a power of 1000: 48,576 bytes less than one MiB each/);
  assert.match(hover(domain("<memory unit='¦B'>2147483649</memory>")).markdown, /whole KiB: 2,097,153 KiB/);
  assert.match(decimal.markdown, /\*\*unit\*\* of `<memory>`/);
  // Nothing is rounded where nothing need be.
  assert.doesNotMatch(hover(domain("<memory unit='GiB'>¦4</memory>")).markdown, /rounded|whole KiB/);
});

test('sizes of ppc64 are rounded to 256 MiB', () => {
  const text =
    "<domain type='kvm'><memory unit='MiB'>10¦00</memory><os><type arch='ppc64' machine='pseries'>hvm</type></os></domain>";
  assert.match(hover(text).markdown, /rounded up to a multiple of 256 MiB: 24 MiB more/);
});

test('<memory> that the cells overrule, and what is plugged in', () => {
  const { markdown } = hover(domain(`<memory unit='GiB'>¦6</memory>${CELLS}`));
  assert.match(markdown, /^\*\*4 GiB\*\*/);
  assert.match(markdown, /- \*\*overwritten\*\*: the cells have 4 GiB/);
  const dimm =
    "<devices><memory model='dimm'><target><size unit='MiB'>511</size><node>0</node></target></memory></devices>";
  const plugged = hover(
    domain(`<maxMemory slots='4' unit='GiB'>8</maxMemory><memory unit='KiB'>¦4718592</memory>${CELLS}${dimm}`),
  );
  assert.match(plugged.markdown, /- the cells have 4 GiB and 512 MiB in memory devices/);
  assert.match(plugged.markdown, /4 GiB of RAM and 512 MiB in devices/);
});

test('where memory devices can lie', () => {
  const text = domain(`<max¦Memory slots='4' unit='GiB'>8</maxMemory><memory unit='GiB'>4</memory>${CELLS}`);
  // Every slot makes the region 1 GiB larger, so that each device can be aligned.
  assert.match(hover(text).markdown, /lie in `\[0x180000000, 0x380000000\)`, 8 GiB with .*; none is there yet/);
  const dimm =
    "<devices><memory model='dimm'><target><size unit='GiB'>1</size><node>0</node></target></memory></devices>";
  assert.match(hover(text.replace('</cpu>', `</cpu>${dimm}`)).markdown, /they take 1 GiB of it/);
});

test('currentMemory is cut down to the memory', () => {
  const { markdown } = hover(domain("<memory unit='GiB'>4</memory><currentMemory unit='GiB'>¦8</currentMemory>"));
  assert.match(markdown, /^\*\*4 GiB\*\*/);
  assert.match(markdown, /cut down to the memory that there is/);
});

test('the domain and its memory show the map, the memslots and the nodes of the host', () => {
  for (const text of [
    domain("<memory unit='GiB'>4</memory>").replace('<domain', '<dom¦ain'),
    domain("<mem¦ory unit='GiB'>4</memory>"),
  ]) {
    const { markdown } = hover(text);
    assert.match(markdown, /4 GiB of RAM · .* · libvirt 11\.3, QEMU \d+\.\d+ \(assumed\)/);
    assert.match(markdown, /!\[Guest-physical memory\]\(data:image\/svg\+xml/);
    assert.match(markdown, /\| `\[0x100000000, 0x180000000\)` \| 2 GiB \| pc\\\.ram \|/);
    assert.match(markdown, /\| any \| 4 GiB \|/);
  }
  assert.match(hover(domain("<memory unit='GiB'>¦4</memory>")).markdown, /-m size=4194304k/);
});

test('what libvirt or QEMU refuses first is said first', () => {
  const libvirt = hover(domain("<mem¦ory unit='GiB'>4</memory><memoryBacking><access mode='rw'/></memoryBacking>"));
  assert.match(libvirt.markdown, /\*\*libvirt refuses it:\*\* .*access.*rw/);
  const hotplug = "<maxMemory slots='300' unit='GiB'>8</maxMemory>";
  const qemu = hover(domain(`<mem¦ory unit='GiB'>4</memory>${hotplug}${CELLS}`));
  assert.match(qemu.markdown, /\*\*QEMU does not start:\*\* unsupported amount of memory slots/);
  // What a template leaves open is not judged.
  const open = hover(
    domain("<mem¦ory unit='GiB'>4</memory>{% if x %}<memoryBacking><access mode='rw'/></memoryBacking>{% endif %}"),
  );
  assert.doesNotMatch(open.markdown, /refuses/);
});

test('a domain without KVM', () => {
  assert.match(hover("<dom¦ain type='qemu'><memory unit='GiB'>1</memory></domain>").markdown, /Without KVM/);
  assert.doesNotMatch(hover("<dom¦ain type='kvm'><memory unit='GiB'>1</memory></domain>").markdown, /Without KVM/);
});

test('a cell: its options, its mapping, and where the guest finds it', () => {
  const { markdown } = hover(
    domain(
      `<memory unit='GiB'>4</memory><memoryBacking><source type='memfd'/><access mode='shared'/></memoryBacking>${CELLS.replace("<cell id='1'", "<cell id='¦1'")}`,
    ),
  );
  assert.match(markdown, /^\*\*cell 1\*\* · 2 GiB · vCPUs 2-3/);
  assert.match(
    markdown,
    /-object \{"qom-type":"memory-backend-memfd","id":"ram-node1","share":true,"size":2147483648\}/,
  );
  assert.match(markdown, /-numa node,nodeid=1,cpus=2-3,memdev=ram-node1/);
  assert.match(markdown, /mmap\(MAP_SHARED\)` of a memfd/);
  assert.match(markdown, /\| `\[0x100000000, 0x180000000\)` \| `0x0` \| 2 GiB \|/);
  assert.match(markdown, /\*\*id\*\* of `<cell>`/);
});

test('a memory device: its options and its place', () => {
  const text = domain(
    `<maxMemory slots='4' unit='GiB'>16</maxMemory><memory unit='GiB'>6</memory>${CELLS}<devices>
<memory model='virtio-¦mem'><target><size unit='GiB'>2</size><node>1</node><block unit='MiB'>2</block><requested unit='GiB'>1</requested></target></memory></devices>`,
  );
  const { markdown, on } = hover(text);
  assert.equal(on, 'virtio-mem');
  assert.match(markdown, /^\*\*virtiomem0\*\* · virtio-mem · 2 GiB · in cell 1 · at `0x[0-9a-f]+`/);
  assert.match(markdown, /"driver":"virtio-mem-pci","node":1,"block-size":2097152,"requested-size":1073741824/);
  assert.match(markdown, /`virtio-mem`: .*\(since libvirt 7\.9\)/);
  assert.match(hover(text.replace('¦', '').replace('<target>', '<tar¦get>')).markdown, /^\*\*virtiomem0\*\*/);
  const shmem = hover(
    domain(
      "<memory unit='GiB'>1</memory><devices><shm¦em name='lg'><model type='ivshmem-plain'/><size unit='M'>64</size></shmem></devices>",
    ),
  );
  assert.match(shmem.markdown, /^\*\*shmem0\*\* · `\/dev\/shm\/lg` · 64 MiB · in a PCI BAR/);
  assert.match(shmem.markdown, /"mem-path":"\/dev\/shm\/lg"/);
});

test('huge pages: whose they are, and how many', () => {
  const backing = (pages: string) =>
    domain(`<memory unit='GiB'>4</memory><memoryBacking><huge¦pages>${pages}</hugepages></memoryBacking>${CELLS}`);
  const pages = "<page size='2' unit='M' nodeset='0'/><page size='1' unit='G' nodeset='1'/>";
  assert.match(hover(backing(pages)).markdown, /^\*\*1,024 × 2 MiB and 2 × 1 GiB\*\*/);
  const one = (text: string) => hover(backing(text).replace('huge¦pages', 'hugepages'));
  const { markdown } = one(pages.replace("size='1'", "size='¦1'"));
  assert.match(markdown, /\*\*1 GiB\*\* = `0x40000000`/);
  assert.match(markdown, /\| cell 1 \| 2 GiB \| 2 × 1 GiB \| any \|/);
  assert.doesNotMatch(markdown, /cell 0/);
  assert.match(one("<pa¦ge size='4'/>").markdown, /Pages of 4 KiB are no huge pages/);
  assert.match(one(`${pages}<pa¦ge size='2' unit='M'/>`).markdown, /Nothing gets these pages/);
});

test('huge pages of a size that only the host knows', () => {
  const { markdown } = hover(
    domain("<memory unit='GiB'>¦4</memory><memoryBacking><hugepages/><source type='memfd'/></memoryBacking>"),
  );
  assert.match(markdown, /\| 2 GiB \| pc\\\.ram \| huge ones, of a size that is not known \|/);
  assert.match(markdown, /"hugetlbsize":null[\s\S]*`null` stands for what is not known/);
});

test('nodes of the host: whose memory is bound', () => {
  const text = domain(
    `<memory unit='GiB'>4</memory>${CELLS}<numatune><memory mode='interleave' nodeset='0-1'/><memn¦ode cellid='1' mode='strict' nodeset='1'/></numatune>`,
  );
  const { markdown } = hover(text);
  assert.match(markdown, /\| cell 1 \| 2 GiB \| 1 \|/);
  assert.doesNotMatch(markdown, /cell 0/);
  const all = hover(text.replace('¦', '').replace('<numatune>', '<numa¦tune>')).markdown;
  assert.match(all, /\| cell 0 \| 2 GiB \| 0, 1 \(interleave\) \|\n\| cell 1/);
});

test('memory that is locked', () => {
  const locked = (tune: string) =>
    hover(domain(`<memory unit='GiB'>4</memory>${tune}<memoryBacking><lock¦ed/></memoryBacking>`)).markdown;
  assert.match(locked(''), /\*\*4 GiB\*\* of guest memory stay in RAM.* lifts the limit/);
  assert.match(locked("<memtune><hard_limit unit='GiB'>2</hard_limit></memtune>"), /2 GiB, \*\*which is less\*\*/);
  const hostdev = domain(
    "<memory unit='GiB'>4</memory><devices><host¦dev mode='subsystem' type='pci' managed='yes'/></devices>",
  );
  assert.match(hover(hostdev).markdown, /\*\*4 GiB\*\* of guest memory are allocated and locked.* to 5 GiB/);
});

test('memory that another process maps', () => {
  const virtiofs = (backing: string) =>
    hover(
      domain(
        `<memory unit='GiB'>4</memory>${backing}<devices><filesystem type='mount'><driver type='virtio¦fs'/><source dir='/srv'/><target dir='t'/></filesystem></devices>`,
      ),
    ).markdown;
  const shared = "<memoryBacking><source type='memfd'/><access mode='shared'/></memoryBacking>";
  assert.match(virtiofs(shared), /^The other process maps \*\*4 GiB\*\* of guest memory: all of it is shared/);
  assert.match(
    virtiofs("<memoryBacking><source type='memfd'/><access mode='private'/></memoryBacking>"),
    /Not shared:\*\* RAM\./,
  );
  const disk = hover(domain("<memory unit='GiB'>4</memory><devices><di¦sk type='file'/></devices>"));
  assert.match(disk.markdown, /^\*\*&lt;disk&gt;/);
});

test('elements, attributes and words are explained', () => {
  const backing = (text: string) => hover(domain(`<memoryBacking>${text}</memoryBacking>`)).markdown;
  assert.match(backing('<nosh¦arepages/>'), /^\*\*&lt;nosharepages&gt;\*\* · since libvirt 1\.0\.6\n\nKSM/);
  assert.match(backing("<source type='mem¦fd'/>"), /`memfd`: A memfd/);
  assert.match(
    backing("<source ty¦pe='memfd'/>"),
    /^\*\*type\*\* of `<source>` · `anonymous`, `file`, `memfd` · default/,
  );
  assert.match(backing('<discard></disc¦ard>'), /^\*\*&lt;discard&gt;/);
  const old = hover(domain("<launchSecurity type='sev-¦snp'/>"), { libvirt: '9.0' }).markdown;
  assert.match(old, /only since libvirt 10\.5/);
});

test('in a fragment', () => {
  assert.match(hover('<memoryBacking><lock¦ed/></memoryBacking>').markdown, /^\*\*&lt;locked&gt;/);
  const device = hover("<memory model='dimm'><target><size unit='MB'>¦512</size></target></memory>").markdown;
  assert.match(device, /^\*\*500000 KiB\*\* = .*\n\n- written: 512 MB/);
});

test('what a template fills in is not known', () => {
  const { markdown } = hover("<domain type='kvm'><memory unit='GiB'>{{ mem¦ory }}</memory></domain>");
  assert.match(markdown, /RAM of a size that is not known/);
  assert.doesNotMatch(markdown, /- written/);
});

test('markup of a name is shown as text', () => {
  const { markdown } = hover("<dom¦ain type='kvm'><name>**a** [b](c)</name><memory>4194304</memory></domain>");
  assert.match(markdown, /^\*\*\\\*\\\*a\\\*\\\* \\\[b\\\]\\\(c\\\)\*\*/);
});

test('of what is not about memory there is nothing', () => {
  noHover(domain('<na¦me>x</name>'));
  noHover(domain('<metadata><memory>¦4</memory></metadata>'));
  noHover(domain('<devices><video><mod¦el/></video></devices>'));
  noHover(domain('<memoryBacking><!-- lock¦ed --></memoryBacking>'));
  noHover(domain("<memoryBacking><source bogus='¦1'/></memoryBacking>"));
  noHover(domain('<memoryBacking> ¦ </memoryBacking>'));
  noHover("<domain type='xen'><mem¦ory>4</memory></domain>");
  noHover('<project><mem¦ory>4</memory></project>');
});

test('arguments for QEMU are explained as on its command line', () => {
  const extra = (argument: string) =>
    hover(
      domain(`<memory unit='GiB'>4</memory></domain>`).replace(
        '</domain>\n</domain>',
        `<q:commandline xmlns:q='http://libvirt.org/schemas/domain/qemu/1.0'><q:arg value='-object'/><q:arg value='memory-backend-memfd,id=m,size=2G'/></q:commandline></domain>`.replace(
          argument.replace('¦', ''),
          argument,
        ),
      ),
    ).markdown;
  assert.match(extra('si¦ze=2G'), /^\*\*size\*\* of `memory-backend-memfd`[\s\S]*`2G` = `0x80000000`/);
  assert.match(extra('-ob¦ject'), /^\*\*-object\*\*: Makes an object/);
  assert.match(extra('si¦ze=2G'), /---\n\n\*\*value\*\* of `<qemu:arg>`/);
});
