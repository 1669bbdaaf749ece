import { writeBitmap } from '../../model/libvirt/bitmap';
import { setAttribute } from '../../model/libvirt/edit-xml';
import { defineRule } from '../define-rule';
import { exampleDomain } from './example-domain';

export const cpuInNoCell = defineRule({
  id: 'libvirt-cpu-in-no-cell',
  severity: 'information',
  scope: 'domain',
  summary: 'vCPUs are in none of the cells, and go to the first one.',
  why: 'vCPUs that no `<cell>` names are added to cell 0, without a word. After somebody raised `<vcpu>`, the guest has all the new CPUs in one NUMA node, and the other nodes have memory that is far from them.',
  references: [
    'src/conf/domain_postparse.c: virDomainDefPostParse',
    'src/conf/numa_conf.c: virDomainNumaFillCPUsInNode',
  ],
  examples: {
    valid: [exampleDomain({ memory: twoCells('0-1', '2-3'), vcpu: 4 })],
    invalid: [exampleDomain({ memory: twoCells('0-1', '2-3'), vcpu: 8 })],
  },
  check: ({ prepared: { domain, memory } }) => {
    const first = memory.cells[0];
    if (!first?.cell || domain.cells.length < 2 || domain.cells.some(({ cpus }) => cpus.span && !cpus.value)) return [];
    const own = new Set(first.cell.cpus.value ?? []);
    const added = first.cpus.filter((cpu) => !own.has(cpu));
    return added.length > 0 ? [{ cell: first.cell, cpus: first.cpus, added }] : [];
  },
  report: ({ cell, added }, { prepared: { domain } }) => ({
    span: cell.cpus.span ?? cell.element.nameSpan,
    message: `No cell has ${added.length === 1 ? 'vCPU' : 'the vCPUs'} ${writeBitmap(added)}: libvirt adds ${added.length === 1 ? 'it' : 'them'} to cell 0 without a word.`,
    related: domain.vcpus.span ? [{ span: domain.vcpus.span, message: 'how many vCPUs there are' }] : [],
  }),
  fixes: ({ cell, cpus }) => [
    {
      title: `Write cpus='${writeBitmap(cpus)}'`,
      edits: [setAttribute(cell.element, 'cpus', writeBitmap(cpus), cell.cpus)],
      preferred: true,
      safe: true,
    },
  ],
});

function twoCells(...cpus: string[]): string {
  const cells = cpus.map((set, i) => `    <cell id='${i}' cpus='${set}' memory='1' unit='GiB'/>`);
  return `<memory unit='GiB'>2</memory>\n<cpu>\n  <numa>\n${cells.join('\n')}\n  </numa>\n</cpu>`;
}
