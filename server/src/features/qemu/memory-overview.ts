import { formatCount, formatSize, hex } from '../../model/format';
import type { MemoryBackend } from '../../model/qemu/memory-backend';
import type { QemuFacts } from '../../rules/qemu/qemu-facts';
import { clipText, escapeMarkdown } from '../hover/escape-markdown';
import { encodeDataUri } from '../map/encode-data-uri';
import { drawMachineMap } from '../map/machine-map';
import { type MemoryPiece, mappablePages, memoryOf } from './machine-memory';

/** The memory of a QEMU as sections of Markdown: its map, its memslots with their pages, and what each host node gives. */
export function memoryOverview(qemu: QemuFacts): string[] {
  const pieces = memoryOf(qemu);
  if (!pieces) return ['Its layout depends on something that is not known here.'];
  const { started, simulation } = qemu;
  const svg = drawMachineMap({
    pieces: pieces.map((piece) => ({
      kind: piece.backend ? (piece.device ? 'device' : 'ram') : 'firmware',
      start: piece.gpa,
      end: piece.gpa + piece.size,
      label: pieceName(piece),
      segments: piece.segments,
    })),
    mappable: mappablePages(qemu),
    deviceMemory: started.board.deviceMemory,
  });
  const sections = [
    svg && `![Guest-physical memory](${encodeDataUri(svg)})`,
    simulation ? memslotTable(pieces) : 'KVM does not run guests of this architecture, or it is not known which it is.',
    simulation && pieces.some(({ use }) => use?.upperBound)
      ? 'Up to: the kernel makes huge pages of ordinary memory as it finds them.'
      : undefined,
    hostTotals(qemu, pieces),
  ];
  return sections.filter((section) => section !== undefined);
}

const MOST_ROWS = 40;

/** The memslots as a table. */
export function memslotTable(pieces: readonly MemoryPiece[]): string {
  const rows = pieces
    .slice(0, MOST_ROWS)
    .map(
      (piece) =>
        `| ${rangeText(piece)} | ${formatSize(piece.size)} | ${escapeMarkdown(pieceName(piece))}${piece.readonly ? ' (read-only)' : ''} | ${piece.backend ? piece.pages : ''} |`,
    );
  const left = pieces.length - rows.length;
  if (left > 0) rows.push(`| … | | ${left} more | |`);
  return ['| Memslot | Size | What | Pages |', '| :-- | --: | :-- | :-- |', ...rows].join('\n');
}

export function rangeText({ gpa, size }: MemoryPiece): string {
  return `\`[${hex(gpa)}, ${hex(gpa + size)})\``;
}

/** What a piece is, in a few words; not escaped. */
export function pieceName({ name, device }: MemoryPiece): string {
  if (!device) return clipText(name);
  const { id, driver } = device.device;
  return clipText(`${driver}${id === undefined ? '' : ` ${id}`} (${name})`);
}

/** How much each host node gives, by the policies of the backends, and in which pages. */
function hostTotals(qemu: QemuFacts, pieces: readonly MemoryPiece[]): string | undefined {
  const backends = new Set(pieces.flatMap(({ backend }) => backend ?? []));
  const totals = new Map<string, Total>();
  for (const backend of backends) {
    const bytes = backend.size.value;
    if (bytes === undefined) return undefined;
    const nodes = nodesText(backend);
    const page = backend.pageSize;
    const key = `${nodes} ${page}`;
    const total = totals.get(key) ?? { nodes, page, bytes: 0n, node: boundNode(backend) };
    totals.set(key, { ...total, bytes: total.bytes + bytes });
  }
  if (totals.size === 0) return undefined;
  const rows = [...totals.values()].map(
    (total) => `| ${total.nodes} | ${formatSize(total.bytes)} | ${demand(qemu, total)} |`,
  );
  return ['| Host node | Memory | Host pages |', '| :-- | --: | :-- |', ...rows].join('\n');
}

interface Total {
  readonly nodes: string;
  /** The only node that the memory can be on. */
  readonly node: bigint | undefined;
  readonly page: bigint | undefined;
  readonly bytes: bigint;
}

function demand({ started }: QemuFacts, { page, bytes, node }: Total): string {
  if (page === undefined) return 'not known';
  const { host } = started.config.setting;
  const pages = `${formatCount((bytes + page - 1n) / page)} × ${formatSize(page)}`;
  if (page <= (host.pageSize ?? 65536n)) return pages;
  const pools = (host.numaNodes ?? [])
    .filter(({ id }) => node === undefined || BigInt(id) === node)
    .flatMap(({ hugepages }) => hugepages.filter(({ pageSize }) => pageSize === page));
  if (pools.length === 0 || pools.some(({ free }) => free === undefined)) return pages;
  return `${pages}, of which ${formatCount(pools.reduce((sum, { free }) => sum + free!, 0n))} are free`;
}

/** Which host nodes a backend's memory comes from. */
export function nodesText(backend: MemoryBackend): string {
  const policy = backend.policy.value;
  const nodes = backend.hostNodes.value;
  if (policy === undefined || nodes === undefined) return 'not known';
  if (nodes.length === 0) return 'any';
  const list = nodes.length > 8 ? `${nodes.slice(0, 8).join(', ')}, …` : nodes.join(', ');
  return policy === 'bind' ? list : `${list} (${policy})`;
}

function boundNode({ policy, hostNodes }: MemoryBackend): bigint | undefined {
  return policy.value === 'bind' && hostNodes.value?.length === 1 ? hostNodes.value[0] : undefined;
}
