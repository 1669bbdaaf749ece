import {
  type AttributesDeclaration,
  type FieldValue,
  fieldNamed,
  type SlotDeclaration,
  type Token,
} from '../../syntax/memslots/declaration';
import type { FieldName } from '../../syntax/memslots/fields';
import { nearestWord } from '../../text/nearest-word';
import type { Problem } from '../../text/problem';
import { spanOf } from '../../text/span';
import { architectureOf, granuleOf } from '../architecture';
import type { Backing, BackingPage } from '../backing';
import { ERRNO_NUMBERS } from '../errno-numbers';
import type { Host } from '../host';
import { type HostAddress, knownAddress } from '../host-address';
import { derived, type Quantity, UNKNOWN, written } from '../quantity';
import {
  type GuestMemfd,
  KVM_MEM_GUEST_MEMFD,
  type SetMemoryAttributes,
  type SetMemoryRegion,
} from '../slot-operation';
import { lowerPage } from './lower-backing';
import { readFlags } from './read-flags';
import { quantityOf, type Scope } from './scope';
import { SlotCall } from './slot-call';

/** What one slot declaration is lowered with. */
export interface SlotContext {
  readonly host: Host;
  readonly scope: Scope;
  readonly backings: ReadonlyMap<string, Backing>;
}

/** The call that a slot declaration or a trace line describes. */
export function lowerSlot(declaration: SlotDeclaration, context: SlotContext, problems: Problem[]): SetMemoryRegion {
  const { host, scope } = context;
  const trace = declaration.kind === 'trace-slot';
  const value = (name: FieldName) => fieldNamed(declaration.fields, name)?.value;
  const number = (name: FieldName, signed = false): Quantity | undefined => {
    const v = value(name);
    return v?.kind === 'number'
      ? quantityOf(declaration, v.expression, scope, problems, signed)
      : v && { ...UNKNOWN, span: spanOf(declaration, v.start, v.end) };
  };

  const { addressSpace, slot } = lowerId(declaration, number('as'), problems);
  const backing = lowerBackingReference(declaration, context, problems);
  const fd = number('guest_memfd', true);
  const guestMemfd = lowerGuestMemfd(fd, backing);
  const size = number('size') ?? UNKNOWN;
  const deletes = size.value === 0n;
  const gpa = number('gpa') ?? (deletes ? derived(0n) : UNKNOWN);
  const own = number('offset');
  // QEMU logs a left-over offset with guest_memfd=-1 (up to 10.0): it means nothing.
  const offset =
    fd?.value !== undefined && fd.value < 0n && !backing
      ? undefined
      : (own ?? (backing && !value('ua') ? derived(0n) : undefined));
  const flags = value('flags');
  const page = value('page');
  if (!trace) reportMissing(declaration, deletes, problems);
  return new SlotCall(declaration, {
    addressSpace,
    slot,
    gpa,
    size,
    userspaceAddr: lowerAddress(number('ua'), offset, backing, host, deletes),
    offset,
    flags:
      flags?.kind === 'flags'
        ? readFlags(declaration, flags, problems)
        : flags || trace
          ? UNKNOWN
          : derived(guestMemfd ? KVM_MEM_GUEST_MEMFD : 0n),
    backing,
    page: page ? lowerPage(declaration, page, host, problems) : (backing?.page ?? UNKNOWN_PAGE),
    guestMemfd,
    recorded: recordedAnswer(declaration, value('ret')) ?? number('ret', true),
  });
}

/** The conversion that a `private`/`shared` declaration or a kvm_convert_memory event describes. */
export function lowerAttributes(
  declaration: AttributesDeclaration,
  context: SlotContext,
  problems: Problem[],
): SetMemoryAttributes {
  const number = (name: FieldName): Quantity => {
    const v = fieldNamed(declaration.fields, name)?.value;
    return v?.kind === 'number' ? quantityOf(declaration, v.expression, context.scope, problems) : UNKNOWN;
  };
  for (const name of ['gpa', 'size'] as const) {
    if (!fieldNamed(declaration.fields, name))
      problems.push(missing(declaration, declaration.head, `'${declaration.head.text}' needs a ${name}.`));
  }
  return {
    kind: 'set-memory-attributes',
    span: spanOf(declaration, declaration.start, declaration.end),
    headSpan: spanOf(declaration, declaration.head.start, declaration.head.end),
    gpa: number('gpa'),
    size: number('size'),
    private: declaration.private,
  };
}

const UNKNOWN_PAGE: BackingPage = { kind: 'unknown' };

/** The ioctl's 32-bit `slot` holds the address space in its upper half; older trace lines print it undivided. */
function lowerId(
  declaration: SlotDeclaration,
  as: Quantity | undefined,
  problems: Problem[],
): { addressSpace: Quantity; slot: Quantity } {
  const quantity = (token: Token | undefined): Quantity | undefined => {
    if (!token) return undefined;
    const value = token.text.length <= 20 ? BigInt(token.text) : SLOT_LIMIT;
    if (value < SLOT_LIMIT) return written(value, declaration, token.start, token.end);
    const span = spanOf(declaration, token.start, token.end);
    const message = 'A slot is named by 32 bits: 16 for its id, and above them 16 for the address space.';
    problems.push({ code: 'number-overflow', span, severity: 'error', message });
    return { ...UNKNOWN, span };
  };
  const slot = quantity(declaration.id) ?? UNKNOWN;
  const addressSpace = as ?? quantity(declaration.addressSpace);
  if (addressSpace) return { addressSpace, slot };
  if (slot.value === undefined) return { addressSpace: slot.span ? UNKNOWN : derived(0n), slot };
  if (slot.value <= 0xffffn) return { addressSpace: derived(0n), slot };
  return { addressSpace: derived(slot.value >> 16n), slot: { value: slot.value & 0xffffn, span: slot.span } };
}

