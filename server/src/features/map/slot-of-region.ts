import { hex } from '../../model/format';
import { addressValue } from '../../model/host-address';
import type { SetMemoryRegion } from '../../model/slot-operation';
import { addressText, nameOf, pagesText } from '../../rules/slot-text';
import { KVM_CHECKS } from '../../simulation/kvm-check';
import { addressSpaceId } from '../../simulation/memslots';
import { pageSegments } from '../../simulation/page-segments';
import type { PageUse } from '../../simulation/page-use';
import { effectiveErrno, type OperationResult } from '../../simulation/replay';
import type { MachineSimulation } from '../../simulation/simulate';
import { whyNotLarger } from '../why-not-larger';
import type { MapSlot } from './memory-map';

/** The slot that a call sets, without its backing; `undefined` where its place is not known, or it has no memory. */
export function slotOfRegion(
  region: SetMemoryRegion,
  result: OperationResult,
  simulation: MachineSimulation,
): MapSlot | undefined {
  const { gpa, size, addressSpace, guestMemfd, offset } = region;
  if (gpa.value === undefined || !size.value) return undefined;
  const errno = effectiveErrno(result);
  const refused = errno !== 0 && errno !== undefined;
  const use = refused ? undefined : simulation.pagesOf(region);
  const { outcome } = result;
  const name = nameOf(region);
  const why = use && whyNotLarger(use, region);
  const notes = [
    region.backing
      ? `${region.backing.name}+${offset?.value === undefined ? '?' : hex(offset.value)}`
      : addressText(region),
    guestMemfd && !region.backing
      ? `guest_memfd ${guestMemfd.id?.replace('fd:', '') ?? '?'}+${hex(offset?.value ?? 0n)}`
      : '',
    refused
      ? `KVM refuses it with ${errno}${outcome.kind === 'refused' ? `: it does not take ${KVM_CHECKS[outcome.check].refuses}.` : '.'}`
      : '',
    outcome.kind === 'unknown' ? 'Whether KVM accepts it depends on a value that is not known.' : '',
    why ?? '',
    use ? `${use.upperBound ? 'up to ' : ''}${pagesText(use)} pages` : '',
  ];
  return {
    kind: 'ram',
    name: name[0]!.toUpperCase() + name.slice(1),
    start: gpa.value,
    end: gpa.value + size.value,
    space: addressSpaceId(addressSpace.value ?? 0n),
    state: refused ? 'refused' : errno === undefined ? 'doubtful' : 'set',
    misaligned: use !== undefined && isMisaligned(use),
    segments: use ? pageSegments(region, use, simulation.attributes) : [],
    backing: undefined,
    at: region.backing ? offset?.value : addressValue(region.userspaceAddr),
    notes: notes.filter(Boolean),
    place: undefined,
  };
}

/** Whether the next larger pages than those that are used are lost because two addresses are not congruent. */
export function isMisaligned({ pages, limits, hazards }: PageUse): boolean {
  const largest = pages.findLast(({ count }) => count > 0n)?.size ?? 0n;
  const larger = limits.filter(({ size }) => size > largest);
  const lost = larger.some(({ kind, size }) => size === larger[0]!.size && INCONGRUENT.has(kind));
  return lost || hazards.some(({ kind }) => kind === 'wrong-memory');
}

const INCONGRUENT: ReadonlySet<string> = new Set(['incongruent-hva', 'incongruent-offset', 'own-size-only']);
