import { architectureOf, granuleOf } from '../model/architecture';
import { formatSize } from '../model/format';
import { backingsIn } from './backings-in';
import { defineRule, type Fix } from './define-rule';
import { roundSize } from './round-size';

export const thpMappingUnaligned = defineRule({
  id: 'thp-mapping-unaligned',
  severity: 'warning',
  scope: 'list',
  summary: 'The kernel may map this anonymous memory at an address that no huge page fits.',
  why: `mmap() without an address aligns anonymous memory to 2 MiB only where its length is a multiple of 2 MiB (read in Linux 6.12). Otherwise it gets any page-aligned address, most likely not congruent to the guest-physical one, and KVM uses base pages for all of it. Round the length up, or reserve more
and align by hand (\`align=2M\` here says that you do), as QEMU does.`,
  references: ['mm/mmap.c: __get_unmapped_area'],
  examples: {
    valid: ['backing ram type=anon page=thp size=64M\nSlot#0: gpa=0, size=64M, backing=ram\n'],
    invalid: ['backing ram type=anon page=thp size=63M\nSlot#0: gpa=0, size=62M, backing=ram\n'],
  },
  check: (facts) =>
    backingsIn(facts).flatMap(({ backing, host, pageSize }) => {
      const { type, page, hva, align, size } = backing;
      const unit = granuleOf(architectureOf(host.arch), pageSize).pmdSize;
      if (type !== 'anon' || page.kind !== 'thp' || hva.span || align.span || size.value === undefined) return [];
      return size.value % unit !== 0n ? [{ backing, unit }] : [];
    }),
  report: ({ backing, unit }) => ({
    span: backing.size.span ?? backing.nameSpan,
    message: `${formatSize(backing.size.value!)} of anonymous memory is no multiple of ${formatSize(unit)}, so mmap() does not align it to ${formatSize(unit)}, and KVM may find no huge page in it. Round the size up, or align the mapping by hand (align=).`,
  }),
  fixes: ({ backing, unit }): readonly Fix[] => roundSize(backing, unit).slice(0, 1),
});
