import assert from 'node:assert/strict';
import { test } from 'node:test';
import { acceptanceRuleOf } from '../../../server/src/simulation/acceptance/acceptance-rules';
import { simulateMachine } from '../../../server/src/simulation/simulate';
import { makeAttributes, makeHost, makeMachine, makeRegion } from './make-machine';

const M = 1n << 20n;
const G = 1n << 30n;

test('pages are worked out once for a call, a host and the attributes', () => {
  const host = makeHost({ vmType: 'sw-protected' });
  const slot = makeRegion({ gpa: 0n, size: G, page: { kind: 'thp' } });
  const first = simulateMachine(makeMachine([slot], host)).pagesOf(slot);
  assert.equal(first?.pages[1]?.count, 512n);
  const other = makeRegion({ slot: 1n, gpa: 4n * G });
  assert.equal(simulateMachine(makeMachine([other, slot], host)).pagesOf(slot), first);
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
