import assert from 'node:assert/strict';
import { test } from 'node:test';
import { replayMachine, simulatedErrno } from '../../server/src/simulation/replay';
import { makeHost, makeMachine, makeRegion } from '../unit/simulation/make-machine';
import { readVectors } from './read-vectors';

/**
 * Calls of KVM_SET_USER_MEMORY_REGION2 made one after the other against one VM with two guest_memfds (given by their
 * sizes), most of them faulty in several ways at once: which errno comes back shows the order of KVM's checks.
 */
interface Vector {
  readonly case: string;
  readonly guest_memfds: readonly string[];
  readonly calls: readonly {
    /** The address space in bits 16 and up. */
    readonly slot: number;
    readonly flags: number;
    readonly gpa: string;
    readonly size: string;
    readonly hva: string;
    /** Index into `guest_memfds`. */
    readonly guest_memfd: number;
    readonly guest_memfd_offset: string;
    readonly errno: number;
  }[];
}

const ERRNO = { 0: 0, 17: 'EEXIST', 22: 'EINVAL' } as Readonly<Record<number, unknown>>;

test('the errno that Linux 6.18 KVM gave to calls with several faults', () => {
  const host = makeHost({ kernel: '6.18', gpaBits: 52 });
  const vectors = readVectors<Vector>('kvm-calls.jsonl');
  const checks = new Set<string>();
  let calls = 0;
  for (const vector of vectors) {
    const regions = vector.calls.map((call) =>
      makeRegion({
        as: BigInt(call.slot >>> 16),
        slot: BigInt(call.slot & 0xffff),
        gpa: BigInt(call.gpa),
        size: BigInt(call.size),
        hva: BigInt(call.hva),
        offset: BigInt(call.guest_memfd_offset),
        flags: BigInt(call.flags),
        file: { id: `fd:${call.guest_memfd}`, size: BigInt(vector.guest_memfds[call.guest_memfd]!) },
        // What follows depends on what really happened.
        recorded: BigInt(-call.errno),
      }),
    );
    const { results } = replayMachine(makeMachine(regions, { ...host, vmType: 'sw-protected' }));
    for (const [index, call] of vector.calls.entries()) {
      const { outcome } = results.at(index)!;
      calls += 1;
      if (outcome.kind === 'refused') checks.add(outcome.check);
      assert.notEqual(outcome.kind, 'unknown');
      // That host has no 57-bit user addresses, which the replay cannot know.
      if (outcome.kind !== 'unknown' && outcome.assuming !== undefined) {
        assert.equal(outcome.assuming, 'hva-range');
        assert.equal(ERRNO[call.errno], 'EINVAL', `${vector.case}: call ${index}`);
        continue;
      }
      assert.equal(simulatedErrno(outcome), ERRNO[call.errno], `${vector.case}: call ${index}`);
    }
  }
  assert.ok(vectors.length >= 300 && calls > 1000);
  assert.ok(checks.size >= 19, `only ${[...checks].join(' ')}`);
});
