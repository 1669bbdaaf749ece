import { formatCount, formatSize } from '../model/format';
import { defineRule } from './define-rule';

export const mixedAttributes = defineRule({
  id: 'mixed-attributes',
  severity: 'information',
  scope: 'slot',
  summary: 'Huge pages are lost where private and shared memory meet.',
  why: `KVM maps no huge page over memory that is partly private and partly shared. One shared 4 KiB page in the middle of a gigabyte that could have been one 1 GiB page leaves 511 pages of 2 MiB and 512 of 4 KiB. Guests that share in multiples of 2 MiB (bounce buffers in one piece)
keep theirs.`,
  references: ['arch/x86/kvm/mmu/mmu.c: kvm_arch_post_set_memory_attributes, hugepage_has_attrs'],
  examples: {
    valid: [
      'backing ram type=memfd page=2M size=8M\nSlot#0: gpa=0, offset=0, size=8M, backing=ram\nprivate gpa=2M size=2M\n',
    ],
    invalid: [
      'backing ram type=memfd page=2M size=8M\nSlot#0: gpa=0, offset=0, size=8M, backing=ram\nprivate gpa=2M size=4K\n',
    ],
  },
  check({ region, result, simulation }) {
    const limits = result.live ? (simulation.pagesOf(region)?.limits ?? []) : [];
    const limit = limits.find((l) => l.kind === 'mixed-attributes');
    return limit?.kind === 'mixed-attributes' ? [limit] : [];
  },
  report: ({ size, pages }, { region }) => ({
    span: region.headSpan,
    message: `${formatCount(pages)} ${formatSize(size)} ${pages === 1n ? 'page of the slot has' : 'pages of the slot have'} private and shared parts: KVM maps ${pages === 1n ? 'it' : 'them'} with smaller pages.`,
  }),
});
