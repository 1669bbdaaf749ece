import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createAnalysis, type DocumentKind } from '../../../server/src/features/analysis';
import { budgetNotes, needText, poolText, poolTitle } from '../../../server/src/features/budget/budget-words';
import { hugePageBudget } from '../../../server/src/features/budget/huge-page-budget';
import type { MachineNeeds } from '../../../server/src/features/budget/machine-needs';
import { needsIn } from '../../../server/src/features/budget/needs-in';
import { placePages } from '../../../server/src/features/budget/place-pages';
import { readSettings } from '../../../server/src/features/settings';
import type { HostProfile } from '../../../server/src/model/qemu/host-profile';
import { TextLines } from '../../../server/src/text/text-lines';

const MIB = 1n << 20n;
const GIB = 1n << 30n;

function machinesIn(kind: DocumentKind, text: string, host?: object): readonly MachineNeeds[] {
  return needsIn(createAnalysis(TextLines.of(text), kind, readSettings({ host }))).machines;
}

/** `name: needs` of every machine; a plus behind those that may take more. */
function needsOf(kind: DocumentKind, text: string, host?: object): string[] {
  return machinesIn(kind, text, host).map(({ name, needs, complete }) => {
    const pieces = needs.map((need) => `${need.name} ${needText(need)}`);
    return `${name}: ${pieces.join(' + ')}${complete ? '' : ' +'}`;
  });
}

/** A machine that takes these. `pages` of `size`, from `nodes`. */
function machine(...needs: readonly (readonly [pages: bigint, size: bigint, ...nodes: bigint[]])[]): MachineNeeds {
  return {
    name: 'vm',
    position: { line: 0, character: 0 },
    complete: true,
    needs: needs.map(([pages, pageSize, ...nodes], i) => ({ name: `m${i}`, pageSize, pages, nodes })),
  };
}

/** A host with so many 2 MiB pages on each node, all of them free. */
function hostWith(...counts: readonly (bigint | undefined)[]): HostProfile {
  return {
    numaNodes: counts.map((count, id) => ({
      id,
      hugepages: count === undefined ? [] : [{ pageSize: 2n * MIB, total: count, free: count }],
    })),
  };
}

const memfd = (id: string, size: string, more = '') =>
  `-object memory-backend-memfd,id=${id},size=${size},hugetlb=on,hugetlbsize=2M${more}`;

test('every backend has pages of its own, the last of which may be used in part; bound ones have their nodes', () => {
  const text = `qemu-system-x86_64 -M q35,memory-backend=a -m 4097K ${memfd('a', '4097K')} ${memfd('b', '1M', ',policy=bind,host-nodes=1')} \\
  ${memfd('c', '2M', ',policy=preferred,host-nodes=1')} ${memfd('d', '2M', ',policy=bind,host-nodes=2-3,host-nodes=0')}
`;
  assert.deepEqual(needsOf('shell', text), [
    [
      'q35: a 3 pages of 2 MiB on any host node',
      'b 1 page of 2 MiB on host node 1',
      'c 1 page of 2 MiB on any host node',
      'd 1 page of 2 MiB on host nodes 0, 2, 3',
    ].join(' + '),
  ]);
});

test('what is not known is not guessed', () => {
  const known = { mounts: [{ path: '/dev/hugepages', type: 'hugetlbfs' }] };
  const unknownSize = 'qemu-system-x86_64 -M pc -m "$1" -mem-path /dev/hugepages\n';
  assert.deepEqual(needsOf('shell', unknownSize, { mounts: [{ ...known.mounts[0], pageSize: '2M' }] }), [
    'pc: the memory that QEMU makes for -m pages of 2 MiB on any host node: how many is not known',
  ]);
  assert.deepEqual(needsOf('shell', unknownSize, known), [
    'pc: the memory that QEMU makes for -m whether on huge pages is not known',
  ]);
  assert.deepEqual(needsOf('shell', `qemu-system-x86_64 -M pc ${memfd('a', '2M', ',policy=$P,host-nodes=1')} "$@"\n`), [
    'pc: a 1 page of 2 MiB, on which host node is not known +',
  ]);
  assert.deepEqual(needsOf('shell', 'qemu-system-x86_64 -M pc -m 1G\n'), ['pc: ']);
});

test('a machine that the host has too few pages for takes them all the same', () => {
  const host = { numaNodes: [{ id: 0, hugepages: { '2M': { total: 1, free: 1 } } }] };
  assert.deepEqual(needsOf('shell', `qemu-system-x86_64 -M pc ${memfd('a', '8M')}\n`, host), [
    'pc: a 4 pages of 2 MiB on any host node',
  ]);
});

const DOMAIN = `<domain type='kvm'>
  <name>db</name>
  <memory unit='GiB'>4</memory>
  <memoryBacking>
    <hugepages><page size='1' unit='GiB' nodeset='0'/><page size='2' unit='MiB' nodeset='1'/></hugepages>
  </memoryBacking>
  <numatune><memnode cellid='0' mode='strict' nodeset='3'/></numatune>
  <vcpu>2</vcpu>
  <os><type arch='x86_64' machine='q35'>hvm</type></os>
  <cpu><numa>
    <cell id='0' cpus='0' memory='2' unit='GiB'/><cell id='1' cpus='1' memory='2' unit='GiB'/>
  </numa></cpu>
</domain>
`;

