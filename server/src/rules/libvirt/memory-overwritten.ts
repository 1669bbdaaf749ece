import { setSize } from '../../model/libvirt/edit-xml';
import { formatKib } from '../../model/libvirt/format-kib';
import type { PreparedDomain } from '../../model/libvirt/prepared-domain';
import { defineRule, type Fix } from '../define-rule';
import { exampleDomain } from './example-domain';
import { resize } from './resize';

export const memoryOverwritten = defineRule({
  id: 'libvirt-memory-overwritten',
  severity: 'warning',
  scope: 'domain',
  summary: 'The cells and the memory devices have another size together than <memory> says.',
  why: `In a guest with NUMA cells \`<memory>\` says nothing: libvirt overwrites it with the sum of the cells and of the memory devices, without a word. A domain of \`<memory unit='GiB'>2</memory>\` with two cells of 512 MiB gets 1 GiB, and whoever looks at the file expects 2.`,
  references: ['src/conf/domain_postparse.c: virDomainDefPostParseMemory'],
  examples: {
    valid: [exampleDomain({ memory: cellsOf('1', '1') })],
    invalid: [
      exampleDomain({ memory: cellsOf('1', '2') }),
      exampleDomain({
        memory: `<maxMemory slots='1' unit='GiB'>8</maxMemory>\n${cellsOf('1', '1')}`,
        devices:
          "<memory model='dimm'>\n  <target>\n    <size unit='GiB'>1</size>\n    <node>0</node>\n  </target>\n</memory>",
      }),
    ],
  },
  check: ({ prepared }) => {
    const sum = sumOf(prepared);
    const { value } = prepared.domain.memory;
    return sum === undefined || value === undefined || value === sum ? [] : [{ sum, value }];
  },
  report: ({ sum, value }, { prepared: { domain, memory } }) => {
    const { written, plugged } = memory;
    const devices = plugged ? ` and the memory devices ${formatKib(plugged)}` : '';
    return {
      span: domain.memory.span!,
      message: `<memory> says ${formatKib(value)}, but the cells have ${formatKib(written!)}${devices}: libvirt makes ${formatKib(sum)} of it without a word.`,
      related: domain.cells.slice(0, MOST_RELATED).map(({ id = 'without an id', memory: size }) => ({
        span: size.span!,
        message: `cell ${id}: ${formatKib(size.value!)}`,
      })),
    };
  },
  fixes: ({ sum }, { prepared }) => [
    {
      title: `Set <memory> to the sum, ${formatKib(sum)}`,
      edits: setSize(prepared.domain.memory, sum),
      preferred: true,
      safe: true,
    },
    ...spread(prepared),
  ],
});

/** More places than this are no help. */
const MOST_RELATED = 32;

/** KiB in the cells and the memory devices; `undefined` where the cells decide nothing. */
function sumOf({ domain, memory: { written, plugged } }: PreparedDomain): bigint | undefined {
  // Cells of 0 KiB count as none.
  const { cells } = domain;
  if (cells.length === 0 || written === undefined || plugged === undefined) return undefined;
  if (cells.every(({ memory }) => memory.value === 0n)) return undefined;
  return written + plugged;
}

/** What <memory> says, in equal parts. */
function spread(prepared: PreparedDomain): Fix[] {
  const { domain, memory } = prepared;
  // With memory devices it is as likely that these were not counted.
  if (domain.devices.length > 0) return [];
  const count = BigInt(domain.cells.length);
  const rest = domain.memory.value!;
  if (rest <= 0n || rest % (count * memory.guestAlign) !== 0n) return [];
  const kib = rest / count;
  const edits = resize(
    prepared,
    domain.cells.map((cell) => ({ size: cell.memory, kib })),
  );
  const title = count === 1n ? `Give the cell ${formatKib(kib)}` : `Give every cell ${formatKib(kib)}`;
  return [{ title, edits }];
}

function cellsOf(...gib: string[]): string {
  const cells = gib.map((size, i) => `    <cell id='${i}' cpus='${i}' memory='${size}' unit='GiB'/>`);
  return `<memory unit='GiB'>2</memory>\n<cpu>\n  <numa>\n${cells.join('\n')}\n  </numa>\n</cpu>`;
}
