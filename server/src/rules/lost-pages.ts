import { congruent, differenceModulo, fullPages } from '../layout/align';
import { architectureOf, granuleOf } from '../model/architecture';
import { formatSize } from '../model/format';
import type { Host } from '../model/host';
import { addressModulo } from '../model/host-address';
import type { Quantity } from '../model/quantity';
import { KVM_MEM_LOG_DIRTY_PAGES, type SetMemoryRegion } from '../model/slot-operation';
import { largestFrom, secondLevelOf } from '../simulation/second-level';
import type { Fix, SlotFacts } from './define-rule';
import { writeValue } from './edits';

/** A slot that could have pages of `size` bytes if only gpa and userspace_addr were congruent modulo it. */
export interface LostPages {
  readonly size: bigint;
  /** `(userspace_addr - gpa) mod size`. */
  readonly difference: bigint;
  /** How many such pages would fit into the slot. */
  readonly possible: bigint;
}

/** As `lostPagesOf`, of a slot that is set in the end and whose pages dirty logging does not split anyway. */
export function lostPages({ region, result, simulation }: SlotFacts): LostPages | undefined {
  const flags = region.flags.value;
  if (!result.live || flags === undefined || (flags & KVM_MEM_LOG_DIRTY_PAGES) !== 0n) return undefined;
  return lostPagesOf(region, simulation.machine.host);
}

/**
 * The smallest page size above the base page that a slot loses because gpa and userspace_addr are not congruent, among
 * those that its backing can give; transparent huge pages where the backing is not known.
 */
export function lostPagesOf(region: SetMemoryRegion, host: Host): LostPages | undefined {
  const { gpa, size, userspaceAddr, page } = region;
  if (gpa.value === undefined || size.value === undefined || size.value === 0n) return undefined;
  const level = secondLevelOf(host);
  const offered = page.kind === 'unknown' ? level.granule.pmdSize : largestFrom(page, level);
  if (offered === undefined) return undefined;
  for (const pageSize of level.granule.mappable.slice(1)) {
    if (pageSize > offered || pageSize > level.largest) return undefined;
    const possible = fullPages(gpa.value, size.value, pageSize);
    if (possible === 0n) return undefined;
    const hva = addressModulo(userspaceAddr, pageSize);
    if (hva === undefined) return undefined;
    if (!congruent(hva, gpa.value, pageSize))
      return { size: pageSize, difference: differenceModulo(hva, gpa.value, pageSize), possible };
  }
  return undefined;
}

/** Whether it is the first size above the base page: then the slot has base pages only. */
export function isFirstHugePage({ size }: LostPages, { simulation }: SlotFacts): boolean {
  const { host } = simulation.machine;
  return granuleOf(architectureOf(host.arch), host.pageSize).mappable[1] === size;
}

/** Moves `quantity`, which userspace_addr or gpa follows, by `difference` down or by the rest up to `modulus`. */
export function moveToCongruence(
  name: string,
  quantity: Quantity | undefined,
  difference: bigint,
  modulus: bigint,
): Fix[] {
  const value = quantity?.value;
  if (!quantity || value === undefined) return [];
  const steps = [
    { target: value - difference, step: `-${formatSize(difference)}`, size: difference },
    { target: value + modulus - difference, step: `+${formatSize(modulus - difference)}`, size: modulus - difference },
  ];
  // The shorter way first.
  if (steps[1]!.size < steps[0]!.size) steps.reverse();
  return steps.flatMap(({ target, step }) => {
    const edit = writeValue(quantity, target);
    return edit ? [{ title: `Move ${name} to ${edit.newText} (${step})`, edits: [edit], gains: true }] : [];
  });
}

/**
 * The fixes that bring gpa and userspace_addr together: move what was written, or move gpa. Congruence modulo the largest
 * page that the backing can give comes first, for the smaller ones follow from it.
 */
export function congruenceFixes({ size }: LostPages, facts: SlotFacts): Fix[] {
  const { userspaceAddr, offset, gpa } = facts.region;
  const moduli = [...new Set([largestPossible(facts) ?? size, size])];
  const moved = userspaceAddr.span ? { value: userspaceAddr.residue, span: userspaceAddr.span } : offset;
  const name = userspaceAddr.span ? 'userspace_addr' : 'offset';
  const fixes = moduli.flatMap((modulus) => {
    const hva = addressModulo(userspaceAddr, modulus);
    if (hva === undefined) return [];
    const difference = differenceModulo(hva, gpa.value!, modulus);
    if (difference === 0n) return [];
    return [
      ...moveToCongruence(name, moved, difference, modulus).map((fix) => ({ ...fix, preferred: true })),
      ...moveToCongruence('gpa', gpa, modulus - difference, modulus),
    ];
  });
  return fixes.filter(({ title }, i) => fixes.findIndex((other) => other.title === title) === i);
}

/** The largest page that the slot's backing can give and of which the slot could contain one. */
function largestPossible({ region: { gpa, size, page }, simulation: { machine } }: SlotFacts): bigint | undefined {
  const level = secondLevelOf(machine.host);
  const offered = page.kind === 'unknown' ? level.granule.pmdSize : largestFrom(page, level);
  return level.granule.mappable.findLast(
    (s) => offered !== undefined && s <= offered && s <= level.largest && fullPages(gpa.value!, size.value!, s) > 0n,
  );
}
