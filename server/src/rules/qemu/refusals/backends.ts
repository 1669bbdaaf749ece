import { alignDown, alignUp } from '../../../layout/align';
import { GIB, MIB } from '../../../model/qemu/units';
import type { Fix } from '../../define-rule';
import { groupOf } from '../backend-uses';
import { backendSizedAt, entryAt, leaveOut, multiplesAround, resize, setTo, textOf } from '../fix-values';
import type { QemuFacts } from '../qemu-facts';
import type { FoundRefusal, RefusalEntry } from '../refusal-rule';

/** What QEMU refuses when it makes a memory backend. */
export const BACKEND_REFUSALS: readonly RefusalEntry[] = [
  {
    id: 'zero-value',
    severity: 'error',
    summary: 'A value is 0 where QEMU takes at least 1.',
    why: `\`size=0\` and \`prealloc-threads=0\` are refused (\`property 'size' of memory-backend-ram doesn't take value '0'\`), and so is \`hugetlbsize=0\`: for the host's default huge page it has to be left out.`,
    references: [
      'backends/hostmem.c: host_memory_backend_set_size',
      'backends/hostmem-memfd.c: memfd_backend_set_hugetlbsize',
    ],
    valid: [
      'qemu-system-x86_64 -m 1G -object memory-backend-memfd,id=m,size=1G,hugetlb=on -machine memory-backend=m\n',
    ],
    invalid: [
      'qemu-system-x86_64 -m 1G -object memory-backend-ram,id=m,size=0 -machine memory-backend=m\n',
      'qemu-system-x86_64 -m 1G -object memory-backend-memfd,id=m,size=1G,hugetlb=on,hugetlbsize=0 -machine memory-backend=m\n',
    ],
    fixes: ({ span }, facts) => {
      const place = entryAt(facts, span);
      if (!place) return [];
      return place.name === 'size'
        ? setTo(place.group, 'size', [facts.started.config.memory.size.value])
        : leaveOut(place.group, place.name, true);
    },
  },
  {
    id: 'prealloc-reserve',
    severity: 'error',
    summary: 'Memory is to be allocated at the start, but not reserved.',
    why: `\`prealloc=on\` (or \`-mem-prealloc\`) allocates all pages at the start; \`reserve=off\` says not to promise any. QEMU refuses both: \`'prealloc=on' and 'reserve=off' are incompatible\`.`,
    references: ['backends/hostmem.c: host_memory_backend_set_prealloc, host_memory_backend_set_reserve'],
    valid: ['qemu-system-x86_64 -m 1G -object memory-backend-ram,id=m,size=1G,prealloc=on -machine memory-backend=m\n'],
    invalid: [
      'qemu-system-x86_64 -m 1G -object memory-backend-ram,id=m,size=1G,prealloc=on,reserve=off -machine memory-backend=m\n',
    ],
    fixes: ({ span }, facts) => {
      const group = entryAt(facts, span)?.group;
      return [...leaveOut(group, 'reserve', true), ...leaveOut(group, 'prealloc')];
    },
  },
  {
    id: 'policy-host-nodes',
    severity: 'error',
    summary: 'Host nodes without a policy, or a policy without host nodes.',
    why: `\`host-nodes\` says which nodes of the host, \`policy\` (\`bind\`, \`preferred\` or \`interleave\`) what to do with them. One without the other is refused: \`host-nodes must be empty for policy default, or you should explicitly specify a policy other than default\`, \`host-nodes must be set for policy bind\`.`,
    references: ['backends/hostmem.c: host_memory_backend_memory_complete'],
    valid: [
      'qemu-system-x86_64 -m 1G -object memory-backend-ram,id=m,size=1G,host-nodes=0,policy=bind -machine memory-backend=m\n',
    ],
    invalid: [
      'qemu-system-x86_64 -m 1G -object memory-backend-ram,id=m,size=1G,policy=bind -machine memory-backend=m\n',
      'qemu-system-x86_64 -m 1G -object memory-backend-ram,id=m,size=1G,host-nodes=0 -machine memory-backend=m\n',
    ],
    fixes: ({ span }, facts) => {
      const place = entryAt(facts, span);
      if (!place) return [];
      if (place.name !== 'policy')
        return [...setTo(place.group, 'policy', ['bind', 'preferred']), ...leaveOut(place.group, place.name)];
      const node = facts.started.config.setting.host.numaNodes?.[0]?.id ?? 0;
      const nodes = place.group.carrier === 'command-line' ? setTo(place.group, 'host-nodes', [`${node}`]) : [];
      return [...nodes, ...leaveOut(place.group, 'policy', nodes.length === 0)];
    },
  },
  {
    id: 'host-node-range',
    severity: 'error',
    summary: 'A host node has a number that no node can have.',
    why: `Nodes of the host are numbered 0 to 127: \`Invalid host-nodes value: 128\`.`,
    references: ['backends/hostmem.c: host_memory_backend_set_host_nodes'],
    valid: [
      'qemu-system-x86_64 -m 1G -object memory-backend-ram,id=m,size=1G,host-nodes=1,policy=bind -machine memory-backend=m\n',
    ],
    invalid: [
      'qemu-system-x86_64 -m 1G -object memory-backend-ram,id=m,size=1G,host-nodes=128,policy=bind -machine memory-backend=m\n',
    ],
  },
  {
    id: 'host-node-missing',
    severity: 'error',
    summary: 'The host has none of the nodes that memory is bound to.',
    why: `The kernel refuses to bind memory to nodes of which the host has none: \`cannot bind memory to host NUMA nodes: Invalid argument\`. If it has at least one, the others are ignored in silence. What the host has is known from a host profile (\`memslot.host\`).`,
    references: ['backends/hostmem.c: host_memory_backend_memory_complete', 'mm/mempolicy.c: do_mbind'],
    valid: [
      'qemu-system-x86_64 -m 1G -object memory-backend-ram,id=m,size=1G,host-nodes=0,policy=bind -machine memory-backend=m\n',
    ],
    invalid: [
      'qemu-system-x86_64 -m 1G -object memory-backend-ram,id=m,size=1G,host-nodes=7,policy=bind -machine memory-backend=m\n',
    ],
    fixes: ({ span }, facts) => {
      const place = entryAt(facts, span);
      const nodes = facts.started.config.setting.host.numaNodes ?? [];
      return place?.group.carrier === 'command-line'
        ? setTo(
            place.group,
            'host-nodes',
            nodes.slice(0, 4).map(({ id }) => `${id}`),
          )
        : [];
    },
  },
  {
    id: 'backend-page-size',
    severity: 'error',
    summary: "A backend's size is no multiple of its pages.",
    why: `Memory of files consists of whole pages: 2 MiB or 1 GiB for hugetlbfs and for a memfd with \`hugetlb=on\`, 4 KiB otherwise. A memfd is refused by every QEMU (\`failed to resize memfd to 3145728: Invalid argument\`), a file from 9.1 on
(\`backend 'memory-backend-file' memory size must be multiple of 2 MiB\`); a file smaller than a page gives \`memory size 0x100000 must be equal to or larger than page size 0x200000\`. Round the size up.`,
    references: [
      'util/memfd.c: qemu_memfd_create',
      'backends/hostmem.c: host_memory_backend_memory_complete',
      'system/physmem.c: file_ram_alloc',
    ],
    valid: [
      'qemu-system-x86_64 -m 4M -object memory-backend-memfd,id=m,size=4M,hugetlb=on -machine memory-backend=m\n',
    ],
    invalid: [
      'qemu-system-x86_64 -m 3M -object memory-backend-memfd,id=m,size=3M,hugetlb=on,hugetlbsize=2M -machine memory-backend=m\n',
      'qemu-system-x86_64 -object memory-backend-memfd,id=m,size=5000 -machine none\n',
    ],
    fixes: ({ span }, facts) => {
      const backend = backendSizedAt(facts, span);
      const size = backend?.size.value;
      if (!backend || size === undefined || backend.pageSize === undefined) return [];
      return resize(facts, backend, multiplesAround(size, backend.pageSize));
    },
  },
  {
    id: 'huge-page-size',
    severity: 'error',
    summary: 'The host has no huge pages of that size.',
    why: `\`hugetlbsize\` is a power of two (\`Hugepage size must be a power of 2\`, checked even without \`hugetlb=on\`), and one that the architecture has: 2M and 1G on x86. Otherwise \`failed to create memfd with flags 0x58000007: No such device\`.`,
    references: ['util/memfd.c: qemu_memfd_create'],
    valid: [
      'qemu-system-x86_64 -m 1G -object memory-backend-memfd,id=m,size=1G,hugetlb=on,hugetlbsize=1G -machine memory-backend=m\n',
    ],
    invalid: [
      'qemu-system-x86_64 -m 1G -object memory-backend-memfd,id=m,size=1G,hugetlb=on,hugetlbsize=4M -machine memory-backend=m\n',
      'qemu-system-x86_64 -m 1G -object memory-backend-memfd,id=m,size=1G,hugetlb=on,hugetlbsize=3M -machine memory-backend=m\n',
    ],
    fixes: ({ span }, facts) => {
      const place = entryAt(facts, span);
      return place
        ? [...setTo(place.group, 'hugetlbsize', [2n * MIB, GIB]), ...leaveOut(place.group, 'hugetlbsize')]
        : [];
    },
  },
  {
    id: 'huge-pages-short',
    severity: 'error',
    summary: 'The host has too few huge pages.',
    why: `QEMU reserves all huge pages of a backend when it maps it, and does not start when the pool has too few: \`unable to map backing store for guest RAM: Cannot allocate memory\`. Reserve more:
\`echo N > /sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages\`, early after the start of the host, before its memory is fragmented; pages of 1 GiB best on the kernel's command line (\`hugepagesz=1G hugepages=N\`). The pools are known from a host profile (\`memslot.host\`).`,
    references: ['mm/hugetlb.c: hugetlb_reserve_pages', 'system/physmem.c: file_ram_alloc'],
    valid: [
      'qemu-system-x86_64 -m 1G -object memory-backend-memfd,id=m,size=1G,hugetlb=on -machine memory-backend=m\n',
    ],
    invalid: [
      'qemu-system-x86_64 -m 4G -object memory-backend-memfd,id=m,size=4G,hugetlb=on -machine memory-backend=m\n',
    ],
  },
  {
    id: 'backend-align',
    severity: 'error',
    summary: 'align is no multiple of the page, or no power of two.',
    why: `\`align\` of \`memory-backend-file\` is a power of two and a multiple of the file system's page: \`alignment 0xbb8 must be multiples of page size 0x1000\`, \`alignment 0x3000 must be a power of two\`. Use \`align=2M\` to make huge mappings possible.`,
    references: ['system/physmem.c: file_ram_alloc'],
    valid: [
      'qemu-system-x86_64 -m 1G -object memory-backend-file,id=m,size=1G,mem-path=/dev/shm,align=2M -machine memory-backend=m\n',
    ],
    invalid: [
      'qemu-system-x86_64 -m 1G -object memory-backend-file,id=m,size=1G,mem-path=/dev/shm,align=3M -machine memory-backend=m\n',
      'qemu-system-x86_64 -m 1G -object memory-backend-file,id=m,size=1G,mem-path=/dev/shm,align=3000 -machine memory-backend=m\n',
    ],
    fixes: ({ span }, facts) => setTo(entryAt(facts, span)?.group, 'align', [2n * MIB, 4096n, GIB]),
  },
  {
    id: 'backend-offset',
    severity: 'error',
    summary: 'The offset in the file is no multiple of the page.',
    why: `Memory of a file begins at a page: \`offset 0x400 must be multiples of page size 0x1000\`. On hugetlbfs that is the huge page.`,
    references: ['system/physmem.c: qemu_ram_alloc_from_fd'],
    valid: [
      'qemu-system-x86_64 -m 1G -object memory-backend-file,id=m,size=1G,mem-path=/dev/shm/vm,offset=4K -machine memory-backend=m\n',
    ],
    invalid: [
      'qemu-system-x86_64 -m 1G -object memory-backend-file,id=m,size=1G,mem-path=/dev/shm/vm,offset=1K -machine memory-backend=m\n',
    ],
    fixes: ({ span }, facts) => {
      const place = entryAt(facts, span);
      const backend = facts.started.backends.find(({ fileOffset }) => fileOffset.span === span);
      if (!place || backend?.fileOffset.value === undefined || backend.pageSize === undefined) return [];
      const { value } = backend.fileOffset;
      const sizes = [alignDown(value, backend.pageSize), alignUp(value, backend.pageSize)].filter((size) => size > 0n);
      return [...setTo(place.group, 'offset', sizes), ...leaveOut(place.group, 'offset')];
    },
  },
  {
    id: 'mem-path',
    severity: 'error',
    summary: 'The file behind a backend cannot be opened.',
    why: `A file that is missing is created, but not its directory: \`can't open backing store /nonexistent/x for guest RAM: No such file or directory\`. With \`readonly=on\` (from 8.2 on) nothing is created at all, and a directory will not do. Which paths the host lacks is known from a host profile (\`memslot.host\`).`,
    references: ['system/physmem.c: file_ram_open'],
    valid: [
      'qemu-system-x86_64 -m 1G -object memory-backend-file,id=m,size=1G,mem-path=/dev/hugepages -machine memory-backend=m\n',
    ],
    invalid: [
      'qemu-system-x86_64 -m 1G -object memory-backend-file,id=m,size=1G,mem-path= -machine memory-backend=m\n',
      'qemu-system-x86_64 -m 1G -object memory-backend-file,id=m,size=1G,mem-path=/dev/shm,readonly=on,rom=off -machine memory-backend=m\n',
    ],
    fixes: ({ span }, facts) => {
      const place = entryAt(facts, span);
      return place && textOf(place.entry) !== '' ? leaveOut(place.group, 'readonly') : [];
    },
  },
  {
    id: 'rom-writable',
    severity: 'error',
    summary: 'rom=, readonly= and share= contradict each other.',
    why: `\`rom=on\` needs a file that is opened with \`readonly=on\` (\`property 'rom' = 'on' is not supported with 'readonly' = 'off'\`). \`rom=off\` with \`readonly=on\` gives memory that the guest writes while the file stays as it is, which only a private
mapping can do (\`property 'rom' = 'off' is incompatible with 'readonly' = 'on' and 'share' = 'on'\`). From QEMU 8.2 on.`,
    references: ['backends/hostmem-file.c: file_backend_memory_alloc', 'docs/system/vm-templating.rst'],
    valid: [
      'qemu-system-x86_64 -m 1G -object memory-backend-file,id=m,size=1G,mem-path=/srv/vm,readonly=on,rom=off -machine memory-backend=m\n',
    ],
    invalid: [
      'qemu-system-x86_64 -m 1G -object memory-backend-file,id=m,size=1G,mem-path=/srv/vm,rom=on -machine memory-backend=m\n',
      'qemu-system-x86_64 -m 1G -object memory-backend-file,id=m,size=1G,mem-path=/srv/vm,readonly=on,rom=off,share=on -machine memory-backend=m\n',
    ],
    fixes: ({ span }, facts) => {
      const group = entryAt(facts, span)?.group;
      const share = group && facts.started.backends.find((backend) => groupOf(facts, backend) === group)?.share;
      return share?.value === true
        ? [...setTo(group, 'share', [false]), ...leaveOut(group, 'rom')]
        : [...leaveOut(group, 'rom', true), ...setTo(group, 'readonly', [true])];
    },
  },
  {
    id: 'shm-private',
    severity: 'error',
    summary: 'memory-backend-shm is to be private.',
    why: `POSIX shared memory is always shared: \`can't create shm backend with \\\`share=off\\\`\`.`,
    references: ['backends/hostmem-shm.c: shm_backend_memory_alloc'],
    valid: ['qemu-system-x86_64 -m 1G -object memory-backend-shm,id=m,size=1G -machine memory-backend=m\n'],
    invalid: ['qemu-system-x86_64 -m 1G -object memory-backend-shm,id=m,size=1G,share=off -machine memory-backend=m\n'],
    fixes: ({ span }, facts) => leaveOut(entryAt(facts, span)?.group, 'share', true),
  },
  {
    id: 'memory-too-large',
    severity: 'error',
    summary: 'Memory larger than a process can have.',
    why: `A process has 128 TiB of addresses on x86-64: \`cannot set up guest memory 'pc.ram': Cannot allocate memory\`. The usual cause is \`-m 4294967296\`: **without a suffix -m counts MiB**, so that this is 4 PiB.`,
    references: ['system/vl.c: parse_memory_options', 'system/physmem.c: ram_block_add'],
    valid: ['qemu-system-x86_64 -m 4096\n'],
    invalid: ['qemu-system-x86_64 -m 4294967296\n'],
    fixes: inBytes,
  },
];

/** The number in bytes, where -m has counted MiB. */
function inBytes({ span }: FoundRefusal, facts: QemuFacts): readonly Fix[] {
  const size = backendSizedAt(facts, span)?.size.value;
  if (size === undefined || size % MIB !== 0n) return [];
  const backend = backendSizedAt(facts, span)!;
  return resize(facts, backend, [size / MIB]);
}
