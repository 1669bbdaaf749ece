import assert from 'node:assert/strict';
import { test } from 'node:test';
import { simulatedErrno } from '../../server/src/simulation/replay';
import { readVectors } from './read-vectors';
import { type CallsCase, replayCalls } from './replay-calls';

const ERRNO = { 0: 0, 17: 'EEXIST', 22: 'EINVAL' } as Readonly<Record<number, unknown>>;

test('the errno that Linux 6.18 KVM gave to calls with several faults', () => {
  const vectors = readVectors<CallsCase>('kvm-calls.jsonl');
  const checks = new Set<string>();
  let calls = 0;
  for (const vector of vectors) {
    const results = replayCalls(vector);
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
