import {
  ACCESS,
  attribute,
  element,
  ON_OFF,
  sizeElement,
  UNIT,
  type VocabularyElement,
  type VocabularyWord,
  words,
  YES_NO,
} from './vocabulary-element';

const MODES: readonly VocabularyWord[] = [
  { name: 'strict', summary: 'Only from these nodes (`policy=bind`): when they are full, QEMU fails or is killed.' },
  { name: 'preferred', summary: 'From this one node, and from others when it is full.' },
  { name: 'interleave', summary: 'Page by page from all of these nodes in turn.' },
  {
    name: 'restrictive',
    summary: "The backends get no policy of their own: only the control group's cpuset keeps QEMU to these nodes.",
  },
];

const MEMORY_BACKING = element(
  'memoryBacking',
  'Which pages of the host the guest gets, and whether others may see them. It holds for all RAM that no cell or device says otherwise of.',
  {
    children: [
      element(
        'hugepages',
        'The memory comes from hugetlbfs or a memfd of huge pages, all of it allocated before the guest starts. Without a `<page>` the pages have the default size of the host.',
        {
          children: [
            element(
              'page',
              'A size of huge pages, for the cells of `nodeset` or, without it, for all that no other entry names. The size of a base page turns huge pages off for them.',
              {
                many: true,
                attributes: [
                  attribute(
                    'size',
                    'size',
                    'The size of the pages; the host must have a hugetlbfs mount for it. **Without a unit it counts KiB.**',
                    { required: true },
                  ),
                  UNIT,
                  attribute('nodeset', 'nodes', 'The **guest** cells that get these pages.'),
                ],
                since: '1.2.5',
              },
            ),
          ],
        },
      ),
      element('nosharepages', "KSM leaves the guest's pages alone: `-machine mem-merge=off`.", { since: '1.0.6' }),
      element(
        'locked',
        'All memory of QEMU stays in RAM: `-overcommit mem-lock=on`. libvirt lifts the limit on locked memory for it, so a `<hard_limit>` in `<memtune>` is advisable.',
        { since: '1.0.6' },
      ),
      element('source', 'Where the memory comes from.', {
        attributes: [
          attribute(
            'type',
            [
              { name: 'anonymous', summary: 'Ordinary memory of QEMU. Not with huge pages.' },
              { name: 'file', summary: 'A file in the `memory_backing_dir` of qemu.conf, or in hugetlbfs.' },
              {
                name: 'memfd',
                summary:
                  'A memfd, with `hugetlb=on` where there are huge pages. The size must then be a multiple of the page: QEMU cannot make it otherwise.',
                since: '4.10',
              },
            ],
            'What kind of memory backend QEMU gets.',
            { default: 'anonymous' },
          ),
        ],
      }),
      element('access', "Whether other processes can map the guest's memory.", {
        attributes: [
          attribute(
            'mode',
            ACCESS,
            '`share=` of the backends. virtiofs and vhost-user need `shared`. Given alone, with either value, it turns ordinary memory into a **file**: add `<source type="memfd"/>`.',
          ),
        ],
      }),
      element('allocation', 'When the memory is allocated.', {
        attributes: [
          attribute(
            'mode',
            [
              { name: 'immediate', summary: 'All of it before the guest starts: `prealloc=on`.' },
              { name: 'ondemand', summary: 'Page by page, as the guest uses it. Not with huge pages.' },
            ],
            'When the memory is allocated. Huge pages always are before the guest starts.',
          ),
          attribute('threads', 'number', 'How many threads allocate it: `prealloc-threads=`. 0 is dropped.', {
            since: '8.2',
          }),
        ],
      }),
      element(
        'discard',
        'The contents are thrown away when the backend goes, rather than written to its file: `discard-data=on`. Only of files: of a memfd and of ordinary memory it is ignored.',
        { since: '4.4' },
      ),
    ],
  },
);

const MEMTUNE = element('memtune', 'Limits of the control group that QEMU runs in, as a whole process.', {
  children: [
    sizeElement(
      'hard_limit',
      'The most that QEMU may use: guest RAM, video RAM and its own. Beyond it the kernel kills it. It is also the limit on locked memory for `<locked/>` and for devices that are handed over.',
    ),
    sizeElement('soft_limit', 'What QEMU is pushed back to when the host runs short of memory.'),
    sizeElement('swap_hard_limit', 'The most memory and swap together; it has to be more than `hard_limit`.'),
    sizeElement('min_guarantee', 'Memory that is guaranteed. VMware ESX and OpenVZ only.'),
  ],
});

