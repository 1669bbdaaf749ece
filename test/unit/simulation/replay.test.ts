import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Host } from '../../../server/src/model/host';
import { knownAddress, UNKNOWN_ADDRESS } from '../../../server/src/model/host-address';
import { derived } from '../../../server/src/model/quantity';
import type { SetMemoryRegion } from '../../../server/src/model/slot-operation';
import type { Outcome } from '../../../server/src/simulation/outcome';
import { effectiveErrno, replayMachine } from '../../../server/src/simulation/replay';
import { BASE_HVA, makeAttributes, makeHost, makeMachine, makeRegion, type RegionSpec } from './make-machine';

const K = 1n << 10n;
const M = 1n << 20n;
const G = 1n << 30n;
const TOP = 1n << 64n;

const SPAN = makeRegion({}).span;

function replay(specs: readonly RegionSpec[], host: Host = makeHost()) {
  const regions = specs.map(makeRegion);
  const { results, liveSlots } = replayMachine(makeMachine(regions, host));
  return { regions, results, liveSlots };
}

/** What became of the last call: `EINVAL overlap`, `create`, `? gpa-unaligned`. */
function last(specs: readonly RegionSpec[], host?: Host): string {
  return describe(replay(specs, host).results.at(-1)!.outcome);
}

function describe(outcome: Outcome): string {
  if (outcome.kind === 'refused') return `${outcome.errno} ${outcome.check}`;
  if (outcome.kind === 'unknown') return `? ${outcome.because}`;
  return outcome.assuming === undefined ? outcome.change : `${outcome.change}, if not ${outcome.assuming}`;
}

const PRIVATE = makeHost({ vmType: 'sw-protected' });

/** Every call in this list breaks the check that it stands for and all that come after it in KVM's order. */
const IN_ORDER: readonly [expected: string, spec: RegionSpec, host?: Host][] = [
  ['EINVAL slot-id-range', { slot: 32764n, flags: 8n }],
  ['EINVAL flags-invalid', { flags: 12n, size: 1n }],
  ['EINVAL size-unaligned', { flags: 4n, size: 1n, gpa: 1n }],
  ['EINVAL gpa-unaligned', { flags: 4n, gpa: 1n, hva: 1n }],
  ['EINVAL hva-unaligned', { flags: 4n, hva: 1n, offset: 1n }],
  ['EINVAL hva-range', { flags: 4n, hva: TOP - 4n * K, offset: 1n }],
  ['EINVAL offset-unaligned', { flags: 4n, offset: TOP - 1n, as: 1n }],
  ['EINVAL offset-wraps', { flags: 4n, offset: TOP - 4n * K, as: 1n }],
  ['EINVAL address-space-range', { as: 2n, gpa: TOP - 4n * K }],
  ['EINVAL gpa-wraps', { gpa: TOP - 4n * K, size: 1n << 46n }],
  ['EINVAL slot-too-large', { gpa: 1n << 51n, size: 1n << 43n }],
  ['EINVAL delete-missing', { size: 0n }],
  ['EINVAL gpa-limit', { gpa: 1n << 40n }, makeHost({ gpaBits: 40 })],
];

for (const [expected, spec, host = makeHost()] of IN_ORDER) {
  test(`first of several faults: ${expected}`, () => assert.equal(last([spec], host), expected));
}

test('limits are where KVM has them', () => {
  assert.equal(last([{ slot: 32763n }]), 'create');
  assert.equal(last([{ slot: 32764n }], makeHost({ arch: 'arm64' })), 'create');
  assert.equal(last([{ slot: 32767n }], makeHost({ arch: 'arm64' })), 'EINVAL slot-id-range');
  assert.equal(last([{ size: (1n << 43n) - 4n * K, hva: G }], makeHost({ gpaBits: 52 })), 'create');
  assert.equal(last([{ size: 1n << 43n }], makeHost({ gpaBits: 52 })), 'EINVAL slot-too-large');
  assert.equal(last([{ gpa: (1n << 40n) - 2n * M }], makeHost({ gpaBits: 40 })), 'create');
  assert.equal(last([{ as: 1n }]), 'create');
  assert.equal(last([{ as: 1n }], PRIVATE), 'EINVAL address-space-range');
  assert.equal(last([{ as: 1n }], makeHost({ arch: 'arm64' })), 'EINVAL address-space-range');
});

