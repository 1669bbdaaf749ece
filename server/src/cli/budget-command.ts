import { once } from 'node:events';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { budgetNotes } from '../features/budget/budget-words';
import { hugePageBudget, type PoolDemand } from '../features/budget/huge-page-budget';
import type { HugePageNeed } from '../features/budget/machine-needs';
import { type FileNeeds, needsIn } from '../features/budget/needs-in';
import { placePages } from '../features/budget/place-pages';
import { RESERVATION_FORMATS, writeReservation } from '../features/budget/write-reservation';
import { withoutReadFiles } from '../lsp/without-read-files';
import { formatCount, formatSize, hex } from '../model/format';
import { defaultHugePage } from '../model/qemu/host-memory';
import { readInputOptions } from './input-options';
import { listInputs } from './list-inputs';
import { readAnalysis } from './read-analysis';
import { readFiles } from './read-files';
import { formatTable, type Paint, paintFor, printable } from './terminal';

type NeedsOfFile = FileNeeds & { readonly path: string; readonly uri: string };

/**
 * `memslot budget`: the huge pages that the machines of all files take together, and what has a host reserve them. Only the
 * reservation goes to standard output then, what is left out of it to standard error as well.
 */
export async function budgetCommand(argv: readonly string[]): Promise<number> {
  const options = readInputOptions('budget', argv, ['.']);
  let unread = 0;
  const warn = (message: string) => process.stderr.write(`memslot: ${printable(message)}\n`);
  const complain = (message: string) => {
    unread += 1;
    warn(message);
  };
  const files: NeedsOfFile[] = [];
  const { files: inputs } = listInputs(options, complain);
  for await (const { path, known, error } of readFiles(inputs, (file) => readAnalysis(file, options))) {
    if (error !== undefined) complain(error);
    else if (known) files.push({ path, uri: pathToFileURL(path).href, ...needsIn(known) });
  }
  const counted = withoutReadFiles(files);
  const { host } = options.settings.of('-').qemu;
  const budget = hugePageBudget(
    counted.flatMap(({ machines }) => machines),
    host,
  );
  const notes = budgetNotes(budget);
  let text: string;
  if (options.format === 'json') text = jsonOf(counted, budget.pools);
  else if (options.format === 'text') text = textOf(counted, budget.pools, notes, paintFor(options.color));
  else {
    for (const note of notes) warn(note);
    const plans = placePages(budget.pools, host);
    const format = RESERVATION_FORMATS.find((known) => known === options.format)!;
    text = writeReservation(format, { plans, notes, defaultPage: defaultHugePage(host) });
  }
  // Where nothing could be read, there is nothing to add up.
  if ((files.length > 0 || unread === 0) && !process.stdout.write(text)) await once(process.stdout, 'drain');
  return unread > 0 ? 2 : 0;
}

const UNKNOWN = 'not known';

const left = (title: string) => ({ title, align: 'left' }) as const;
const right = (title: string) => ({ title, align: 'right' }) as const;

function textOf(
  files: readonly NeedsOfFile[],
  pools: readonly PoolDemand[],
  notes: readonly string[],
  paint: Paint,
): string {
  const rows = files.flatMap(({ path, machines }) =>
    machines.flatMap(({ name, position, needs }) =>
      needs.map((need) => [
        `${printable(path)}:${position.line + 1}`,
        printable(name),
        printable(need.name),
        need.pages === undefined ? UNKNOWN : formatCount(need.pages),
        need.pageSize === undefined ? UNKNOWN : formatSize(need.pageSize),
        nodesText(need),
      ]),
    ),
  );
  const end = notes.map((note) => `${note}\n`).join('');
  if (rows.length === 0) return `No machine takes huge pages, as far as is known.\n${end}`;
  const pieces = formatTable(
    [left('where'), left('machine'), left('memory'), right('pages'), right('size'), left('host node')],
    rows,
  );
  if (pools.length === 0) return `${pieces}\n${end}`;
  const sums = formatTable(
    [
      right('size'),
      left('host node'),
      right('machines'),
      right('all together'),
      right('the largest'),
      right('host has'),
      right('free'),
      left(''),
    ],
    pools.map((pool) => [
      formatSize(pool.pageSize),
      nodesText(pool),
      `${pool.machines}`,
      `${formatCount(pool.sum)} = ${formatSize(pool.sum * pool.pageSize)}`,
      formatCount(pool.largest),
      pool.total === undefined ? UNKNOWN : formatCount(pool.total),
      pool.free === undefined ? UNKNOWN : formatCount(pool.free),
      pool.missing ? paint.red(`${formatCount(pool.missing)} missing`) : '',
    ]),
  );
  return `${pieces}\n${sums}${end && `\n${end}`}`;
}

function nodesText({ nodes }: Pick<HugePageNeed, 'nodes'>): string {
  return nodes ? nodes.join(', ') || 'any' : UNKNOWN;
}

/** Sizes in hexadecimal, counts in decimal; what is not known is null. No nodes: any. */
function jsonOf(files: readonly NeedsOfFile[], pools: readonly PoolDemand[]): string {
  const count = (pages: bigint | undefined) => pages?.toString() ?? null;
  const list = (nodes: readonly bigint[]) => nodes.map(Number);
  const machines = files.flatMap(({ path, machines }) =>
    machines.map(({ name, position, complete, needs }) => ({
      file: path,
      line: position.line + 1,
      machine: name,
      complete,
      needs: needs.map(({ name, pageSize, pages, nodes }) => ({
        memory: name,
        pageSize: pageSize === undefined ? null : hex(pageSize),
        pages: count(pages),
        nodes: nodes ? list(nodes) : null,
      })),
    })),
  );
  return `${JSON.stringify({
    version: 1,
    machines,
    pools: pools.map(({ pageSize, nodes, machines, sum, largest, total, free, missing }) => ({
      pageSize: hex(pageSize),
      nodes: list(nodes),
      machines,
      sum: count(sum),
      largest: count(largest),
      total: count(total),
      free: count(free),
      missing: count(missing),
    })),
  })}\n`;
}
