import { backed, hugepages, numa } from './domain.mjs';

/** Domains with two faults: which of them libvirt names, and so the order in which it looks. */
const badUnit = "<memory unit='X'>1</memory>";
const badSource = "<source type='bogus'/>";
const badAccess = "<access mode='rw'/>";
const badAllocation = "<allocation mode='lazy'/>";
const twoPages = hugepages("size='2' unit='M'", "size='1' unit='G'");
const badCell = numa("id='0' cpus='0-1' memory='1G'");
const badMemnode = "<numatune><memnode cellid='5' mode='strict' nodeset='0'/></numatune>";
const badMode = "<numatune><memory mode='bind' nodeset='0'/></numatune>";
const badModel = "<memory model='rdimm'/>";
const noNode = "<memory model='dimm'><target><size unit='MiB'>512</size></target></memory>";
const virtiofs =
  "<filesystem type='mount' accessmode='passthrough'><driver type='virtiofs'/><source dir='/srv'/><target dir='srv'/></filesystem>";
const room = "<maxMemory slots='4' unit='GiB'>8</maxMemory><memory unit='GiB'>1</memory>";
const small = "<maxMemory slots='4' unit='MiB'>8</maxMemory><memory unit='GiB'>1</memory>";
const cells = numa("id='0' cpus='0' memory='512' unit='MiB'", "id='1' cpus='1' memory='512' unit='MiB'");