test('guest-physical limits by architecture', () => {
  const at = (arch: Host['arch'], bits: number, over: bigint) =>
    last(
      [{ gpa: (1n << BigInt(bits)) - M + over, size: M, hva: G }],
      makeHost({ arch, gpaBits: bits, pageSize: 4n * K }),
    );
  assert.equal(at('x86_64', 40, 4n * K), 'EINVAL gpa-limit');
  assert.equal(at('arm64', 40, 4n * K), 'EFAULT gpa-limit');
  assert.equal(at('loongarch64', 40, 4n * K), 'ENOMEM gpa-limit');
  assert.equal(at('s390x', 40, M), 'EINVAL gpa-limit');
  assert.equal(at('ppc64', 40, 4n * K), 'create');
  assert.equal(at('arm64', 40, 0n), 'create');
  assert.equal(at('riscv64', 41, 0n), 'EFAULT gpa-limit');
  assert.equal(at('riscv64', 41, -4n * K), 'create');
  // Where the width is not known, what some host has is accepted with a reserve, and what none has is refused.
  assert.equal(last([{ gpa: 1n << 35n }]), 'create');
  assert.equal(last([{ gpa: 1n << 45n }]), 'create, if not gpa-limit');
  assert.equal(last([{ gpa: 1n << 52n }]), 'EINVAL gpa-limit');
});

test('a TDX guest has a bit that its slots must not reach', () => {
  const host = makeHost({ vmType: 'tdx', gpaBits: 52 });
  assert.equal(last([{ gpa: (1n << 47n) - 2n * M }], host), 'create');
  assert.equal(last([{ gpa: 1n << 47n }], host), '? gpa-shared-bit');
  assert.equal(last([{ gpa: (1n << 47n) | (1n << 51n) }], host), 'EINVAL gpa-shared-bit');
});

test('user addresses', () => {
  assert.equal(last([{ hva: 1n << 55n }]), 'create, if not hva-range');
  assert.equal(last([{ hva: 1n << 60n }]), 'EINVAL hva-range');
  assert.equal(last([{ hva: (1n << 56n) - 8n * K, size: 4n * K }]), 'create, if not hva-range');
  assert.equal(last([{ hva: (1n << 56n) - 4n * K, size: 4n * K }]), 'EINVAL hva-range');
  assert.equal(last([{ hva: (1n << 47n) - 8n * K, size: 4n * K }]), 'create');
  assert.equal(last([{ hva: (1n << 47n) - 4n * K, size: 4n * K }]), 'create, if not hva-range');
  assert.equal(last([{ hva: 1n << 60n }], makeHost({ kernel: '6.8' })), 'create, if not hva-range');
  assert.equal(last([{ hva: 1n << 63n }], makeHost({ kernel: '6.8' })), 'EINVAL hva-range');
  assert.equal(last([{ hva: UNKNOWN_ADDRESS }]), 'create');
  assert.equal(last([{ hva: { ...UNKNOWN_ADDRESS, span: SPAN } }]), 'create, if not hva-unaligned');
  assert.equal(last([{ hva: { modulus: 2048n, residue: 16n, span: undefined } }]), 'EINVAL hva-unaligned');
  assert.equal(last([{ hva: { modulus: 4096n, residue: 0n, span: undefined } }]), 'create');
});

