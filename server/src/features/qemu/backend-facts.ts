import { formatCount, formatSize } from '../../model/format';
import type { MemoryBackend } from '../../model/qemu/memory-backend';
import { qemuAtLeast } from '../../model/qemu/qemu-version';
import type { QemuFacts } from '../../rules/qemu/qemu-facts';
import { clipText, codeSpan } from '../hover/escape-markdown';
import { nodesText } from './nodes-text';

/** How a backend is mapped, on which pages, when it is allocated and where: lines of a list in Markdown. */
export function backendFacts(qemu: QemuFacts, backend: MemoryBackend): string[] {
  return [
    `- Mapping: ${mapping(qemu, backend)}`,
    `- Pages: ${pages(qemu, backend)}`,
    `- Allocation: ${allocation(backend)}`,
    `- Host nodes: ${nodesText(backend)}`,
  ];
}

/** system/physmem.c: qemu_ram_alloc_internal, file_ram_alloc; util/mmap-alloc.c; backends/hostmem-*.c. */
function mapping({ started }: QemuFacts, backend: MemoryBackend): string {
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

function pages({ started }: QemuFacts, { pageSize, size, kind, share, align, hugetlb }: MemoryBackend): string {
  if (pageSize === undefined && hugetlb.value) return 'huge ones, of a size that is not known';
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
