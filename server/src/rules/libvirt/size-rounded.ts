import { formatKib } from '../../model/libvirt/format-kib';
import type { SizeFact } from '../../model/libvirt/libvirt-domain';
import type { PreparedDomain } from '../../model/libvirt/prepared-domain';
import { unitOf } from '../../model/libvirt/scaled-integer';
import { defineRule } from '../define-rule';
import { exampleDomain } from './example-domain';
import { resize } from './resize';

/** A size that libvirt makes another one of. In KiB. */
interface Rounded {
  readonly name: string;
  readonly size: SizeFact;
  /** What it is to be in the text, so that nothing is rounded. */
  readonly whole: bigint;
  /** Of what it becomes a multiple. */
  readonly step: bigint;
}

export const sizeRounded = defineRule({
  id: 'libvirt-size-rounded',
  severity: 'information',
  scope: 'domain',
  summary: 'libvirt rounds a size when it starts the domain.',
  why: `Before it starts QEMU, libvirt rounds RAM, every guest NUMA cell and \`<maxMemory>\` up to whole **MiB**, and every memory device to whole **2 MiB** (on ppc64 all of them to 256 MiB). Without a word: two cells of 512.5 MiB become two of 513 MiB, and a guest of 1025 MiB has 1 MiB more than anybody wrote down.
The file behind an NVDIMM has to be as large as what comes out. Write the size that it becomes.`,
  references: ['src/qemu/qemu_domain.c: qemuDomainAlignMemorySizes, qemuDomainNVDimmAlignSizePseries'],
  examples: {
    valid: [exampleDomain({ memory: "<memory unit='KiB'>2097152</memory>" })],
    invalid: [
      exampleDomain({ memory: "<memory unit='KiB'>2097153</memory>" }),
      exampleDomain({
        memory:
          "<maxMemory slots='1' unit='GiB'>4</maxMemory>\n<memory unit='MiB'>1535</memory>\n<cpu>\n  <numa>\n    <cell id='0' cpus='0-1' memory='1' unit='GiB'/>\n  </numa>\n</cpu>",
        devices:
          "<memory model='dimm'>\n  <target>\n    <size unit='MiB'>511</size>\n    <node>0</node>\n  </target>\n</memory>",
      }),
    ],
  },
  check: ({ prepared }) =>
    roundedSizes(prepared).filter(
      ({ size: { value, unit }, whole }) => value !== whole && !(unit.value && unitOf(unit.value)?.decimal),
    ),
  report: ({ name, size, whole, step }) => ({
    span: size.span!,
    message: `libvirt rounds ${name} ${whole < size.value! ? 'down' : 'up'} to a multiple of ${formatKib(step)}: ${formatKib(size.value!)} become ${formatKib(whole)}. Write that.`,
  }),
  fixes: ({ size, whole }, { prepared }) => [
    {
      title: `Write ${formatKib(whole)}`,
      edits: resize(prepared, [{ size, kib: whole }]),
      preferred: true,
      safe: true,
    },
  ],
});

function roundedSizes({ domain, memory }: PreparedDomain): readonly Rounded[] {
  const found: Rounded[] = [];
  const { guestAlign, moduleAlign, written, initial, max } = memory;
  const add = (name: string, size: SizeFact, whole: bigint | undefined, step: bigint) => {
    if (size.span && size.value && whole !== undefined) found.push({ name, size, whole, step });
  };
  add('<maxMemory>', domain.maxMemory, max, guestAlign);
  for (const cell of memory.cells) {
    if (cell.cell) add(`cell ${cell.id}`, cell.cell.memory, cell.size, guestAlign);
  }
  if (domain.cells.length === 0 && domain.memory.value && written !== undefined && initial !== undefined)
    add('the memory at boot', domain.memory, domain.memory.value + initial - written, guestAlign);
  for (const [device, { size }] of memory.devices) add(device.alias, device.size, size, moduleAlign);
  return found;
}
