import { formatCount, formatSize, hex } from '../../model/format';
import type { MemoryBackend } from '../../model/qemu/memory-backend';
import type { QemuFacts } from '../../rules/qemu/qemu-facts';
import { escapeMarkdown } from '../hover/escape-markdown';
import { encodeDataUri } from '../map/encode-data-uri';
import { drawMachineMap } from '../map/machine-map';
import { qemuMap } from '../map/qemu-map';
import { type MemoryPiece, memoryOf } from './machine-memory';
import { nodesText } from './nodes-text';
import { pieceName } from './piece-name';

/** The memory of a QEMU as sections of Markdown: its map, its memslots with their pages, and what each host node gives. */
export function memoryOverview(qemu: QemuFacts): string[] {
  const pieces = memoryOf(qemu);
  if (!pieces) return ['Its layout depends on something that is not known here.'];
  const { simulation } = qemu;
  const svg = drawMachineMap(qemuMap(qemu, () => undefined));
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

function boundNode({ policy, hostNodes }: MemoryBackend): bigint | undefined {
  return policy.value === 'bind' && hostNodes.value?.length === 1 ? hostNodes.value[0] : undefined;
}