test('a domain: the pages of each cell, from the nodes that it is bound to; also where the host has no mount for them', () => {
  const expected = ['db: ram-node0 2 pages of 1 GiB on host node 3 + ram-node1 1,024 pages of 2 MiB on any host node'];
  assert.deepEqual(needsOf('libvirt', DOMAIN), expected);
  const host = { mounts: [{ path: '/dev/hugepages', type: 'hugetlbfs', pageSize: '2M' }] };
  assert.deepEqual(needsOf('libvirt', DOMAIN, host), expected);
});

test('a list: a backing is counted whole and once for a machine, one without a size as far as its slots go', () => {
  const text = `backing whole type=memfd page=1G size=2560M
backing some type=memfd page=2M
machine one
Slot#0: gpa=0, offset=0, size=1G, backing=whole
Slot#1: gpa=4G, offset=1G, size=1G, backing=whole
Slot#2: gpa=8G, offset=0, size=1M, backing=some
Slot#3: gpa=9G, offset=1M, size=2M, backing=some
machine two
Slot#0: gpa=0, offset=0, size=1G, backing=whole
Slot#1: gpa=4G, size=1G
machine gone
Slot#0: gpa=0, offset=0, size=1G, backing=whole
Slot#0: size=0
`;
  assert.deepEqual(needsOf('memslots', text), [
    'one: whole 3 pages of 1 GiB on any host node + some 2 pages of 2 MiB on any host node',
    'two: whole 3 pages of 1 GiB on any host node +',
    'gone: ',
  ]);
});

test('the sum, and the machine that takes the most of it; the largest pages first, any node last', () => {
  const machines = [
    machine([3n, 2n * MIB], [4n, 2n * MIB], [1n, GIB, 1n]),
    machine([5n, 2n * MIB], [8n, 2n * MIB, 10n], [2n, 2n * MIB, 2n], [1n, 2n * MIB, 2n, 10n]),
  ];
  const { pools } = hugePageBudget(machines, {});
  assert.deepEqual(
    pools.map((pool) => `${poolTitle(pool)}: ${poolText(pool)}`),
    [
      '1 GiB pages on host node 1: 1 (1 GiB)',
      '2 MiB pages on host node 2: 2 (4 MiB)',
      '2 MiB pages on host nodes 2, 10: 1 (2 MiB)',
      '2 MiB pages on host node 10: 8 (16 MiB)',
      '2 MiB pages on any host node: 12 (24 MiB) for 2 machines, 7 for the largest',
    ],
  );
});

test('a shortage counts what cannot be taken elsewhere', () => {
  const machines = [machine([10n, 2n * MIB, 0n], [6n, 2n * MIB, 0n, 1n], [2n, 2n * MIB])];
  const missing = (host: HostProfile) =>
    hugePageBudget(machines, host).pools.map(({ nodes, missing }) => [nodes.join(), missing]);
  assert.deepEqual(missing(hostWith(10n, 8n)), [
    ['0', 0n],
    ['0,1', 0n],
    ['', 0n],
  ]);
  assert.deepEqual(missing(hostWith(9n, 5n)), [
    ['0', 1n],
    ['0,1', 2n],
    ['', 4n],
  ]);
  assert.deepEqual(missing(hostWith(9n, undefined)), [
    ['0', 1n],
    ['0,1', undefined],
    ['', undefined],
  ]);
  // A node that the host does not have has no pages.
  const [absent] = hugePageBudget([machine([1n, 2n * MIB, 7n])], hostWith(9n)).pools;
  assert.equal(absent!.missing, 1n);
});

test('pages that others have in use are named', () => {
  const host = { numaNodes: [{ id: 0, hugepages: [{ pageSize: 2n * MIB, total: 1200n, free: 100n }] }] };
  const [pool] = hugePageBudget([machine([1500n, 2n * MIB])], host).pools;
  assert.equal(poolText(pool!), '1,500 (3000 MiB); the host has 1,200, 100 of them free: 300 missing');
});

test('what is left out is said', () => {
  const unknown: MachineNeeds = {
    ...machine([1n, GIB]),
    complete: false,
    needs: [
      { name: 'a', pageSize: GIB, pages: undefined, nodes: [] },
      { name: 'b', pageSize: undefined, pages: undefined, nodes: [] },
      { name: 'c', pageSize: GIB, pages: 1n, nodes: undefined },
    ],
  };
  const budget = hugePageBudget([unknown], {});
  assert.deepEqual(budget.pools, []);
  assert.deepEqual(budgetNotes(budget), [
    'Not counted: 3 pieces of memory whose pages, or their host node, are not known.',
    'More may be taken by 1 machine of which not all is known.',
  ]);
});

/** `node: pages` of every plan. */
function placed(machines: readonly MachineNeeds[], host: HostProfile): (string | bigint)[] {
  return placePages(hugePageBudget(machines, host).pools, host).map(({ pages, byNode }) =>
    byNode ? [...byNode].map(([node, count]) => `${node}: ${count}`).join(', ') : pages,
  );
}

test('pages are placed on nodes only where a machine asks for nodes', () => {
  const free = machine([7n, 2n * MIB]);
  const bound = machine([4n, 2n * MIB, 1n]);
  assert.deepEqual(placed([free], hostWith(0n, 0n, 0n)), [7n]);
  assert.deepEqual(placed([free, bound], hostWith(0n, 0n, 0n)), ['0: 3, 1: 6, 2: 2']);
  // The nodes of the host are not known.
  assert.deepEqual(placed([free, bound], {}), ['1: 11']);
  assert.deepEqual(placed([machine([5n, 2n * MIB, 0n, 2n]), machine([1n, GIB])], {}), [1n, '0: 3, 2: 2']);
});
