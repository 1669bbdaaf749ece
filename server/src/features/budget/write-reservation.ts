import { formatSize, pageName } from '../../model/format';
import { KIB } from '../../model/qemu/units';
import type { PagePlan } from './place-pages';

/** The ways to have a host reserve huge pages. */
export type ReservationFormat = 'sysctl' | 'kernel' | 'systemd';

export const RESERVATION_FORMATS: readonly ReservationFormat[] = ['sysctl', 'kernel', 'systemd'];

/** What a reservation is written of. */
export interface Reservation {
  readonly plans: readonly PagePlan[];
  /** What is not in it, in sentences. */
  readonly notes: readonly string[];
  /** The page size that vm.nr_hugepages counts; `undefined`: not known. */
  readonly defaultPage: bigint | undefined;
}

/** The text that reserves huge pages, for a file in /etc/sysctl.d, the kernel's command line, or a unit of systemd's. */
export function writeReservation(format: ReservationFormat, reservation: Reservation): string {
  return WRITERS[format](reservation);
}

const WRITERS: Record<ReservationFormat, (reservation: Reservation) => string> = {
  sysctl: writeSysctl,
  kernel: writeKernel,
  systemd: writeSystemd,
};

/**
 * It has the pages of the default size only, and no nodes; what it cannot say, a comment does.
 * (Documentation/admin-guide/mm/hugetlbpage.rst: /proc/sys/vm/nr_hugepages)
 */
function writeSysctl({ plans, notes, defaultPage }: Reservation): string {
  const lines = plans.flatMap(({ pageSize, pages, byNode }) => {
    const size = formatSize(pageSize);
    if (pageSize !== defaultPage)
      return `# ${pages} pages of ${size}: vm.nr_hugepages counts pages of the default size only, ${
        defaultPage === undefined
          ? 'which is not known here'
          : `${formatSize(defaultPage)} unless the kernel was told otherwise`
      }.`;
    const nodes = byNode && [...byNode].map(([node, count]) => `${count} on node ${node}`).join(', ');
    return [
      ...(nodes ? [`# The kernel spreads them over all nodes; the machines need ${nodes}.`] : []),
      `vm.nr_hugepages = ${pages}`,
    ];
  });
  return asLines([...comments(notes), ...lines]);
}

/**
 * `hugepagesz=1G hugepages=0:4,1:4`. Nodes are understood from Linux 5.16 on.
 * (Documentation/admin-guide/mm/hugetlbpage.rst; Documentation/admin-guide/kernel-parameters.txt; mm/hugetlb.c: hugepages_setup)
 */
function writeKernel({ plans }: Reservation): string {
  const words = plans.map(({ pageSize, pages, byNode }) => {
    const counts = byNode ? [...byNode].map(([node, count]) => `${node}:${count}`).join() : pages;
    return `hugepagesz=${pageName(pageSize)} hugepages=${counts}`;
  });
  return asLines(words.length > 0 ? [words.join(' ')] : []);
}

/**
 * A unit that writes nr_hugepages before guests start, and fails where the kernel found fewer pages: a write that reserves
 * only a part of them succeeds. (Documentation/admin-guide/mm/hugetlbpage.rst: Per Node Hugepages Attributes)
 */
function writeSystemd({ plans, notes }: Reservation): string {
  const starts = plans.flatMap(({ pageSize, pages, byNode }) => {
    const file = `hugepages/hugepages-${pageSize / KIB}kB/nr_hugepages`;
    if (!byNode) return startLine(`/sys/kernel/mm/${file}`, pages);
    return [...byNode].map(([node, count]) => startLine(`/sys/devices/system/node/node${node}/${file}`, count));
  });
  if (starts.length === 0) return asLines(comments(notes));
  return asLines([
    ...comments(notes),
    '[Unit]',
    'Description=Huge pages for virtual machines',
    'DefaultDependencies=no',
    'Before=sysinit.target',
    '',
    '[Service]',
    'Type=oneshot',
    'RemainAfterExit=yes',
    ...starts,
    '',
    '[Install]',
    'WantedBy=sysinit.target',
  ]);
}

/** systemd makes `$$` a dollar. */
function startLine(file: string, pages: bigint): string {
  return `ExecStart=/bin/sh -c 'f=${file}; echo ${pages} >$$f && read n <$$f && test $$n -ge ${pages}'`;
}

function comments(notes: readonly string[]): string[] {
  return notes.map((note) => `# ${note}`);
}

function asLines(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}
