import type { Declaration, FieldValue } from '../../syntax/memslots/declaration';
import { readNumber } from '../../syntax/memslots/number';
import { nearestWord } from '../../text/nearest-word';
import type { Problem } from '../../text/problem';
import { spanOf } from '../../text/span';
import type { Quantity } from '../quantity';
import { KVM_MEM_GUEST_MEMFD, KVM_MEM_LOG_DIRTY_PAGES, KVM_MEM_READONLY } from '../slot-operation';

/** The names that flags can be written by, the usual one of each first. */
export const FLAG_NAMES: ReadonlyMap<string, bigint> = new Map([
  ['log-dirty-pages', KVM_MEM_LOG_DIRTY_PAGES],
  ['readonly', KVM_MEM_READONLY],
  ['guest-memfd', KVM_MEM_GUEST_MEMFD],
  ['kvm_mem_log_dirty_pages', KVM_MEM_LOG_DIRTY_PAGES],
  ['kvm_mem_readonly', KVM_MEM_READONLY],
  ['kvm_mem_guest_memfd', KVM_MEM_GUEST_MEMFD],
  ['kvm_mem_private', KVM_MEM_GUEST_MEMFD],
]);

/** The bits that a `flags=` field sets; unknown when any part of it is. */
export function readFlags(
  declaration: Declaration,
  field: FieldValue & { kind: 'flags' },
  problems: Problem[],
): Quantity {
  let value: bigint | undefined = 0n;
  for (const part of field.parts) {
    const bits = readFlagWord(part.text);
    if (bits === undefined) {
      const nearest = nearestWord(part.text, FLAG_NAMES.keys());
      problems.push({
        code: 'unknown-value',
        span: spanOf(declaration, part.start, part.end),
        severity: 'error',
        message: `'${part.text}' is not a flag; flags are log-dirty-pages (0x1), readonly (0x2) and guest-memfd (0x4).`,
        ...(nearest ? { suggestions: [nearest] } : {}),
      });
    }
    value = value === undefined || bits === undefined ? undefined : value | bits;
  }
  return { value, span: spanOf(declaration, field.start, field.end) };
}

/** The bits that one word of a `flags=` field stands for: a name or a number; `undefined` when it is neither. */
export function readFlagWord(text: string): bigint | undefined {
  const named = FLAG_NAMES.get(text.toLowerCase());
  if (named !== undefined) return named;
  const reading = readNumber(text);
  return reading.kind === 'value' ? reading.value : undefined;
}
