import { formatCount, formatSize } from '../../model/format';
import type { MemoryBackend } from '../../model/qemu/memory-backend';
import { qemuAtLeast } from '../../model/qemu/qemu-version';
import { clipText, codeSpan, escapeMarkdown } from '../hover/escape-markdown';
import { memslotTable, nodesText } from './machine-hover';
import { memoryOf } from './machine-memory';
import { textOf } from './qemu-element';
import { idsOf } from './qemu-names';
import type { QemuMachine } from './qemu-snapshot';

/** What a memory backend becomes, who uses it, and where in the guest it lies; `undefined` where there is no such one. */
export function backendHover(machine: QemuMachine, id: string): string | undefined {
  const { started } = machine;
  const backend = started.backends.find((candidate) => candidate.id === id);
  if (!backend) return undefined;
  const { value: size } = backend.size;
  const type = `memory-backend-${backend.kind}`;
  const title = `**${type}** ${codeSpan(clipText(id))} · ${size === undefined ? 'of a size that is not known' : formatSize(size)}`;
  const facts = [
    `- Mapping: ${mapping(machine, backend)}`,
    `- Pages: ${pages(machine, backend)}`,
    `- Allocation: ${allocation(backend)}`,
    `- Host nodes: ${nodesText(backend)}`,
    `- Used by: ${users(machine, id)}`,
  ];
  const pieces = memoryOf(machine)?.filter((piece) => piece.backend === backend) ?? [];
  return [title, facts.join('\n'), pieces.length > 0 ? memslotTable(pieces) : undefined].filter(Boolean).join('\n\n');
}

/** system/physmem.c: qemu_ram_alloc_internal, file_ram_alloc; util/mmap-alloc.c; backends/hostmem-*.c. */
function mapping({ started }: QemuMachine, backend: MemoryBackend): string {
  const { kind, share, reserve, readonly } = backend;
  if (share.value === undefined) return `of ${source(backend)}; whether it is shared is not known`;
  const flags = [share.value ? 'MAP_SHARED' : 'MAP_PRIVATE'];
  // From 10.0 on shared RAM comes from a memfd.
  const memfd = share.value && qemuAtLeast(started.config.setting.version, '10.0');
  if (kind === 'ram' && !memfd) flags.push('MAP_ANONYMOUS');
  if (reserve.value === false) flags.push('MAP_NORESERVE');
  const from = kind === 'ram' ? (memfd ? ' of a memfd' : '') : ` of ${source(backend)}`;
  const access = readonly.value ? ', opened for reading only' : '';
  const others = share.value ? 'other processes can map it' : 'no other process sees what the guest writes';
  return `\`mmap(${flags.join(' | ')})\`${from}${access}: ${others}`;
}

function source({ kind, memPath, hugetlb }: MemoryBackend): string {
  switch (kind) {
    case 'ram':
      return 'anonymous memory';
    case 'file':
      return memPath.value === undefined ? 'a file' : codeSpan(clipText(memPath.value));
    case 'memfd':
      return hugetlb.value ? 'a memfd of huge pages (`MFD_HUGETLB`)' : 'a memfd';
    case 'shm':
      return 'a POSIX shared memory object';
    case 'epc':
      return '`/dev/sgx_vepc`';
  }
}

function pages({ started }: QemuMachine, { pageSize, size, kind, share, align }: MemoryBackend): string {
  if (pageSize === undefined) return 'not known; they are those of the file system';
  const base = started.config.setting.host.pageSize ?? 4096n;
  const count = size.value === undefined ? '' : `${formatCount((size.value + pageSize - 1n) / pageSize)} × `;
  if (pageSize > base) return `${count}${formatSize(pageSize)} huge pages, which have to be reserved on the host`;
  if (kind === 'ram' && share.value === false)
    return `${formatSize(pageSize)}, and transparent huge pages as the kernel finds memory: QEMU asks for them`;
  const aligned =
    align === undefined || align > base
      ? ''
      : `; mapped at any multiple of ${formatSize(align)}, which huge pages need not fit`;
  return `${formatSize(pageSize)}; larger ones only where the host gives shared memory transparent huge pages${aligned}`;
}

function allocation({ prealloc, reserve }: MemoryBackend): string {
  if (prealloc.value === undefined) return 'not known';
  if (prealloc.value) return 'all of it before the guest starts';
  return reserve.value === false
    ? 'page by page as it is used, with nothing set aside: when the host runs out, QEMU is killed'
    : 'page by page as it is used';
}

/** The options that name the backend. */
function users(machine: QemuMachine, id: string): string {
  const uses = idsOf(machine).filter(({ kind, text, defines }) => kind === 'object' && text === id && !defines);
  if (uses.length === 0) return machine.started.config.complete ? '**nothing**' : 'nothing that is known';
  return uses
    .map(({ group, span }) => {
      switch (group.option) {
        case 'machine':
          return `\`-machine\`: it is the RAM`;
        case 'numa': {
          const node = machine.started.numa.nodes.find(
            ({ option }) => option.memdev.span?.start === span.start && option.memdev.span.block === span.block,
          );
          return node ? `NUMA node ${node.id}` : '`-numa`';
        }
        default: {
          const driver = textOf(group, 'driver') ?? `-${group.option}`;
          const name = textOf(group, 'id');
          return escapeMarkdown(clipText(name === undefined ? driver : `${driver} ${name}`));
        }
      }
    })
    .join(', ');
}
