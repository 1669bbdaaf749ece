import assert from 'node:assert/strict';
import { test } from 'node:test';
import { acceptanceRuleOf } from '../../../server/src/simulation/acceptance/acceptance-rules';
import { simulateMachine } from '../../../server/src/simulation/simulate';
import { makeAttributes, makeHost, makeMachine, makeRegion } from './make-machine';

const M = 1n << 20n;
const G = 1n << 30n;

test('pages depend on the call, the host and the attributes', () => {
  const host = makeHost({ vmType: 'sw-protected' });
  const slot = makeRegion({ gpa: 0n, size: G, page: { kind: 'thp' } });
  const other = makeRegion({ slot: 1n, gpa: 4n * G, size: 2n * G, page: { kind: 'thp' } });
  const { pagesOf } = simulateMachine(makeMachine([other, slot], host));
  const counts = [slot, slot, other, slot].map((region) => pagesOf(region)?.pages[1]?.count);
  assert.deepEqual(counts, [512n, 512n, 1024n, 512n]);
  const narrow = { ...host, maxPage: 4096n };
  assert.equal(simulateMachine(makeMachine([slot], narrow)).pagesOf(slot)?.pages[1]?.count, 0n);
  const mixed = simulateMachine(makeMachine([slot, makeAttributes(M, M, true)], host)).pagesOf(slot);
  assert.equal(mixed?.pages[1]?.count, 511n);
});

test('a machine with all that is asked of it', () => {
  const slot = makeRegion({ gpa: M, offset: M, size: 0x7ff00000n });
  const simulation = simulateMachine(makeMachine([slot]));
  const { outcome } = simulation.results.at(0)!;
  assert.equal(simulation.liveSlots.get(0)?.at(0)?.region, slot);
  assert.equal(simulation.liveSlots, simulation.liveSlots);
  assert.deepEqual(simulation.judge(acceptanceRuleOf('upstream'), slot, outcome), { accepts: true, verdict: 'safe' });
  assert.deepEqual(simulation.judge(acceptanceRuleOf('size'), slot, outcome), { accepts: false, verdict: 'needless' });
});
