import { backed, hugepages, numa } from './domain.mjs';

/** <memory model=...>: memory that a domain has beside that of its cells. */
const cell = numa("id='0' cpus='0-1' memory='1' unit='GiB'");
const room = (gib, slots = 4, boot = 1) =>
  `<maxMemory slots='${slots}' unit='GiB'>${gib}</maxMemory><memory unit='GiB'>${boot}</memory>`;
const target = (mib, more = '<node>0</node>') => `<target><size unit='MiB'>${mib}</size>${more}</target>`;
const device = (model, children, attributes = '') =>
  `<memory model='${model}'${attributes && ` ${attributes}`}>${children}</memory>`;
const path = (file) => `<source><path>${file}</path></source>`;
const half = path('/var/lib/nvdimm/512M.img');
const whole = path('/var/lib/nvdimm/1G.img');
const block = (mib, requested, more = '') =>
  `<node>0</node><block unit='MiB'>${mib}</block><requested unit='MiB'>${requested}</requested>${more}`;
const label = "<label><size unit='KiB'>128</size></label>";

/** A domain of 1 GiB in one cell, with room up to 8 GiB in four slots. */
const guest = (list, more = {}) => ({ memory: room(8), cpu: cell, devices: list, ...more });

export const devices = [
  ['dimm', guest(device('dimm', target(512)))],
  ['dimm at an address', guest(device('dimm', `${target(512)}<address type='dimm' slot='2' base='0x140000000'/>`))],
  [
    'dimm at an address that is not aligned',
    guest(device('dimm', `${target(512)}<address type='dimm' slot='0' base='0x140001000'/>`)),
  ],
  [
    'dimm at an address without a slot',
    guest(device('dimm', `${target(512)}<address type='dimm' base='0x140000000'/>`)),
  ],
  ['dimm at an address without a base', guest(device('dimm', `${target(512)}<address type='dimm' slot='3'/>`))],
  ['dimm beyond the slots', guest(device('dimm', `${target(512)}<address type='dimm' slot='9'/>`))],
  [
    'dimm at a PCI address',
    guest(device('dimm', `${target(512)}<address type='pci' domain='0' bus='0' slot='9' function='0'/>`)),
  ],
  ['dimm base in letters', guest(device('dimm', `${target(512)}<address type='dimm' slot='0' base='high'/>`))],
  [
    'two dimms in one slot',
    guest([
      device('dimm', `${target(512)}<address type='dimm' slot='1'/>`),
      device('dimm', `${target(512)}<address type='dimm' slot='1'/>`),
    ]),
  ],
  [
    'two dimms at one base',
    guest([
      device('dimm', `${target(512)}<address type='dimm' slot='0' base='0x140000000'/>`),
      device('dimm', `${target(512)}<address type='dimm' slot='1' base='0x140000000'/>`),
    ]),
  ],
  [
    'two dimms that overlap',
    guest([
      device('dimm', `${target(512)}<address type='dimm' slot='0' base='0x140000000'/>`),
      device('dimm', `${target(512)}<address type='dimm' slot='1' base='0x150000000'/>`),
    ]),
  ],
  [
    'three dimms, the second in the first slot',
    guest([
      device('dimm', target(256)),
      device('dimm', `${target(512)}<address type='dimm' slot='0'/>`),
      device('dimm', target(1024)),
    ]),
  ],
  ['dimm of 511 MiB', guest(device('dimm', target(511)))],
  ['dimm of 1 KiB more', guest(device('dimm', '<target><size>524289</size><node>0</node></target>'))],
  ['dimm of 1 GB', guest(device('dimm', "<target><size unit='GB'>1</size><node>0</node></target>"))],
  ['dimm of 0', guest(device('dimm', target(0)))],
  ['dimm without a size', guest(device('dimm', '<target><node>0</node></target>'))],
  ['dimm without a target', guest(device('dimm', ''))],
  ['dimm without a node', guest(device('dimm', target(512, '')))],
  ['dimm on a node that is not there', guest(device('dimm', target(512, '<node>3</node>')))],
  ['dimm on a node in letters', guest(device('dimm', target(512, '<node>first</node>')))],
  ['dimm without maximum memory', guest(device('dimm', target(512)), { memory: "<memory unit='GiB'>1</memory>" })],
  ['dimm without cells', guest(device('dimm', target(512)), { cpu: '' })],
  ['dimms beyond the slots', guest([device('dimm', target(128)), device('dimm', target(128))], { memory: room(8, 1) })],
  ['dimms beyond the maximum', guest([device('dimm', target(4096)), device('dimm', target(4096))])],
  ['dimm up to the maximum', guest(device('dimm', target(1024)), { memory: room(2) })],
  ['dimm of larger pages', guest(device('dimm', `<source><pagesize unit='MiB'>2</pagesize></source>${target(512)}`))],
  [
    'dimm smaller than its page',
    guest(device('dimm', `<source><pagesize unit='GiB'>1</pagesize></source>${target(512)}`)),
  ],
  [
    'dimm of system pages among huge pages',
    guest(device('dimm', `<source><pagesize unit='KiB'>4</pagesize></source>${target(256)}`), {
      backing: backed(hugepages("size='2' unit='M'")),
    }),
  ],
  ['dimm among huge pages', guest(device('dimm', target(256)), { backing: backed(hugepages("size='2' unit='M'")) })],
  [
    'dimm of pages that the host lacks',
    guest(device('dimm', `<source><pagesize unit='KiB'>64</pagesize></source>${target(512)}`)),
  ],
  ['dimm on a node of the host', guest(device('dimm', `<source><nodemask>0</nodemask></source>${target(512)}`))],
  ['dimm on all nodes but all', guest(device('dimm', `<source><nodemask>0,^0</nodemask></source>${target(512)}`))],
  [
    'dimm of larger pages on a node of the host',
    guest(device('dimm', `<source><pagesize unit='MiB'>2</pagesize><nodemask>0</nodemask></source>${target(256)}`)),
  ],
  ['dimm, shared', guest(device('dimm', target(512), "access='shared'"))],
  [
    'dimm, private where all is shared',
    guest(device('dimm', target(512), "access='private'"), {
      backing: backed("<source type='memfd'/>", "<access mode='shared'/>"),
    }),
  ],
  ['dimm with an access that does not exist', guest(device('dimm', target(512), "access='rw'"))],
  ['dimm, discarded', guest(device('dimm', target(512), "discard='yes'"))],
  ['dimm, shared and discarded', guest(device('dimm', target(512), "access='shared' discard='yes'"))],
  ['dimm with a discard that does not exist', guest(device('dimm', target(512), "discard='on'"))],
  ['dimm with an alias', guest(device('dimm', `${target(512)}<alias name='ua-bank1'/>`))],
  ['memory without a model', guest(`<memory>${target(512)}</memory>`)],
  ['memory of a model that does not exist', guest(device('rdimm', target(512)))],
  ['nvdimm', guest(device('nvdimm', half + target(512)))],
  ['nvdimm with a label', guest(device('nvdimm', half + target(512, `<node>0</node>${label}`)))],
  [
    'nvdimm with a small label',
    guest(device('nvdimm', half + target(512, "<node>0</node><label><size unit='KiB'>127</size></label>"))),
  ],
  [
    'nvdimm all label',
    guest(device('nvdimm', half + target(512, "<node>0</node><label><size unit='MiB'>512</size></label>"))),
  ],
  ['nvdimm without a path', guest(device('nvdimm', target(512)))],
  ['nvdimm larger than its file', guest(device('nvdimm', half + target(1024)))],
  ['nvdimm smaller than its file', guest(device('nvdimm', whole + target(512)))],
  [
    'nvdimm of 512 MiB and 1 KiB',
    guest(device('nvdimm', `${whole}<target><size>524289</size><node>0</node></target>`)),
  ],
  [
    'nvdimm with an alignment',
    guest(
      device(
        'nvdimm',
        `<source><path>/var/lib/nvdimm/1G.img</path><alignsize unit='MiB'>2</alignsize></source>${target(1024)}`,
      ),
    ),
  ],
  [
    'nvdimm with an alignment below a page',
    guest(
      device(
        'nvdimm',
        `<source><path>/var/lib/nvdimm/1G.img</path><alignsize unit='KiB'>2</alignsize></source>${target(1024)}`,
      ),
    ),
  ],
  [
    'nvdimm of persistent memory',
    guest(device('nvdimm', `<source><path>/var/lib/nvdimm/1G.img</path><pmem/></source>${target(1024)}`)),
  ],
  ['nvdimm, shared', guest(device('nvdimm', whole + target(1024), "access='shared'"))],
  ['nvdimm, read-only', guest(device('nvdimm', whole + target(1024, '<node>0</node><readonly/>')))],
  ['nvdimm, discarded', guest(device('nvdimm', whole + target(1024), "discard='yes'"))],
  [
    'nvdimm with a UUID',
    guest(device('nvdimm', `<uuid>49545eb3-75e1-2d0a-acdd-f0294406c99e</uuid>${whole}${target(1024)}`)),
  ],
  [
    'nvdimm among huge pages',
    guest(device('nvdimm', whole + target(1024)), {
      backing: backed(hugepages("size='2' unit='M'")),
    }),
  ],
  ['nvdimm beside a dimm', guest([device('nvdimm', half + target(512)), device('dimm', target(512))])],
  ['nvdimm switched off', guest(device('nvdimm', half + target(512)), { features: '' })],
  ['virtio-pmem', guest(device('virtio-pmem', `${whole}<target><size unit='MiB'>1024</size></target>`))],
  ['virtio-pmem, shared', guest(device('virtio-pmem', whole + target(1024, ''), "access='shared'"))],
  ['virtio-pmem, private', guest(device('virtio-pmem', whole + target(1024, ''), "access='private'"))],
  ['virtio-pmem on a node', guest(device('virtio-pmem', whole + target(1024)))],
  ['virtio-pmem without a path', guest(device('virtio-pmem', target(1024, '')))],
  ['virtio-pmem without cells', { memory: room(8, 4, 2), devices: device('virtio-pmem', whole + target(1024, '')) }],
  [
    'virtio-pmem without maximum memory',
    { memory: "<memory unit='GiB'>2</memory>", devices: device('virtio-pmem', whole + target(1024, '')) },
  ],
  ['virtio-pmem larger than its file', guest(device('virtio-pmem', half + target(1024, '')))],
  ['virtio-mem', guest(device('virtio-mem', target(1024, block(2, 512))))],
  [
    'virtio-mem, nothing requested',
    guest(device('virtio-mem', target(1024, "<node>0</node><block unit='MiB'>2</block>"))),
  ],
  [
    'virtio-mem without a block',
    guest(device('virtio-mem', target(1024, "<node>0</node><requested unit='MiB'>0</requested>"))),
  ],
  ['virtio-mem of a block of 3 MiB', guest(device('virtio-mem', target(1024, block(3, 0))))],
  ['virtio-mem of a block of 1 MiB', guest(device('virtio-mem', target(1024, block(1, 0))))],
  ['virtio-mem of a request that is no block', guest(device('virtio-mem', target(1024, block(4, 6))))],
  ['virtio-mem of a request beyond its size', guest(device('virtio-mem', target(1024, block(2, 2048))))],
  ['virtio-mem of a size that is no block', guest(device('virtio-mem', target(1022, block(4, 0))))],
  ['virtio-mem of 1023 MiB', guest(device('virtio-mem', target(1023, block(2, 0))))],
  ['virtio-mem without a node', guest(device('virtio-mem', target(1024, "<block unit='MiB'>2</block>")))],
  [
    'virtio-mem at a PCI address',
    guest(
      device(
        'virtio-mem',
        `${target(1024, block(2, 0))}<address type='pci' domain='0' bus='0' slot='9' function='0'/>`,
      ),
    ),
  ],
  [
    'virtio-mem at a dimm address',
    guest(device('virtio-mem', `${target(1024, block(2, 0))}<address type='dimm' slot='0'/>`)),
  ],
  [
    'virtio-mem with a current size',
    guest(device('virtio-mem', target(1024, block(2, 512, "<current unit='MiB'>512</current>")))),
  ],
  [
    'virtio-mem with an address in guest memory',
    guest(device('virtio-mem', target(1024, block(2, 0, "<address base='0x180000000'/>")))),
  ],
  [
    'virtio-mem among huge pages',
    guest(device('virtio-mem', target(256, block(2, 128))), {
      backing: backed(hugepages("size='2' unit='M'")),
    }),
  ],
  [
    'virtio-mem of pages of 2 MiB',
    guest(device('virtio-mem', `<source><pagesize unit='MiB'>2</pagesize></source>${target(256, block(2, 128))}`)),
  ],
  [
    'virtio-mem of pages of 1 GiB, blocks of 2 MiB',
    guest(device('virtio-mem', `<source><pagesize unit='GiB'>1</pagesize></source>${target(1024, block(2, 0))}`)),
  ],
  [
    'virtio-mem of a shared memfd',
    guest(device('virtio-mem', target(1024, block(2, 512))), {
      backing: backed("<source type='memfd'/>", "<access mode='shared'/>"),
    }),
  ],
  [
    'virtio-mem allocated at once',
    guest(device('virtio-mem', target(256, block(2, 128))), {
      backing: backed("<allocation mode='immediate'/>"),
    }),
  ],
  [
    'virtio-mem with a block of 128 MiB on two cells',
    {
      memory: room(8),
      cpu: numa("id='0' cpus='0' memory='512' unit='MiB'", "id='1' cpus='1' memory='512' unit='MiB'"),
      devices: [
        device('virtio-mem', target(1024, block(128, 512))),
        device(
          'virtio-mem',
          target(1024, "<node>1</node><block unit='MiB'>128</block><requested unit='MiB'>0</requested>"),
        ),
      ],
    },
  ],
  [
    'virtio-mem beyond the slots',
    guest([device('virtio-mem', target(1024, block(2, 0))), device('virtio-mem', target(1024, block(2, 0)))], {
      memory: room(8, 1),
    }),
  ],
  ['virtio-mem beyond the maximum', guest(device('virtio-mem', target(8192, block(2, 0))))],
  ['virtio-mem locked', guest(device('virtio-mem', target(1024, block(2, 0))), { backing: backed('<locked/>') })],
  ['sgx-epc', { devices: device('sgx-epc', "<target><size unit='MiB'>64</size></target>") }],
  ['sgx-epc with maximum memory', guest(device('sgx-epc', "<target><size unit='MiB'>64</size></target>"))],
  ['virtio-mem without cells', { memory: room(8, 4, 2), devices: device('virtio-mem', target(1024, block(2, 0))) }],
  [
    'dimm at an address below 4 GiB',
    guest(device('dimm', `${target(512)}<address type='dimm' slot='0' base='0x80000000'/>`)),
  ],
  ['dimm of 2 KiB pages', guest(device('dimm', `<source><pagesize>2</pagesize></source>${target(512)}`))],
  [
    'dimm of a page size with a blank',
    guest(device('dimm', `<source><pagesize unit='MiB'>2 </pagesize></source>${target(512)}`)),
  ],
  ['dimm of a fraction', guest(device('dimm', "<target><size unit='GiB'>0.5</size><node>0</node></target>"))],
  ['dimm of an unknown unit', guest(device('dimm', "<target><size unit='Gi'>1</size><node>0</node></target>"))],
  [
    'dimm with two sizes',
    guest(device('dimm', "<target><size unit='MiB'>256</size><size unit='MiB'>512</size><node>0</node></target>")),
  ],
  ['dimm with a block', guest(device('dimm', target(512, block(2, 0))))],
  ['dimm with a path', guest(device('dimm', half + target(512)))],
  [
    'nvdimm of a page size',
    guest(
      device(
        'nvdimm',
        `<source><path>/var/lib/nvdimm/1G.img</path><pagesize unit='MiB'>2</pagesize></source>${target(1024)}`,
      ),
    ),
  ],
  ['sgx-epc on a node', { cpu: cell, devices: device('sgx-epc', target(64)) }],
  [
    'dimm and memory that is the sum',
    guest(device('dimm', target(512)), {
      memory: "<maxMemory slots='4' unit='GiB'>8</maxMemory><memory unit='MiB'>1536</memory>",
    }),
  ],
  [
    'devices larger than all of the memory',
    {
      memory: room(8),
      devices: device('virtio-pmem', half + target(2048, '')),
    },
  ],
];
