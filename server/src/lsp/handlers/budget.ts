import { budgetNotes, needText, poolText, poolTitle } from '../../features/budget/budget-words';
import { hugePageBudget } from '../../features/budget/huge-page-budget';
import { type FileNeeds, needsIn } from '../../features/budget/needs-in';
import { placePages } from '../../features/budget/place-pages';
import { writeReservation } from '../../features/budget/write-reservation';
import { clipText } from '../../features/hover/escape-markdown';
import { defaultHugePage } from '../../model/qemu/host-memory';
import type { HostProfile } from '../../model/qemu/host-profile';
import { BUDGET, type BudgetFile, type BudgetParams, type BudgetResult } from '../budget-request';
import { uriKey } from '../file-candidates';
import type { ServerContext } from '../server-context';
import { withoutReadFiles } from '../without-read-files';

type NeedsOfFile = FileNeeds & { readonly uri: string };

/**
 * memslot/budget: of what is open, and of the workspace's other files. The host is that of the first file whose settings know
 * its nodes, else that of the workspace's profile.
 */
export function handleBudget(context: ServerContext): void {
  context.connection.onRequest(BUDGET, async (params: BudgetParams | null): Promise<BudgetResult> => {
    const files: NeedsOfFile[] = [];
    for (const { uri } of [...context.documents.all()]) {
      await context.ready(uri);
      const analysis = context.analysisOf(uri);
      const needs = analysis && context.guard('budget', undefined, () => needsIn(analysis));
      if (needs) files.push({ uri, ...needs });
    }
    for await (const { uri, made } of context.workspaceFiles()) files.push({ uri, ...made.needs });
    const without: unknown = params?.without;
    const names = Array.isArray(without) ? without.filter((uri) => typeof uri === 'string') : [];
    const host = files.find(({ host }) => host.numaNodes)?.host ?? (await context.workspaceHost()) ?? {};
    return budgetOf(withoutReadFiles(files), new Set(names.map(uriKey)), host);
  });
}

function budgetOf(files: readonly NeedsOfFile[], without: ReadonlySet<string>, host: HostProfile): BudgetResult {
  const isCounted = ({ uri }: NeedsOfFile) => !without.has(uriKey(uri));
  const counted = files.filter(isCounted);
  const budget = hugePageBudget(
    counted.flatMap(({ machines }) => machines),
    host,
  );
  const notes = budgetNotes(budget);
  const reservation = { plans: placePages(budget.pools, host), notes, defaultPage: defaultHugePage(host) };
  const write = (format: Parameters<typeof writeReservation>[0]) =>
    reservation.plans.length > 0 ? writeReservation(format, reservation) : '';
  return {
    pools: budget.pools.map((pool) => ({
      title: poolTitle(pool),
      text: poolText(pool),
      missing: (pool.missing ?? 0n) > 0n,
    })),
    files: files
      .map((file) => fileOf(file, isCounted(file)))
      .filter(({ machines }) => machines.length > 0)
      .sort((a, b) => (a.uri < b.uri ? -1 : 1)),
    notes,
    reservations: { sysctl: write('sysctl'), kernel: write('kernel'), systemd: write('systemd') },
  };
}

function fileOf({ uri, machines }: NeedsOfFile, counted: boolean): BudgetFile {
  const taking = machines.filter(({ needs }) => needs.length > 0);
  return {
    uri,
    counted,
    machines: taking.map(({ name, position, needs }) => ({
      name: clipText(name),
      position,
      needs: needs.map((need) => ({ name: clipText(need.name), text: needText(need) })),
    })),
  };
}