test('flags by kernel and kind of machine', () => {
  const memfd: RegionSpec = { flags: 4n, file: { id: 'fd:1', size: G }, offset: 0n };
  assert.equal(last([memfd], makeHost({ kernel: '6.7' })), 'EINVAL flags-invalid');
  assert.equal(last([memfd], makeHost({ kernel: '6.8' })), 'create');
  assert.equal(last([memfd], makeHost({ kernel: '6.17', vmType: 'default' })), 'EINVAL flags-invalid');
  assert.equal(last([memfd], makeHost({ kernel: '6.18', vmType: 'default' })), 'create');
  assert.equal(last([memfd], makeHost({ arch: 'arm64', kernel: '6.17' })), 'EINVAL flags-invalid');
  assert.equal(last([memfd], makeHost({ arch: 'arm64', kernel: '6.18' })), 'create');
  assert.equal(last([memfd], makeHost({ arch: 'riscv64' })), '? flags-invalid');
  assert.equal(last([{ ...memfd, flags: 5n }], PRIVATE), 'EINVAL flags-invalid');
  assert.equal(last([{ ...memfd, flags: 6n }], PRIVATE), 'EINVAL flags-invalid');
  assert.equal(last([{ flags: 3n }], PRIVATE), 'create');
  assert.equal(last([{ flags: 2n }], makeHost({ vmType: 'snp' })), 'EINVAL flags-invalid');
  assert.equal(last([{ flags: 2n }], makeHost({ vmType: 'sev' })), 'create');
  assert.equal(last([{ flags: 2n }], makeHost({ arch: 's390x' })), '? flags-invalid');
  assert.equal(last([{ flags: 8n }]), 'EINVAL flags-invalid');
  // Flags are looked at first, even of a delete.
  assert.equal(last([{}, { size: 0n, flags: 8n }]), 'EINVAL flags-invalid');
});

test('pages of 16 and 64 KiB', () => {
  const host = makeHost({ arch: 'arm64', pageSize: 64n * K });
  assert.equal(last([{ size: 4n * K }], host), 'EINVAL size-unaligned');
  assert.equal(last([{ gpa: 4n * K, size: 64n * K }], host), 'EINVAL gpa-unaligned');
  assert.equal(last([{ hva: BASE_HVA + 4n * K }], host), 'EINVAL hva-unaligned');
  assert.equal(last([{ size: 1n << 43n }], host), 'create, if not gpa-limit');
});

test('a slot that exists', () => {
  const slot: RegionSpec = { gpa: 0n, size: 4n * M };
  assert.equal(last([slot, slot]), 'none');
  assert.equal(last([slot, { ...slot, flags: 1n }]), 'flags-only');
  assert.equal(last([slot, { ...slot, gpa: G, flags: 1n }]), 'move');
  assert.equal(last([slot, { ...slot, hva: BASE_HVA + G, size: M }]), 'EINVAL slot-moved-hva');
  assert.equal(last([slot, { ...slot, size: M, flags: 2n }]), 'EINVAL slot-resized');
  assert.equal(last([slot, { ...slot, flags: 2n }]), 'EINVAL slot-readonly-toggled');
  assert.equal(last([slot, { ...slot, flags: 4n, size: M }], PRIVATE), 'EINVAL guest-memfd-immutable');
  assert.equal(last([{ ...slot, flags: 4n }, slot], PRIVATE), 'EINVAL slot-guest-memfd-toggled');
  assert.equal(last([slot, { size: 0n }]), 'delete');
  assert.equal(last([slot, { size: 0n }, { size: 0n }]), 'EINVAL delete-missing');
  assert.equal(last([slot, { size: 0n }, { ...slot, size: M }]), 'create');
  // The same id in another address space is another slot.
  assert.equal(last([slot, { ...slot, as: 1n, size: M }]), 'create');
});

test('a slot whose address follows from its backing is the same while its offset is', () => {
  const base = {};
  const at = (offset: bigint, from: object = base): RegionSpec => ({
    hva: { modulus: 2n * M, residue: offset % (2n * M), span: undefined, relative: { base: from, offset } },
  });
  assert.equal(last([at(0n), at(0n)]), 'none');
  assert.equal(last([at(0n), at(4n * M)]), 'EINVAL slot-moved-hva');
  assert.equal(last([at(0n), at(M)]), 'EINVAL slot-moved-hva');
  assert.equal(last([at(0n), at(0n, {})]), '? slot-moved-hva');
});