/** One more than what the ioctl's `__u32 slot` can hold. */
const SLOT_LIMIT = 1n << 32n;

function lowerBackingReference(
  declaration: SlotDeclaration,
  context: SlotContext,
  problems: Problem[],
): Backing | undefined {
  const value = fieldNamed(declaration.fields, 'backing')?.value;
  if (value?.kind !== 'word') return undefined;
  const backing = context.backings.get(value.text);
  if (!backing) {
    const nearest = nearestWord(value.text, context.backings.keys());
    problems.push({
      code: 'undefined-name',
      span: spanOf(declaration, value.start, value.end),
      severity: 'error',
      message: `There is no backing '${value.text}'${nearest ? `; did you mean '${nearest}'?` : `; declare it with 'backing ${value.text} type=… page=… size=…'.`}`,
      ...(nearest ? { suggestions: [nearest] } : {}),
    });
  }
  return backing;
}

function lowerGuestMemfd(fd: Quantity | undefined, backing: Backing | undefined): GuestMemfd | undefined {
  if (fd && (fd.value === undefined || fd.value >= 0n)) {
    return { id: fd.value === undefined ? undefined : `fd:${fd.value}`, size: UNKNOWN, span: fd.span };
  }
  return backing?.type === 'guest_memfd'
    ? { id: `backing:${backing.name}`, size: backing.size, span: backing.nameSpan }
    : undefined;
}

/** What strace writes by the name of the error. */
function recordedAnswer(declaration: SlotDeclaration, value: FieldValue | undefined): Quantity | undefined {
  if (value?.kind !== 'word' || !Object.hasOwn(ERRNO_NUMBERS, value.text)) return undefined;
  const number = ERRNO_NUMBERS[value.text as keyof typeof ERRNO_NUMBERS];
  return written(BigInt(-number), declaration, value.start, value.end);
}

/** userspace_addr: as written, or where the backing's mapping puts the offset. */
function lowerAddress(
  ua: Quantity | undefined,
  offset: Quantity | undefined,
  backing: Backing | undefined,
  host: Host,
  deletes: boolean,
): HostAddress {
  if (ua) return ua.value === undefined ? { modulus: 1n, residue: 0n, span: ua.span } : knownAddress(ua.value, ua.span);
  if (deletes) return knownAddress(0n, undefined);
  if (offset && offset.value === undefined) return { modulus: 1n, residue: 0n, span: undefined };
  const at = offset?.value ?? 0n;
  if (backing?.hva.value !== undefined) return knownAddress(BigInt.asUintN(64, backing.hva.value + at), undefined);
  if (backing?.hva.span) return { modulus: 1n, residue: 0n, span: undefined };
  const { modulus, assumption } = assumedAlignment(offset, backing, host);
  return {
    modulus,
    residue: at & (modulus - 1n),
    span: undefined,
    assumption,
    ...(backing ? { relative: { base: backing, offset: at } } : {}),
  };
}

/** What the start of a backing that has no address yet is taken to be a multiple of. */
function assumedAlignment(
  offset: Quantity | undefined,
  backing: Backing | undefined,
  host: Host,
): { modulus: bigint; assumption: string } {
  if (!backing) {
    if (!offset)
      return {
        modulus: host.pageSize,
        assumption: 'userspace_addr is not given: only that it is page-aligned is assumed',
      };
    return {
      modulus: granuleOf(architectureOf(host.arch), host.pageSize).mappable.at(-1)!,
      assumption: 'no backing is named: its start is taken as aligned to the largest page',
    };
  }
  const align = backing.align.value;
  if (align !== undefined && align > 0n && (align & (align - 1n)) === 0n && align >= host.pageSize) {
    return { modulus: align, assumption: `the backing '${backing.name}' is mapped at a multiple of its align=` };
  }
  const { page } = backing;
  const modulus =
    page.kind === 'hugetlb'
      ? page.size
      : page.kind === 'thp'
        ? granuleOf(architectureOf(host.arch), host.pageSize).pmdSize
        : host.pageSize;
  return {
    modulus,
    assumption: `the backing '${backing.name}' has no hva=: its mapping is taken as aligned to its own page size`,
  };
}

function reportMissing(declaration: SlotDeclaration, deletes: boolean, problems: Problem[]): void {
  const absent = (['gpa', 'size'] as const).filter(
    (name) => !declaration.fields.some((f) => f.name === name) && !(deletes && name === 'gpa'),
  );
  // A field that is written wrongly was reported where it stands.
  if (absent.length === 0 || declaration.problems.length > 0) return;
  problems.push(missing(declaration, declaration.head, `A slot needs a ${absent.join(' and a ')}.`));
}

function missing(declaration: SlotDeclaration | AttributesDeclaration, at: Token, message: string): Problem {
  return { code: 'missing-field', span: spanOf(declaration, at.start, at.end), severity: 'error', message };
}
