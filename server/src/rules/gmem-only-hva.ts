import { congruent, fullPages } from '../layout/align';
import { formatSize, hex } from '../model/format';
import { addressValue } from '../model/host-address';
import { KVM_MEM_GUEST_MEMFD } from '../model/slot-operation';
import { secondLevelOf } from '../simulation/second-level';
import { defineRule } from './define-rule';

export const gmemOnlyHva = defineRule({
  id: 'gmem-only-hva',
  severity: 'warning',
  scope: 'slot',
  summary: 'Under the per-level rule, a userspace_addr of 0 is an address like any other.',
  why: `A slot that only has a guest_memfd needs no userspace_addr, and 0 looks like the natural value. The per-level rule (RFC v2, 2025) compares it with guest_phys_addr all the same: with userspace_addr 0 every slot whose guest_phys_addr is not a multiple of 2 MiB loses all its huge pages, even with a congruent offset.
Pass an address that is congruent to guest_phys_addr.`,
  references: ['RFC v2 31/51 of the guest_memfd hugetlb series (May 2025)'],
  examples: {
    valid: [
      'rule per-level\nbacking gm type=guest_memfd size=2G\nSlot#0: gpa=0x100000, offset=0x100000, size=1G, ua=0x7f0000100000, backing=gm\n',
    ],
    invalid: [
      'rule per-level\nbacking gm type=guest_memfd size=2G\nSlot#0: gpa=0x100000, offset=0x100000, size=1G, ua=0, backing=gm\n',
    ],
  },
  check({ region, result, simulation }) {
    const { gpa, size, flags, userspaceAddr } = region;
    if (simulation.machine.rule !== 'per-level' || !result.live || gpa.value === undefined || size.value === undefined)
      return [];
    if (((flags.value ?? 0n) & KVM_MEM_GUEST_MEMFD) === 0n || addressValue(userspaceAddr) !== 0n) return [];
    const huge = secondLevelOf(simulation.machine.host).granule.mappable[1]!;
    return fullPages(gpa.value, size.value, huge) > 0n && !congruent(gpa.value, 0n, huge)
      ? [{ huge, gpa: gpa.value }]
      : [];
  },
  report: ({ huge, gpa }, { region }) => ({
    span: region.userspaceAddr.span ?? region.headSpan,
    message: `userspace_addr 0 is not congruent to gpa ${hex(gpa)} modulo ${formatSize(huge)}: the per-level rule takes all huge pages from the slot. Pass any address ≡ gpa.`,
  }),
});
