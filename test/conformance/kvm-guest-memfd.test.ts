import assert from 'node:assert/strict';
import { test } from 'node:test';
import { effectiveErrno, replayMachine } from '../../server/src/simulation/replay';
import { BASE_HVA, makeHost, makeMachine, makeRegion } from '../unit/simulation/make-machine';
import { type GuestMemfdCase, readVectors } from './read-vectors';

const ERRNO = { 0: 0, 17: 'EEXIST', 22: 'EINVAL' } as Readonly<Record<number, unknown>>;

test('what Linux 6.18 KVM answered to calls with a guest_memfd', () => {
  const host = makeHost({ kernel: '6.18', gpaBits: 52 });
  const vectors = readVectors<GuestMemfdCase>('guest-memfd.jsonl');
  let calls = 0;
  for (const vector of vectors) {
    const regions = vector.calls.map((call) =>
      makeRegion({
        as: BigInt(call.slot >>> 16),
        slot: BigInt(call.slot & 0xffff),
        gpa: BigInt(call.gpa),
        size: BigInt(call.size),
        hva: BASE_HVA + BigInt(call.hva_offset),
        offset: BigInt(call.guest_memfd_offset),
        flags: BigInt(call.flags),
        file: { id: 'fd:1', size: BigInt(vector.guest_memfd.size) },
      }),
    );
    const { results } = replayMachine(makeMachine(regions, host));
    for (const [index, call] of vector.calls.entries()) {
      assert.equal(effectiveErrno(results.at(index)!), ERRNO[call.errno], `${vector.case}: call ${index}`);
      calls += 1;
    }
  }
  assert.ok(vectors.length === 200 && calls > 450);
});
