import { childrenOf, type XmlElement } from '../../syntax/xml/xml-tree';
import type { Fact } from '../qemu/fact';
import { FARTHEST_DISTANCE, LOCAL_DISTANCE } from './cell-distance';
import type { Cell } from './libvirt-domain';
import { type LibvirtFinding, refused } from './libvirt-finding';
import { readNodes } from './read-nodes';
import { readSize } from './read-size';
import { allOf, enumAttribute, numberAttribute, pathOf } from './xml-values';

/** Reads `<cpu><numa>`: the cells by their numbers. (conf/numa_conf.c: virDomainNumaDefParseXML) */
export function readCells(
  domain: XmlElement,
  vcpus: Fact<number>,
  findings: LibvirtFinding[],
): { numa: XmlElement | undefined; cells: readonly Cell[] } {
  const all = allOf(domain, 'cpu').flatMap((cpu) => pathOf(cpu, 'numa') ?? []);
  const numa = all[0];
  if (!numa) return { numa, cells: [] };
  const elements = all.flatMap((one) => childrenOf(one, 'cell'));
  if (elements.length === 0) {
    const words = 'XML error: NUMA topology defined without NUMA cells';
    findings.push(refused('libvirt-cells', numa.nameSpan, words, '<numa> needs at least one <cell>.'));
    return { numa, cells: [] };
  }
  const cells = elements.map((element, i) => readCell(element, i, elements.length, findings));
  checkNumbers(cells, findings);
  checkCpus(cells, vcpus, findings);
  const known = cells.every(({ id }) => id !== undefined);
  return { numa, cells: known ? [...cells].sort((a, b) => a.id! - b.id!) : cells };
}

function readCell(element: XmlElement, index: number, count: number, findings: LibvirtFinding[]): Cell {
  const id = numberAttribute(element, 'id', findings);
  return {
    element,
    id: id.span ? id.value : index,
    cpus: readNodes(element, 'cpus', 'CPUs', findings, true),
    memory: readSize(element, { path: './@memory', attribute: 'memory', required: true }, findings),
    memAccess: enumAttribute(element, 'memAccess', ['shared', 'private'], findings),
    discard: enumAttribute(element, 'discard', ['yes', 'no'], findings),
    distances: readDistances(element, id.span ? id.value : index, count, findings),
  };
}

/** conf/numa_conf.c: virDomainNumaDefNodeDistanceParseXML. */
function readDistances(
  cell: XmlElement,
  own: number | undefined,
  count: number,
  findings: LibvirtFinding[],
): ReadonlyMap<number, number> {
  const distances = new Map<number, number>();
  for (const sibling of allOf(cell, 'distances', 'sibling')) {
    const id = numberAttribute(sibling, 'id', findings);
    const value = numberAttribute(sibling, 'value', findings);
    if (id.value === undefined || value.value === undefined || own === undefined) continue;
    if (id.value >= count) {
      const words = `XML error: 'sibling_id ${id.value}' does not refer to a valid cell within NUMA 'cell id ${own}'`;
      findings.push(refused('libvirt-cells', id.span!, words, `There is no cell ${id.value}.`));
    } else if (
      value.value < LOCAL_DISTANCE ||
      value.value > FARTHEST_DISTANCE ||
      (id.value === own) !== (value.value === LOCAL_DISTANCE)
    ) {
      const words = `XML error: 'value ${value.value}' is invalid for 'sibling id ${id.value}' under NUMA 'cell id ${own}'`;
      const message = `A cell is ${LOCAL_DISTANCE} from itself, and up to ${FARTHEST_DISTANCE} from others.`;
      findings.push(refused('libvirt-cells', value.span!, words, message));
    } else distances.set(id.value, value.value);
  }
  return distances;
}

/** The numbers are 0, 1, …, each once. */
function checkNumbers(cells: readonly Cell[], findings: LibvirtFinding[]): void {
  const seen = new Map<number, Cell>();
  const free = cells.map((_, i) => i).filter((i) => cells.every(({ id }) => id !== i));
  const rename = (cell: Cell) => {
    const span = cell.element.attributes.find(({ name }) => name === 'id')?.value.span;
    return span && free.length === 1
      ? [{ title: `Number it ${free[0]}`, edits: [{ span, newText: `${free[0]}` }] }]
      : [];
  };
  for (const cell of cells) {
    const { id, element } = cell;
    if (id === undefined) continue;
    const span = element.attributes.find(({ name }) => name === 'id')?.value.span ?? element.nameSpan;
    const other = seen.get(id);
    if (id >= cells.length) {
      const words =
        "XML error: Exactly one 'cell' element per guest NUMA cell allowed, non-contiguous ranges or ranges not starting from 0 are not allowed";
      const message = `There are ${cells.length} cells, so they are numbered 0 to ${cells.length - 1}: ${id} leaves a gap.`;
      findings.push(refused('libvirt-cells', span, words, message, { repairs: rename(cell) }));
    } else if (other) {
      // libvirt notices by the memory, so a first cell of 0 KiB goes unseen.
      if (other.memory.value === 0n || other.memory.value === undefined) continue;
      const words = `XML error: Duplicate NUMA cell info for cell id '${id}'`;
      findings.push(
        refused('libvirt-cells', span, words, `Two cells have the number ${id}.`, {
          related: [{ span: other.element.nameSpan, message: `the other cell ${id}` }],
          repairs: rename(cell),
        }),
      );
    } else seen.set(id, cell);
  }
}

function checkCpus(cells: readonly Cell[], vcpus: Fact<number>, findings: LibvirtFinding[]): void {
  const owners = new Map<number, Cell>();
  let overlap = false;
  for (const cell of cells) {
    const shared = cell.cpus.value?.find((cpu) => owners.has(cpu));
    for (const cpu of cell.cpus.value ?? []) if (!owners.has(cpu)) owners.set(cpu, cell);
    if (shared === undefined) continue;
    overlap = true;
    const other = owners.get(shared)!;
    const words = `unsupported configuration: NUMA cells ${cell.id} and ${other.id} have overlapping vCPU ids`;
    const message = `vCPU ${shared} belongs to cell ${other.id} already; every vCPU is in one cell.`;
    const related = other.cpus.span ? [{ span: other.cpus.span, message: `the CPUs of cell ${other.id}` }] : [];
    findings.push(refused('libvirt-cells', cell.cpus.span!, words, message, { related }));
  }
  if (overlap || vcpus.value === undefined) return;
  const beyond = cells.find(({ cpus }) => cpus.value?.some((cpu) => cpu >= vcpus.value!));
  if (owners.size <= vcpus.value && !beyond) return;
  const span = beyond?.cpus.span ?? cells.at(-1)!.cpus.span ?? cells[0]!.element.nameSpan;
  const words =
    owners.size > vcpus.value
      ? 'internal error: Number of CPUs in <numa> exceeds the <vcpu> count'
      : 'internal error: CPU IDs in <numa> exceed the <vcpu> count';
  const message = `The domain has ${vcpus.value} vCPUs, 0 to ${vcpus.value - 1}; the cells name ${owners.size}${beyond ? `, up to ${Math.max(...owners.keys())}` : ''}.`;
  const related = vcpus.span ? [{ span: vcpus.span, message: 'how many vCPUs there are' }] : [];
  findings.push(refused('libvirt-cells', span, words, message, { related }));
}
