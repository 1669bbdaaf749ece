import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_SETTINGS } from '../../server/src/features/settings';
import { createSnapshot } from '../../server/src/features/snapshot';
import { reasonText } from '../../server/src/rules/reason-text';
import { KVM_CHECKS } from '../../server/src/simulation/kvm-check';
import { refusalReason } from '../../server/src/simulation/refusal-reason';
import { TextLines } from '../../server/src/text/text-lines';
import { type GuestMemfdCase, readVectors, type SlotCase } from './read-vectors';

/** A call as it was recorded. */
interface Call {
  readonly slot: number;
  readonly gpa: bigint;
  readonly size: bigint;
  readonly hva: bigint;
  readonly flags: number;
  readonly offset: bigint;
  readonly fd: number;
  readonly errno: number;
}

interface Recording {
  readonly host: string;
  readonly files: readonly bigint[];
  readonly calls: readonly Call[];
}

const PAGE = 4095n;
const BASE = 0x7e0000000000n;

const RECORDINGS: readonly Recording[] = [
  ...readVectors<SlotCase>('kvm-hugepages.jsonl').map(({ slots }) => ({
    host: 'host kernel=6.12 gpa-bits=40\n',
    files: [],
    calls: slots.map(({ slot, gpa, size, offset, flags, errno }) => ({
      slot,
      gpa: BigInt(gpa),
      size: BigInt(size),
      hva: BASE + BigInt(offset),
      flags,
      offset: 0n,
      fd: -1,
      errno,
    })),
  })),
  ...readVectors<GuestMemfdCase>('guest-memfd.jsonl').flatMap(({ guest_memfd, calls }) =>
    guest_memfd.errno === 0
      ? {
          host: 'host kernel=6.18 gpa-bits=52 vm=sw-protected\n',
          files: [BigInt(guest_memfd.size)],
          calls: calls.map((call) => ({
            ...call,
            gpa: BigInt(call.gpa),
            size: BigInt(call.size),
            hva: BASE + BigInt(call.hva_offset),
            offset: BigInt(call.guest_memfd_offset),
            fd: 0,
          })),
        }
      : [],
  ),
  ...readVectors<{ guest_memfds: string[]; calls: Record<string, string | number>[] }>('kvm-calls.jsonl').map(
    ({ guest_memfds, calls }) => ({
      host: 'host kernel=6.18 gpa-bits=52 vm=sw-protected\n',
      files: guest_memfds.map(BigInt),
      calls: calls.map((call) => ({
        slot: Number(call.slot),
        flags: Number(call.flags),
        gpa: BigInt(call.gpa!),
        size: BigInt(call.size!),
        hva: BigInt(call.hva!),
        offset: BigInt(call.guest_memfd_offset!),
        fd: Number(call.guest_memfd),
        errno: Number(call.errno),
      })),
    }),
  ),
];

/** The recording as the log of a QEMU. */
function logOf({ host, calls }: Recording): string {
  const lines = calls.map(
    ({ slot, gpa, size, hva, flags, offset, fd, errno }) =>
      `kvm_set_user_memory AddrSpace#${slot >>> 16} Slot#${slot & 0xffff} flags=0x${flags.toString(16)} gpa=0x${gpa.toString(16)} size=0x${size.toString(16)} ua=0x${hva.toString(16)} guest_memfd=${fd} guest_memfd_offset=0x${offset.toString(16)} ret=${-errno}\n`,
  );
  return host + lines.join('');
}

/** What is set when a call is made, by slot, from the recorded answers alone. */
type Slots = ReadonlyMap<number, Call>;

const meet = (a: bigint, aSize: bigint, b: bigint, bSize: bigint) => a < b + bSize && b < a + aSize;
const others = (call: Call, slots: Slots) => [...slots.values()].filter(({ slot }) => slot !== call.slot);
const isThere = (call: Call, slots: Slots, differs: (old: Call) => boolean) => {
  const old = slots.get(call.slot);
  return old !== undefined && differs(old);
};

