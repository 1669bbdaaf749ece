import { backed, hugepages, numa } from './domain.mjs';

/** <cpu><numa>: cells, their CPUs and their memory. */
const half = "memory='512' unit='MiB'";
const share = (first, second) => numa(`id='0' cpus='0' ${half} ${first}`, `id='1' cpus='1' ${half} ${second}`);

export const cells = [
  ['one', { cpu: numa(`id='0' cpus='0-1' ${half}`) }],
  ['two', { cpu: share('', '') }],
  ['without ids', { cpu: numa(`cpus='0' ${half}`, `cpus='1' ${half}`) }],
  ['in the other order', { cpu: numa(`id='1' cpus='1' ${half}`, "id='0' cpus='0' memory='256' unit='MiB'") }],
  ['one id, one without', { cpu: numa(`id='1' cpus='1' ${half}`, `cpus='0' ${half}`) }],
  ['an id twice', { cpu: numa(`id='0' cpus='0' ${half}`, `id='0' cpus='1' ${half}`) }],
  ['an id left out', { cpu: numa(`id='0' cpus='0' ${half}`, `id='2' cpus='1' ${half}`) }],
  ['ids from 1', { cpu: numa(`id='1' cpus='0' ${half}`, `id='2' cpus='1' ${half}`) }],
  ['an id that is negative', { cpu: numa(`id='-1' cpus='0-1' ${half}`) }],
  ['an id that is a word', { cpu: numa(`id='zero' cpus='0-1' ${half}`) }],
  ['no cpus', { cpu: numa(`id='0' ${half}`) }],
  ['one cell without cpus', { cpu: numa(`id='0' cpus='0-1' ${half}`, `id='1' ${half}`) }],
  ['cpus that are empty', { cpu: numa(`id='0' cpus='' ${half}`) }],
  ['more cpus than the guest has', { cpu: numa(`id='0' cpus='0-3' ${half}`) }],
  ['cpus in no cell', { vcpu: '<vcpu>4</vcpu>', cpu: numa(`id='0' cpus='0' ${half}`, `id='1' cpus='1' ${half}`) }],
  ['cpus in two cells', { cpu: numa(`id='0' cpus='0-1' ${half}`, `id='1' cpus='1' ${half}`) }],
  [
    'cpus with a hole',
    { vcpu: '<vcpu>4</vcpu>', cpu: numa(`id='0' cpus='0-3,^2' ${half}`, `id='1' cpus='2' ${half}`) },
  ],
  ['cpus of letters', { cpu: numa(`id='0' cpus='a-b' ${half}`) }],
  ['no memory', { cpu: numa("id='0' cpus='0-1'") }],
  ['memory of 0', { cpu: numa("id='0' cpus='0-1' memory='0'") }],
  ['memory of 0 in the second', { cpu: numa(`id='0' cpus='0' ${half}`, "id='1' cpus='1' memory='0'") }],
  ['memory with its unit in it', { cpu: numa("id='0' cpus='0-1' memory='512M'") }],
  ['memory of an unknown unit', { cpu: numa("id='0' cpus='0-1' memory='512' unit='MX'") }],
  ['memory of a decimal unit', { cpu: numa("id='0' cpus='0-1' memory='512' unit='MB'") }],
  ['memory with a blank', { cpu: numa("id='0' cpus='0-1' memory=' 524288'") }],
  ['memory of 8 EiB', { type: 'qemu', cpu: numa("id='0' cpus='0-1' memory='8' unit='EiB'") }],
  ['memory of half a MiB', { cpu: numa("id='0' cpus='0' memory='524800'", "id='1' cpus='1' memory='524800'") }],
  ['a sum that is not that of memory', { memory: "<memory unit='MiB'>2048</memory>", cpu: share('', '') }],
  [
    'a sum beyond all numbers',
    {
      type: 'qemu',
      cpu: numa("id='0' cpus='0' memory='7' unit='EiB'", "id='1' cpus='1' memory='7' unit='EiB'"),
    },
  ],
  ['no domain memory', { memory: '', cpu: share('', '') }],
  ['empty numa', { cpu: '<cpu><numa/></cpu>' }],
  [
    'two of numa',
    { cpu: `<cpu><numa><cell id='0' cpus='0-1' ${half}/></numa><numa><cell id='0' ${half}/></numa></cpu>` },
  ],
  ['shared', { cpu: share("memAccess='shared'", '') }],
  ['private', { cpu: share("memAccess='private'", '') }],
  ['access of a kind that does not exist', { cpu: share("memAccess='rw'", '') }],
  ['shared with a memfd', { cpu: share("memAccess='shared'", ''), backing: backed("<source type='memfd'/>") }],
  [
    'private where all is shared',
    {
      cpu: share("memAccess='private'", ''),
      backing: backed("<source type='memfd'/>", "<access mode='shared'/>"),
    },
  ],
  ['discard', { cpu: share("discard='yes'", '') }],
  ['discard of a shared cell', { cpu: share("memAccess='shared' discard='yes'", '') }],
  [
    'no discard where all is discarded',
    {
      cpu: share("discard='no'", ''),
      backing: backed("<source type='file'/>", '<discard/>'),
    },
  ],
  ['discard on', { cpu: share("discard='on'", '') }],
  ['huge pages for two cells', { cpu: share('', ''), backing: backed(hugepages("size='2' unit='M'")) }],
  [
    'cells far from each other',
    {
      cpu: numa(
        [`id='0' cpus='0' ${half}`, "<distances><sibling id='0' value='10'/><sibling id='1' value='21'/></distances>"],
        [`id='1' cpus='1' ${half}`, "<distances><sibling id='0' value='21'/><sibling id='1' value='10'/></distances>"],
      ),
    },
  ],
  [
    'a distance of 5',
    {
      cpu: numa([`id='0' cpus='0-1' ${half}`, "<distances><sibling id='0' value='5'/></distances>"]),
    },
  ],
  [
    'a distance to a cell that is not there',
    {
      cpu: numa([`id='0' cpus='0-1' ${half}`, "<distances><sibling id='3' value='20'/></distances>"]),
    },
  ],
  [
    'latencies between cells',
    {
      vcpu: '<vcpu>2</vcpu>',
      cpu:
        `<cpu><numa><cell id='0' cpus='0-1' ${half}/><cell id='1' ${half}/><interconnects>` +
        "<latency initiator='0' target='0' type='access' value='5'/>" +
        "<bandwidth initiator='0' target='0' type='access' value='204800' unit='KiB'/></interconnects></numa></cpu>",
    },
  ],
  [
    'latencies and a cache',
    {
      cpu:
        `<cpu><numa><cell id='0' cpus='0-1' ${half}><cache level='1' associativity='direct' policy='writeback'>` +
        "<size value='8' unit='KiB'/><line value='64' unit='B'/></cache></cell><interconnects>" +
        "<latency initiator='0' target='0' type='access' value='5'/>" +
        "<latency initiator='0' target='0' cache='1' type='access' value='10'/>" +
        "<bandwidth initiator='0' target='0' type='access' value='204800' unit='KiB'/></interconnects></numa></cpu>",
    },
  ],
  [
    'a cache in front of a cell',
    {
      cpu: numa([
        `id='0' cpus='0-1' ${half}`,
        "<cache level='1' associativity='direct' policy='writeback'><size value='8' unit='KiB'/><line value='64' unit='B'/></cache>",
      ]),
    },
  ],
  ['a misspelt attribute', { cpu: share("memaccess='shared'", '') }],
  [
    'maximum memory with two cells',
    {
      memory: "<maxMemory slots='2' unit='GiB'>2</maxMemory><memory unit='GiB'>1</memory>",
      cpu: share('', ''),
    },
  ],
];
