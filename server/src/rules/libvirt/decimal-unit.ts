import { formatCount, formatRoughSize } from '../../model/format';
import { setAttribute } from '../../model/libvirt/edit-xml';
import { formatKib } from '../../model/libvirt/format-kib';
import { unitOf } from '../../model/libvirt/scaled-integer';
import { defineRule, type Fix } from '../define-rule';
import { domainSizes, type NamedSize } from './domain-sizes';
import { exampleDomain } from './example-domain';

export const decimalUnit = defineRule({
  id: 'libvirt-decimal-unit',
  severity: 'warning',
  scope: 'domain',
  summary: 'A size counts in powers of 1000.',
  why: `To libvirt \`KB\`, \`MB\`, \`GB\` and \`TB\` are powers of **1000**, while \`KiB\`, \`MiB\`, \`GiB\` and \`TiB\`, or \`K\`, \`M\`, \`G\` and \`T\`, are powers of 1024. 4 GB are 281 MiB less than 4 GiB, are rounded up to whole KiB and then to whole MiB, and hardly ever fill huge pages:
a \`<page size='2' unit='MB'>\` has 1954 KiB, and there is no hugetlbfs of that.`,
  references: ['src/util/virutil.c: virScaleInteger', 'docs/formatdomain.rst: Memory Allocation'],
  examples: {
    valid: [exampleDomain({ memory: "<memory unit='GiB'>4</memory>" })],
    invalid: [
      exampleDomain({ memory: "<memory unit='GB'>4</memory>" }),
      exampleDomain({
        memory:
          "<memory unit='MB'>4096</memory>\n<currentMemory unit='MB'>4096</currentMemory>\n<cpu>\n  <numa>\n    <cell id='0' cpus='0-1' memory='4096' unit='MB'/>\n  </numa>\n</cpu>",
      }),
    ],
  },
  check: ({ prepared }) => domainSizes(prepared.domain, isDecimal),
  report: ({ name, size }) => {
    const written = size.unit.value!;
    const number = size.bytes! / unitOf(written)!.factor;
    const binary = number * unitOf(binaryOf(written))!.factor;
    return {
      span: size.unit.span!,
      message: `${name} is ${number} ${written}, and libvirt takes ${written} for ${formatCount(unitOf(written)!.factor)} bytes: that is ${formatKib(size.value!)}, ${formatRoughSize(binary - size.bytes!)} less than ${number} ${binaryOf(written)}. Write ${binaryOf(written)}.`,
    };
  },
  fixes: ({ size }, { prepared }) => {
    const one: Fix = {
      title: `Change to ${binaryOf(size.unit.value!)}`,
      edits: [setUnit({ size })],
      preferred: true,
    };
    const all = domainSizes(prepared.domain, isDecimal);
    if (all.length < 2) return [one];
    return [{ title: `Change all ${all.length} decimal units`, edits: all.map(setUnit), preferred: true }, one];
  },
});

function isDecimal({ unit, bytes }: NamedSize['size']): unknown {
  return bytes && unit.value && unitOf(unit.value)?.decimal;
}

/** `GiB` for `GB`, `gb`. */
function binaryOf(unit: string): string {
  return `${unit[0]!.toUpperCase()}iB`;
}

function setUnit({ size }: Pick<NamedSize, 'size'>) {
  return setAttribute(size.element!, 'unit', binaryOf(size.unit.value!), size.unit);
}