/** That what a check refuses is really so, of each check that the recordings can have failed. */
const IS_SO: Readonly<Record<string, (call: Call, slots: Slots, recording: Recording) => boolean>> = {
  'slot-id-range': ({ slot }) => (slot & 0xffff) >= 32764,
  'flags-invalid': ({ flags }) => (flags & ~7) !== 0 || ((flags & 4) !== 0 && (flags & 3) !== 0),
  'size-unaligned': ({ size }) => (size & PAGE) !== 0n,
  'gpa-unaligned': ({ gpa }) => (gpa & PAGE) !== 0n,
  'hva-unaligned': ({ hva }) => (hva & PAGE) !== 0n,
  'hva-range': ({ hva, size }) => hva + size > 1n << 47n,
  'offset-unaligned': ({ flags, offset }) => (flags & 4) !== 0 && (offset & PAGE) !== 0n,
  'offset-wraps': ({ flags, offset, size }) => (flags & 4) !== 0 && offset + size >= 1n << 64n,
  'address-space-range': ({ slot }, _, { host }) => slot >>> 16 >= (host.includes('sw-protected') ? 1 : 2),
  'gpa-wraps': ({ gpa, size }) => gpa + size >= 1n << 64n,
  'slot-too-large': ({ size }) => size >> 12n > (1n << 31n) - 1n,
  'delete-missing': ({ size, slot }, slots) => size === 0n && !slots.has(slot),
  'guest-memfd-immutable': (call, slots) => (call.flags & 4) !== 0 && slots.has(call.slot),
  'slot-moved-hva': (call, slots) => isThere(call, slots, ({ hva }) => hva !== call.hva),
  'slot-resized': (call, slots) => isThere(call, slots, ({ size }) => size !== call.size),
  'slot-readonly-toggled': (call, slots) => isThere(call, slots, ({ flags }) => ((flags ^ call.flags) & 2) !== 0),
  'slot-guest-memfd-toggled': (call, slots) => isThere(call, slots, ({ flags }) => ((flags ^ call.flags) & 4) !== 0),
  overlap: (call, slots) =>
    others(call, slots).some(
      (other) => other.slot >>> 16 === call.slot >>> 16 && meet(call.gpa, call.size, other.gpa, other.size),
    ),
  'guest-memfd-bounds': ({ fd, offset, size }, _, { files }) => offset + size > files[fd]!,
  'guest-memfd-bound-twice': (call, slots) =>
    others(call, slots).some(
      ({ flags, fd, offset, size }) =>
        (flags & 4) !== 0 && fd === call.fd && meet(call.offset, call.size, offset, size),
    ),
  'gpa-limit': ({ gpa, size }, _, { host }) => gpa + size > 1n << BigInt(/gpa-bits=(\d+)/.exec(host)![1]!),
};

test('of every call that a real KVM refused, the log says which check failed, and what it says is so', () => {
  const named = new Map<string, number>();
  let refused = 0;
  for (const recording of RECORDINGS) {
    const snapshot = createSnapshot(TextLines.of(logOf(recording)), { settings: DEFAULT_SETTINGS, log: true });
    const [simulation] = snapshot.simulations;
    const slots = new Map<number, Call>();
    for (const [i, call] of recording.calls.entries()) {
      const result = simulation!.results.at(i)!;
      const reason = refusalReason(result);
      if (call.errno === 0) {
        assert.equal(reason, undefined);
        if (call.size === 0n) slots.delete(call.slot);
        else slots.set(call.slot, call);
        continue;
      }
      refused += 1;
      assert.equal(reason?.errno, call.errno === 17 ? 'EEXIST' : 'EINVAL');
      // A log tells neither how large a guest_memfd is nor how wide user addresses are: then the check is a likely one.
      if (reason.kind === 'unseen') assert.fail(`nothing is said of ${logOf(recording)}`);
      named.set(reason.check, (named.get(reason.check) ?? 0) + 1);
      if (reason.kind === 'certain')
        assert.ok(IS_SO[reason.check]?.(call, slots, recording), `${reason.check}: call ${i} of\n${logOf(recording)}`);
      else
        assert.ok(
          ['guest-memfd-bounds', 'hva-range'].includes(reason.check) || IS_SO[reason.check]?.(call, slots, recording),
        );
      assert.ok(reasonText(reason).includes(KVM_CHECKS[reason.check].refuses));
    }
  }
  assert.ok(refused > 300, `${refused}`);
  assert.deepEqual(
    Object.keys(IS_SO).filter((check) => !named.has(check)),
    [],
  );
});
