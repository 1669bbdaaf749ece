import type { Span } from '../../text/span';
import { formatSize, hex } from '../format';
import { type Allocation, type BackendWorld, type Draft, roundUp } from './backend-draft';
import { type Finding, refusal } from './finding';
import { isMissing, pathMemory } from './host-memory';
import { qemuAtLeast } from './qemu-version';

/** backends/hostmem-file.c: file_backend_memory_alloc; system/physmem.c: file_ram_open, file_ram_alloc. */
export function allocateFile(draft: Draft, world: BackendWorld): Allocation {
  const path = draft.memPath.value;
  const memory = path === undefined ? undefined : pathMemory(path, world.setting.host);
  const pageSize = memory?.pageSize;
  const align = fileAlignment(draft.fileAlign.value, pageSize);
  const finding =
    checkRom(draft) ??
    checkOpen(draft, world) ??
    checkFileAlign(draft, pageSize) ??
    checkFileOffset(draft, pageSize) ??
    checkLeastSize(draft, pageSize);
  return { finding, pageSize, align: finding ? undefined : align };
}

function fileAlignment(align: bigint | undefined, pageSize: bigint | undefined): bigint | undefined {
  if (align === undefined || pageSize === undefined) return undefined;
  return align > pageSize ? align : pageSize;
}

function checkRom(draft: Draft): Finding | undefined {
  const { romMode: rom, readonly } = draft;
  if (rom.value === 'on' && readonly.value === false && rom.span) {
    const words = "property 'rom' = 'on' is not supported with 'readonly' = 'off'";
    return refusal(
      'rom-writable',
      rom.span,
      words,
      'rom=on needs readonly=on: memory that the guest cannot write comes from a file opened for reading.',
    );
  }
  if (rom.value === 'off' && readonly.value === true && draft.share.value === true && rom.span) {
    const words = "property 'rom' = 'off' is incompatible with 'readonly' = 'on' and 'share' = 'on'";
    return refusal(
      'rom-writable',
      rom.span,
      words,
      'Writable memory from a file opened for reading must be private: share=off.',
    );
  }
  return undefined;
}

/** Whether the file can be opened: a missing directory, and a directory for reading only. */
function checkOpen(draft: Draft, world: BackendWorld): Finding | undefined {
  const { memPath, readonly } = draft;
  const path = memPath.value;
  const span = memPath.span ?? draft.span;
  if (path === undefined) return undefined;
  const { host, version } = world.setting;
  const missing = `can't open backing store ${path} for guest RAM: No such file or directory`;
  if (path === '') return refusal('mem-path', span, missing, 'mem-path is empty: name a file or a directory.');
  const memory = pathMemory(path, host);
  if (memory.parentMissing)
    return refusal(
      'mem-path',
      span,
      missing,
      `The directory of ${path} does not exist on the host, so that QEMU can make no file there.`,
    );
  if (readonly.value !== true || !qemuAtLeast(version, '8.2')) return undefined;
  if (memory.directory) {
    const words = `can't open backing store ${path} for guest RAM: Is a directory`;
    return refusal(
      'mem-path',
      span,
      words,
      `${path} is a directory, and with readonly=on QEMU makes no file in it: name a file that exists.`,
    );
  }
  return isMissing(path, host)
    ? refusal(
        'mem-path',
        span,
        missing,
        `${path} does not exist on the host, and with readonly=on QEMU does not make it.`,
      )
    : undefined;
}

function checkFileAlign(draft: Draft, pageSize: bigint | undefined): Finding | undefined {
  const { value, span } = draft.fileAlign;
  if (value === undefined || value === 0n || !span) return undefined;
  const broken = notWholePages('alignment', 'align', 'backend-align', value, span, pageSize);
  if (broken || (value & (value - 1n)) === 0n) return broken;
  const message = `align is ${formatSize(value)}, which is not a power of two.`;
  return refusal('backend-align', span, `alignment ${hex(value)} must be a power of two`, message);
}

function checkFileOffset(draft: Draft, pageSize: bigint | undefined): Finding | undefined {
  const { value, span } = draft.fileOffset;
  return value === undefined || !span
    ? undefined
    : notWholePages('offset', 'offset', 'backend-offset', value, span, pageSize);
}

/** Whatever the file system, its pages have 4 KiB at least. */
const LEAST_PAGE = 4096n;

function notWholePages(
  what: string,
  key: string,
  code: string,
  value: bigint,
  span: Span,
  pageSize: bigint | undefined,
): Finding | undefined {
  if (value % (pageSize ?? LEAST_PAGE) === 0n) return undefined;
  const words = `${what} ${hex(value)} must be multiples of page size${pageSize === undefined ? '' : ` ${hex(pageSize)}`}`;
  const pages = `${formatSize(pageSize ?? LEAST_PAGE)} pages`;
  const where =
    pageSize === undefined ? `the ${pages} that every file system has at least` : `the ${pages} of that file system`;
  return refusal(code, span, words, `${key} is ${formatSize(value)}, which is no multiple of ${where}.`);
}

function checkLeastSize(draft: Draft, pageSize: bigint | undefined): Finding | undefined {
  const { value, span } = draft.size;
  if (value === undefined || pageSize === undefined || value >= pageSize || roundUp(value, 4096n) >= pageSize)
    return undefined;
  const words = `memory size ${hex(roundUp(value, 4096n))} must be equal to or larger than page size ${hex(pageSize)}`;
  return refusal(
    'backend-page-size',
    span ?? draft.span,
    words,
    `size is ${formatSize(value)}, less than one page of ${formatSize(pageSize)}.`,
  );
}
