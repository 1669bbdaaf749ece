import { backed, hugepages, numa } from './domain.mjs';

/** <numatune>: the policy of the host's nodes. The host of the answers has the node 0 alone. */
const cells = numa("id='0' cpus='0' memory='512' unit='MiB'", "id='1' cpus='1' memory='512' unit='MiB'");
const tune = (...children) => `<numatune>${children.join('')}</numatune>`;
const on = (attributes) => tune(`<memory ${attributes}/>`);
const node = (attributes) => `<memnode ${attributes}/>`;

export const numatune = [
  ['strict', { numatune: on("mode='strict' nodeset='0'") }],
  ['no mode', { numatune: on("nodeset='0'") }],
  ['preferred', { numatune: on("mode='preferred' nodeset='0'") }],
  ['interleave', { numatune: on("mode='interleave' nodeset='0'") }],
  ['restrictive', { numatune: on("mode='restrictive' nodeset='0'") }],
  ["bind, which is QEMU's word", { numatune: on("mode='bind' nodeset='0'") }],
  ['no nodeset', { numatune: on("mode='strict'") }],
  ['static without a nodeset', { numatune: on("mode='strict' placement='static'") }],
  ['auto', { numatune: on("mode='strict' placement='auto'") }],
  ['a placement that does not exist', { numatune: on("mode='strict' placement='dynamic' nodeset='0'") }],
  ['preferred of two nodes', { numatune: on("mode='preferred' nodeset='0-1'") }],
  ['a node that the host lacks', { numatune: on("mode='strict' nodeset='1'") }],
  ['an empty nodeset', { numatune: on("mode='strict' nodeset=''") }],
  ['a nodeset of nothing', { numatune: on("mode='strict' nodeset='0,^0'") }],
  ['a nodeset of letters', { numatune: on("mode='strict' nodeset='all'") }],
  ['empty', { numatune: tune() }],
  ['two of numatune', { numatune: on("mode='strict' nodeset='0'").repeat(2) }],
  [
    'two of memory',
    { numatune: tune("<memory mode='strict' nodeset='0'/>", "<memory mode='preferred' nodeset='0'/>") },
  ],
  ['cells bound to a node', { numatune: on("mode='strict' nodeset='0'"), cpu: cells }],
  ['cells preferred on a node', { numatune: on("mode='preferred' nodeset='0'"), cpu: cells }],
  [
    'each cell of its own policy',
    {
      numatune: tune(
        "<memory mode='strict' nodeset='0'/>",
        node("cellid='0' mode='interleave' nodeset='0'"),
        node("cellid='1' mode='preferred' nodeset='0'"),
      ),
      cpu: cells,
    },
  ],
  ['one memnode alone', { numatune: tune(node("cellid='1' mode='strict' nodeset='0'")), cpu: cells }],
  ['memnode without a mode', { numatune: tune(node("cellid='1' nodeset='0'")), cpu: cells }],
  ['memnode without a cell', { numatune: tune(node("mode='strict' nodeset='0'")), cpu: cells }],
  ['memnode without a nodeset', { numatune: tune(node("cellid='0' mode='strict'")), cpu: cells }],
  ['memnode of a mode that does not exist', { numatune: tune(node("cellid='0' mode='bind' nodeset='0'")), cpu: cells }],
  ['memnode of a cell that is not there', { numatune: tune(node("cellid='2' mode='strict' nodeset='0'")), cpu: cells }],
  ['memnode of a negative cell', { numatune: tune(node("cellid='-1' mode='strict' nodeset='0'")), cpu: cells }],
  ['memnode without cells', { numatune: tune(node("cellid='0' mode='strict' nodeset='0'")) }],
  ['memnode twice', { numatune: tune(node("cellid='0' mode='strict' nodeset='0'").repeat(2)), cpu: cells }],
  [
    'memnode with auto',
    {
      numatune: tune("<memory mode='strict' placement='auto'/>", node("cellid='0' mode='strict' nodeset='0'")),
      cpu: cells,
    },
  ],
  ['memnode preferred of two nodes', { numatune: tune(node("cellid='0' mode='preferred' nodeset='0-1'")), cpu: cells }],
  [
    'memnode strict below restrictive',
    {
      numatune: tune("<memory mode='restrictive' nodeset='0'/>", node("cellid='0' mode='strict' nodeset='0'")),
      cpu: cells,
    },
  ],
  [
    'memnode restrictive below restrictive',
    {
      numatune: tune("<memory mode='restrictive' nodeset='0'/>", node("cellid='0' mode='restrictive' nodeset='0'")),
      cpu: cells,
    },
  ],
  [
    'memnode restrictive below strict',
    {
      numatune: tune("<memory mode='strict' nodeset='0'/>", node("cellid='0' mode='restrictive' nodeset='0'")),
      cpu: cells,
    },
  ],
  [
    'huge pages on a node',
    {
      numatune: on("mode='strict' nodeset='0'"),
      backing: backed(hugepages("size='2' unit='M'")),
    },
  ],
  [
    'huge pages on a node for two cells',
    {
      numatune: on("mode='strict' nodeset='0'"),
      backing: backed(hugepages("size='2' unit='M'")),
      cpu: cells,
    },
  ],
  [
    'huge pages, one cell on a node',
    {
      numatune: tune(node("cellid='1' mode='preferred' nodeset='0'")),
      backing: backed(hugepages("size='2' unit='M'")),
      cpu: cells,
    },
  ],
  [
    'huge pages, restrictive',
    {
      numatune: on("mode='restrictive' nodeset='0'"),
      backing: backed(hugepages("size='2' unit='M'")),
      cpu: cells,
    },
  ],
  [
    'a memfd at once by threads on a node',
    {
      numatune: on("mode='strict' nodeset='0'"),
      backing: backed("<source type='memfd'/>", "<allocation mode='immediate' threads='2'/>"),
    },
  ],
  ['a file on a node', { numatune: on("mode='strict' nodeset='0'"), backing: backed("<source type='file'/>") }],
];