const NUMATUNE = element('numatune', "Which NUMA nodes of the **host** the guest's memory comes from.", {
  children: [
    element('memory', 'For all memory that no `<memnode>` names, and for QEMU itself.', {
      attributes: [
        attribute('mode', MODES, 'How strictly the nodes are meant.', { default: 'strict' }),
        attribute('nodeset', 'nodes', 'Host nodes. Required unless `placement` is `auto`.'),
        attribute(
          'placement',
          [
            { name: 'static', summary: 'The nodes of `nodeset`.' },
            { name: 'auto', summary: 'The nodes that numad proposes at the start; `nodeset` is ignored.' },
          ],
          'Who chooses the nodes.',
          { default: 'static', since: '0.9.12' },
        ),
      ],
    }),
    element('memnode', 'For the memory of one guest cell.', {
      many: true,
      attributes: [
        attribute('cellid', 'cell', 'The guest cell.', { required: true }),
        attribute('mode', MODES, 'How strictly the nodes are meant.', { required: true, default: 'strict' }),
        attribute('nodeset', 'nodes', 'Host nodes.', { required: true }),
      ],
      since: '1.2.7',
    }),
  ],
  since: '0.9.3',
});

/** The elements directly in a domain that are about its memory. */
export const MEMORY_ELEMENTS: readonly VocabularyElement[] = [
  sizeElement(
    'memory',
    'The RAM at boot, **memory devices that are there from the start included**. Where there are NUMA cells it is overwritten by their sum, without a message.',
    {
      attributes: [
        attribute('dumpCore', ON_OFF, "Whether a core dump of QEMU holds the guest's memory: `dump-guest-core=`.", {
          default: 'off',
        }),
      ],
    },
  ),
  sizeElement(
    'currentMemory',
    'What the balloon leaves the guest after the start. More than `<memory>` is cut down to it.',
    { default: 'the same as `<memory>`' },
  ),
  sizeElement(
    'maxMemory',
    'What the guest can have with everything plugged in: the device memory behind its RAM is laid out for it.',
    {
      attributes: [
        attribute('slots', 'number', 'How many DIMMs can be plugged in; QEMU takes 256 at most.', { required: true }),
      ],
      since: '1.2.14',
    },
  ),
  MEMORY_BACKING,
  MEMTUNE,
  NUMATUNE,
];

const HMAT = [
  attribute('initiator', 'cell', 'The cell whose CPUs access the memory.', { required: true }),
  attribute('target', 'cell', 'The cell whose memory is accessed.', { required: true }),
  attribute('cache', 'number', 'The level of the memory-side cache that is meant.'),
  attribute('type', words('access', 'read', 'write'), 'Which accesses are meant.', { required: true }),
];

const CACHE_SIZE = [
  attribute('value', 'number', 'How many of the unit.', { required: true }),
  { ...UNIT, required: true as const },
];

/** `<cpu><numa>`. */
export const NUMA_ELEMENT: VocabularyElement = element(
  'numa',
  "The NUMA cells of the **guest**. Their memory together is the guest's RAM, whatever `<memory>` says.",
  {
    children: [
      element('cell', 'One NUMA node of the guest: its CPUs and its memory.', {
        many: true,
        required: true,
        attributes: [
          attribute('id', 'number', 'The number of the cell; they are numbered from 0 without a gap.', {
            default: 'its place among the cells',
          }),
          attribute('cpus', 'cpus', 'Its vCPUs. Those that no cell names go to cell 0.'),
          attribute('memory', 'size', 'Its RAM, rounded up to 1 MiB (256 MiB on ppc64).', { required: true }),
          UNIT,
          attribute(
            'memAccess',
            ACCESS,
            'For this cell, rather than what `<memoryBacking>` says: it becomes a file (or memfd) with `share=`.',
          ),
          attribute('discard', YES_NO, 'For this cell, rather than what `<memoryBacking>` says.'),
        ],
        children: [
          element('distances', "How far other cells are away, for the guest's SLIT.", {
            children: [
              element('sibling', 'The distance of one cell.', {
                many: true,
                attributes: [
                  attribute('id', 'cell', 'The other cell.', { required: true }),
                  attribute('value', 'number', '10 (local) to 255 (unreachable).', { required: true }),
                ],
              }),
            ],
          }),
          element('cache', "A memory-side cache in front of the cell's memory, for the guest's HMAT.", {
            many: true,
            attributes: [
              attribute('level', 'number', '1 is the one next to the memory.', { required: true }),
              attribute('associativity', words('none', 'direct', 'full'), 'How it is organised.', { required: true }),
              attribute('policy', words('none', 'writeback', 'writethrough'), 'How it writes.', { required: true }),
            ],
            children: [
              element('size', 'The size of the cache.', { attributes: CACHE_SIZE, required: true }),
              element('line', 'The size of one of its lines.', { attributes: CACHE_SIZE, required: true }),
            ],
          }),
        ],
      }),
      element('interconnects', "Latencies and bandwidths between the cells, for the guest's HMAT.", {
        children: [
          element('latency', 'How long an access takes.', {
            many: true,
            attributes: [...HMAT, attribute('value', 'number', 'Nanoseconds.', { required: true })],
          }),
          element('bandwidth', 'How much can be moved in a second.', {
            many: true,
            attributes: [
              ...HMAT,
              attribute('value', 'number', 'The unit is per second.', { required: true }),
              { ...UNIT, required: true as const },
            ],
          }),
        ],
      }),
    ],
  },
);