test('overlap', () => {
  const low: RegionSpec = { gpa: 0n, size: 2n * G };
  assert.equal(last([low, { slot: 1n, gpa: 2n * G }]), 'create');
  assert.equal(last([low, { slot: 1n, gpa: 2n * G - 4n * K, size: 4n * K }]), 'EEXIST overlap');
  assert.equal(last([low, { slot: 1n, as: 1n, gpa: G }]), 'create');
  assert.equal(last([low, { slot: 1n, gpa: 4n * G }, { slot: 1n, gpa: G }]), 'EEXIST overlap');
  // A slot that moves does not collide with where it was.
  assert.equal(last([low, { ...low, gpa: G }]), 'move');
  assert.equal(last([low, { ...low, gpa: G }, { slot: 1n, gpa: 0n }]), 'create');
  assert.equal(last([low, { slot: 1n, gpa: 2n * G, size: G }, { ...low, gpa: G }]), 'EEXIST overlap');
  const { results, regions } = replay([low, { slot: 1n, gpa: G }]);
  const { outcome } = results.at(1)!;
  assert.equal(outcome.kind === 'refused' && outcome.other, regions[0]);
});

test('guest_memfd: bounds and double binding', () => {
  const file = { id: 'fd:7', size: 4n * M };
  const bound: RegionSpec = { flags: 4n, file, offset: 0n, size: 2n * M };
  const again: RegionSpec = { ...bound, slot: 1n, gpa: G };
  assert.equal(last([{ ...bound, offset: 2n * M }], PRIVATE), 'create');
  assert.equal(last([{ ...bound, offset: 2n * M + 4n * K }], PRIVATE), 'EINVAL guest-memfd-bounds');
  const old = makeHost({ vmType: 'sw-protected', kernel: '7.1' });
  assert.equal(last([bound, again], old), 'EINVAL guest-memfd-bound-twice');
  assert.equal(last([bound, again], PRIVATE), 'EEXIST guest-memfd-bound-twice');
  assert.equal(last([bound, { ...again, offset: 2n * M }], PRIVATE), 'create');
  assert.equal(last([bound, { ...again, file: { id: 'fd:8', size: G } }], PRIVATE), 'create');
  assert.equal(last([bound, { size: 0n }, again], PRIVATE), 'create');
  // An overlap in guest-physical memory hides it, and it hides the limit of addresses.
  assert.equal(last([bound, { ...again, gpa: 0n, offset: G }], PRIVATE), 'EEXIST overlap');
  const narrow = makeHost({ vmType: 'sw-protected', gpaBits: 36 });
  assert.equal(last([bound, { ...again, gpa: 1n << 40n, offset: G }], narrow), 'EINVAL guest-memfd-bounds');
  // The offset is not looked at without the flag.
  assert.equal(last([{ ...bound, flags: 0n, offset: 1n }], PRIVATE), 'create');
});

test('guest_memfd: what is not known of the file is taken as right', () => {
  assert.equal(last([{ flags: 4n }], PRIVATE), 'create, if not guest-memfd-bounds');
  const bound: RegionSpec = { flags: 4n, file: { id: 'fd:7' }, offset: 0n };
  assert.equal(last([bound], PRIVATE), 'create, if not guest-memfd-bounds');
  assert.equal(last([bound, { ...bound, slot: 1n, gpa: G }], PRIVATE), 'EEXIST guest-memfd-bound-twice');
  const nameless: RegionSpec = { ...bound, file: { size: G } };
  assert.equal(last([nameless], PRIVATE), 'create, if not guest-memfd-bound-twice');
  assert.equal(last([{ ...bound, offset: null }], PRIVATE), '? offset-unaligned');
});

test('s390x before 7.1 wants segments', () => {
  const before = makeHost({ arch: 's390x', kernel: '7.0' });
  const after = makeHost({ arch: 's390x', kernel: '7.1' });
  const odd: RegionSpec = { gpa: 64n * K, size: 64n * K, hva: BASE_HVA + 64n * K };
  assert.equal(last([odd], before), 'EINVAL hva-unaligned-segment');
  assert.equal(last([{ ...odd, hva: BASE_HVA }], before), 'EINVAL size-unaligned-segment');
  assert.equal(last([{ ...odd, hva: BASE_HVA, size: M }], before), 'create');
  assert.equal(last([odd], after), 'create');
});