export const twoFaults = [
  ['unit of memory, unknown source', { memory: badUnit, backing: backed(badSource) }],
  ['unit of memory, arch', { memory: badUnit, arch: 'x87', machine: 'q35' }],
  ['unit of memory, machine', { memory: badUnit, machine: 'pc-q35-99.9' }],
  ['machine, unknown source', { machine: 'pc-q35-99.9', backing: backed(badSource) }],
  ['unknown source, two pages', { backing: backed(twoPages, badSource) }],
  ['unknown source, unknown access', { backing: backed(badAccess, badSource) }],
  ['unknown access, unknown allocation', { backing: backed(badAllocation, badAccess) }],
  ['unknown allocation, page without a size', { backing: backed(hugepages("unit='M'"), badAllocation) }],
  ['page without a size, unknown cell memory', { backing: backed(hugepages("unit='M'")), cpu: badCell }],
  ['unknown cell memory, policy', { numatune: badMode, cpu: badCell }],
  ['unknown source, unknown cell memory', { backing: backed(badSource), cpu: badCell }],
  ['unknown source, policy', { backing: backed(badSource), numatune: badMode }],
  [
    'policy, memnode of no cell',
    {
      numatune: "<numatune><memory mode='bind' nodeset='0'/><memnode cellid='5' mode='strict' nodeset='0'/></numatune>",
      cpu: cells,
    },
  ],
  ['policy, model', { numatune: badMode, devices: badModel }],
  ['memnode of no cell, model', { numatune: badMemnode, cpu: cells, devices: badModel }],
  ['unknown source, model', { backing: backed(badSource), devices: badModel }],
  ['maximum below the memory, model', { memory: small, cpu: cells, devices: badModel }],
  [
    'maximum below the memory, huge pages on demand',
    {
      memory: small,
      cpu: cells,
      backing: backed(hugepages(), "<allocation mode='ondemand'/>"),
    },
  ],
  [
    'huge pages anonymous and on demand',
    {
      backing: backed(hugepages(), "<source type='anonymous'/>", "<allocation mode='ondemand'/>"),
    },
  ],
  ['two pages, anonymous', { backing: backed(twoPages, "<source type='anonymous'/>") }],
  ['two pages, virtiofs with private memory', { backing: backed(twoPages), devices: virtiofs }],
  [
    'huge pages of no mount, virtiofs with private memory',
    {
      backing: backed(hugepages("size='64' unit='KiB'")),
      devices: virtiofs,
    },
  ],
  ['dimm without a node, two pages', { memory: room, cpu: cells, devices: noNode, backing: backed(twoPages) }],
  ['dimm without a node, virtiofs with private memory', { memory: room, cpu: cells, devices: [noNode, virtiofs] }],
  ['dimm without maximum memory and without a node', { cpu: cells, devices: noNode }],
  ['dimm without cells, without a node', { memory: room, devices: noNode }],
  [
    'cpus of two cells overlap, cpus beyond',
    {
      cpu: numa("id='0' cpus='0-1' memory='524288'", "id='1' cpus='1-5' memory='524288'"),
    },
  ],
  ['id twice, memory missing', { cpu: numa("id='0' cpus='0' memory='524288'", "id='0' cpus='1'") }],
  ['id left out, memory missing', { cpu: numa("id='0' cpus='0'", "id='2' cpus='1' memory='524288'") }],
  ['access of a cell, memory missing', { cpu: numa("id='0' cpus='0' memAccess='rw'") }],
  ['access of a cell, discard of a cell', { cpu: numa("id='0' cpus='0' memory='1' discard='on' memAccess='rw'") }],
  ['memory missing, unknown source', { memory: '', backing: backed(badSource) }],
  ['memory missing, model', { memory: '', devices: badModel }],
  [
    'maximum without slots, below the memory',
    {
      memory: "<maxMemory unit='MiB'>8</maxMemory><memory unit='GiB'>1</memory>",
      cpu: cells,
    },
  ],
  ['unit of memory, unit of currentMemory', { memory: `<currentMemory unit='Y'>1</currentMemory>${badUnit}` }],
  ['unit of maxMemory, unit of memory', { memory: `<maxMemory slots='1' unit='Y'>1</maxMemory>${badUnit}` }],
  [
    'virtio-mem with a block and a request',
    {
      memory: room,
      cpu: cells,
      devices:
        "<memory model='virtio-mem'><target><size unit='MiB'>512</size><node>0</node><block unit='MiB'>3</block>" +
        "<requested unit='MiB'>1024</requested></target></memory>",
    },
  ],
  [
    'nvdimm without a path, discarded',
    {
      memory: room,
      cpu: cells,
      devices:
        "<memory model='nvdimm' discard='yes'><target><size unit='MiB'>512</size><node>0</node></target></memory>",
    },
  ],
  [
    'cells beyond the cpus, anonymous huge pages',
    {
      cpu: numa("id='0' cpus='0-5' memory='524288'"),
      backing: backed(hugepages(), "<source type='anonymous'/>"),
    },
  ],
  [
    'nodeset of no cell, anonymous huge pages',
    {
      backing: backed(hugepages("size='2' unit='M' nodeset='3'"), "<source type='anonymous'/>"),
    },
  ],
  [
    'nodeset of no cell, nodeset of two pages',
    {
      cpu: cells,
      backing: backed(hugepages("size='2' unit='M' nodeset='0-3'", "size='1' unit='G' nodeset='1'")),
    },
  ],
  [
    'nodeset of no cell, memnode of no cell',
    {
      cpu: cells,
      numatune: badMemnode,
      backing: backed(hugepages("size='2' unit='M' nodeset='3'")),
    },
  ],
  [
    'page of no mount, dimm of no mount',
    {
      memory: room,
      cpu: cells,
      backing: backed(hugepages("size='64' unit='KiB'")),
      devices:
        "<memory model='dimm'><source><pagesize unit='KiB'>32</pagesize></source>" +
        "<target><size unit='MiB'>512</size><node>0</node></target></memory>",
    },
  ],
  [
    'dimm without a node, dimm on no node',
    {
      memory: room,
      cpu: cells,
      devices: [noNode, "<memory model='dimm'><target><size unit='MiB'>512</size><node>7</node></target></memory>"],
    },
  ],
  [
    'slot taken twice, slot beyond',
    {
      memory: room,
      cpu: cells,
      devices: [9, 9].map(
        (slot) =>
          "<memory model='dimm'><target><size unit='MiB'>128</size><node>0</node></target>" +
          `<address type='dimm' slot='${slot}'/></memory>`,
      ),
    },
  ],
  [
    'memory of a decimal unit, odd huge pages of a memfd',
    {
      memory: "<memory unit='MB'>1024</memory>",
      backing: backed(hugepages("size='2' unit='M'"), "<source type='memfd'/>"),
    },
  ],
  ['launch security, unknown source', { backing: backed(badSource), tail: "<launchSecurity type='tdx'/>" }],
];
