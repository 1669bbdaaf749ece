import { architectureOf, granuleOf } from '../model/architecture';
import { formatCount, formatSize } from '../model/format';
import { KVM_MEM_LOG_DIRTY_PAGES } from '../model/slot-operation';
import { tableUse } from '../simulation/page-tables';
import { defineRule, type Fix } from './define-rule';
import { removeField } from './edits';

export const dirtyLogAtCreation = defineRule({
  id: 'dirty-log-at-creation',
  severity: 'warning',
  scope: 'slot',
  summary: 'A slot is created with dirty logging on: all of it runs on base pages.',
  why: `Dirty logging finds out which pages a guest writes to, page by page. While it is on, KVM maps the slot with base pages only; when it is switched off, huge pages come back by and by. Set it for the time of a
migration, with a second call that changes nothing but the flag. Where a part has to be logged all the time (a frame buffer), give that part a slot of its own.`,
  references: [
    'arch/x86/kvm/mmu/mmu.c: kvm_mmu_max_mapping_level, kvm_mmu_slot_apply_flags',
    'virt/kvm/kvm_main.c: kvm_alloc_dirty_bitmap',
  ],
  examples: {
    valid: [
      'Slot#0: gpa=0, size=2G, ua=0x7f0000000000\nSlot#0: gpa=0, size=2G, ua=0x7f0000000000, flags=log-dirty-pages\n',
    ],
    invalid: ['Slot#0: gpa=0, size=2G, ua=0x7f0000000000, flags=log-dirty-pages\n'],
  },
  check({ region, result: { outcome, live }, simulation }) {
    if (!live || outcome.kind !== 'accepted' || outcome.change !== 'create' || region.flags.value === undefined)
      return [];
    const { host } = simulation.machine;
    const huge = granuleOf(architectureOf(host.arch), host.pageSize).mappable[1]!;
    return (region.flags.value & KVM_MEM_LOG_DIRTY_PAGES) !== 0n &&
      (region.size.value ?? 0n) >= huge &&
      region.page.kind !== 'base'
      ? [region]
      : [];
  },
  report(region, { simulation }) {
    const { host } = simulation.machine;
    const use = simulation.pagesOf(region);
    const tables = use && tableUse(region, host, use);
    const cost = tables ? `, in ${formatCount(tables.pages)} page-table pages (${formatSize(tables.bytes)})` : '';
    return {
      span: region.flags.span ?? region.headSpan,
      message: `Dirty logging from the start: all ${formatSize(region.size.value!)} run on ${formatSize(host.pageSize)} pages (${formatCount(region.size.value! / host.pageSize)} of them${cost}). Set the flag only while migrating.`,
    };
  },
  fixes(region): readonly Fix[] {
    const { span } = region.flags;
    return span && region.source === 'list'
      ? [{ title: 'Create the slot without log-dirty-pages', edits: [removeField(span)], preferred: true }]
      : [];
  },
});