test('what is not known leaves later faults unsaid, but not earlier ones', () => {
  assert.equal(last([{ slot: null, flags: 8n }]), '? slot-id-range');
  assert.equal(last([{ slot: 40000n, size: null }]), 'EINVAL slot-id-range');
  assert.equal(last([{ flags: null }]), '? flags-invalid');
  assert.equal(last([{ size: null }]), '? size-unaligned');
  assert.equal(last([{ gpa: null }]), '? gpa-unaligned');
  assert.equal(last([{ size: 1n, gpa: null }]), 'EINVAL size-unaligned');
  assert.equal(last([{ as: null }]), '? address-space-range');
  assert.equal(last([{}, { gpa: null, size: 0n, hva: UNKNOWN_ADDRESS }]), 'delete');
});

test('what meets a call whose outcome is not known is not known either', () => {
  const doubtful: RegionSpec = { slot: null, gpa: G, size: G };
  assert.equal(last([doubtful, { gpa: G }]), '? overlap');
  assert.equal(last([doubtful, { gpa: 2n * G }]), 'create');
  assert.equal(
    last([
      { slot: 1n, flags: null, gpa: G },
      { slot: 1n, size: 0n },
    ]),
    '? delete-missing',
  );
  assert.equal(
    last([
      { slot: 1n, flags: null, gpa: G },
      { slot: 1n, gpa: G },
    ]),
    '? slot-moved-hva',
  );
  // A surely set slot that may have been changed.
  assert.equal(last([{}, { flags: null, gpa: G }, { slot: 1n }]), '? overlap');
  assert.equal(last([{}, { flags: null, gpa: G }, { slot: 1n, gpa: 2n * G }]), 'create');
  // But what collides with a surely set slot is refused all the same.
  assert.equal(last([doubtful, {}, { slot: 1n }]), 'EEXIST overlap');
  const memfd: RegionSpec = { flags: 4n, file: { id: 'fd:7', size: G }, offset: 0n };
  assert.equal(
    last(
      [
        { ...memfd, slot: null },
        { ...memfd, gpa: G },
      ],
      PRIVATE,
    ),
    '? guest-memfd-bound-twice',
  );
});

test('what a log recorded took effect, whatever the simulation says', () => {
  const first: RegionSpec = { recorded: 0n };
  const second: RegionSpec = { slot: 1n, recorded: 0n };
  const { results, liveSlots, regions } = replay([first, second]);
  assert.equal(describe(results.at(1)!.outcome), 'EEXIST overlap');
  assert.equal(effectiveErrno(results.at(1)!), 0);
  assert.deepEqual([results.at(0)!.live, results.at(1)!.live], [false, true]);
  assert.deepEqual(
    [...liveSlots.get(0)!].map(({ region }) => region),
    [regions[1]],
  );
  // What it recorded as refused is not there.
  const failed = replay([{ recorded: -22n }, { slot: 1n }]);
  assert.equal(describe(failed.results.at(0)!.outcome), 'create');
  assert.equal(effectiveErrno(failed.results.at(0)!), 'EINVAL');
  assert.deepEqual(
    [...failed.results].map(({ live }) => live),
    [false, true],
  );
  assert.equal(describe(failed.results.at(1)!.outcome), 'create');
  // A delete that succeeded though nothing was seen to be set, and a slot that is set though nothing is known of it.
  assert.equal(last([{ size: 0n, recorded: 0n }, {}]), 'create');
  assert.equal(last([{ flags: null, recorded: 0n }, { slot: 1n }]), 'EEXIST overlap');
  assert.equal(effectiveErrno(replay([{ recorded: -17n }]).results.at(0)!), 'EEXIST');
  assert.equal(effectiveErrno(replay([{ recorded: -4095n }]).results.at(0)!), undefined);
  assert.equal(effectiveErrno(replay([{ gpa: null }]).results.at(0)!), undefined);
  assert.equal(effectiveErrno(replay([{}]).results.at(0)!), 0);
});

test('live is what is set in the end, once for each slot', () => {
  const { results, liveSlots, regions } = replay([
    { slot: 0n, gpa: 2n * G },
    { slot: 1n, gpa: G },
    { slot: 1n, gpa: G, flags: 1n },
    { slot: 1n, gpa: G, flags: 1n },
    { slot: 2n, gpa: 0n },
    { slot: 2n, size: 0n },
    { slot: 3n, gpa: 2n * G },
    { slot: 0n, gpa: 3n * G },
    { slot: 4n, gpa: null },
    { slot: 0n, as: 1n, gpa: G },
  ]);
  const live = [...results].flatMap((result, index) => (result.live ? [index] : []));
  assert.deepEqual(live, [2, 7, 8, 9]);
  const inOrder = (space: number) =>
    [...liveSlots.get(space)!].map(({ start, region }) => [start, regions.indexOf(region)]);
  assert.deepEqual(inOrder(0), [
    [G, 2],
    [3n * G, 7],
  ]);
  assert.deepEqual(inOrder(1), [[G, 9]]);
});

test('an outcome that did not change is the same object', () => {
  const regions = [{}, { slot: 1n, gpa: G }, { slot: 2n, gpa: G }, {}, { slot: 3n, size: 1n }].map(makeRegion);
  const first = replayMachine(makeMachine(regions));
  const extra = makeRegion({ slot: 9n, gpa: 8n * G });
  const second = replayMachine(makeMachine([extra, ...regions]));
  for (const [index, { outcome }] of [...first.results].entries()) {
    assert.equal(second.results.at(index + 1)!.outcome, outcome);
  }
});

test('memory attributes need private memory, a size and aligned pages', () => {
  const outcome = (gpa: bigint, size: bigint, host?: Host) =>
    describe(replayMachine(makeMachine([makeAttributes(gpa, size, true)], host)).results.at(0)!.outcome);
  assert.equal(outcome(0n, M), 'attributes');
  assert.equal(outcome(0n, M, makeHost({ vmType: 'default' })), 'EINVAL attributes-unsupported');
  assert.equal(outcome(0n, M, makeHost({ kernel: '6.7' })), 'ENOTTY attributes-unsupported');
  assert.equal(outcome(0n, M, makeHost({ arch: 'arm64' })), 'ENOTTY attributes-unsupported');
  const shared = replayMachine(makeMachine([makeAttributes(0n, M, false)], makeHost({ vmType: 'default' })));
  assert.equal(describe(shared.results.at(0)!.outcome), 'attributes, if not attributes-unsupported');
  assert.equal(outcome(1n, 0n), 'EINVAL attributes-empty');
  assert.equal(outcome(TOP - M, M), 'EINVAL attributes-wrap');
  assert.equal(outcome(TOP - 2n * M, M), 'attributes');
  assert.equal(outcome(0n, 1n), 'EINVAL attributes-unaligned');
});

test('a machine of which nobody said what it is has private memory if it uses some', () => {
  assert.equal(last([{ flags: 4n }, { slot: 1n, gpa: G, as: 1n }]), 'EINVAL address-space-range');
  const conversion = [makeAttributes(0n, M, true), makeRegion({ as: 1n })];
  assert.equal(describe(replayMachine(makeMachine(conversion)).results.at(1)!.outcome), 'EINVAL address-space-range');
  assert.equal(last([{ flags: 4n }, { slot: 1n, gpa: G, as: 1n }], makeHost({ vmType: 'default' })), 'create');
});

test('numbers of any size are answered, not thrown at', () => {
  const huge = 1n << 200n;
  const region: SetMemoryRegion = { ...makeRegion({}), slot: derived(huge), addressSpace: derived(huge) };
  assert.equal(describe(replayMachine(makeMachine([region])).results.at(0)!.outcome), 'EINVAL slot-id-range');
  assert.equal(last([{ gpa: huge, size: huge, hva: knownAddress(0n, undefined) }]), 'EINVAL hva-range');
  assert.equal(last([{ gpa: 1n << 50n }], makeHost({ gpaBits: 2 ** 31 })), 'create');
});
