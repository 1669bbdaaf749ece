import assert from 'node:assert/strict';
import { test } from 'node:test';
import { knownAddress, UNKNOWN_ADDRESS } from '../../../server/src/model/host-address';
import type { AcceptanceRuleId, Placement } from '../../../server/src/simulation/acceptance/acceptance-rule';
import { isExact, judgedSlot } from '../../../server/src/simulation/acceptance/acceptance-rule';
import { ACCEPTANCE_RULES, acceptanceRuleOf } from '../../../server/src/simulation/acceptance/acceptance-rules';
import { accepted, refused, undecided } from '../../../server/src/simulation/outcome';
import { BASE_HVA, makeHost, makeRegion } from './make-machine';

const K = 1n << 10n;
const M = 1n << 20n;
const G = 1n << 30n;
const PAGE_SIZES = [4n * K, 2n * M, G];

function placement(gpa: bigint, offset: bigint, size: bigint, hva?: bigint): Placement {
  const userspaceAddr = hva === undefined ? UNKNOWN_ADDRESS : knownAddress(hva, undefined);
  return { gpa, offset, size, pageSizes: PAGE_SIZES, userspaceAddr };
}

function judge(id: AcceptanceRuleId, at: Placement) {
  return acceptanceRuleOf(id).judge({ placement: at, upstream: undefined });
}

/** How the table writes it: accepted, rejected rightly, accepted wrongly, rejected needlessly. */
function cell(id: AcceptanceRuleId, at: Placement): string {
  const { accepts, verdict } = judge(id, at);
  if (accepts) return verdict === 'safe' ? 'ok' : 'ok!';
  return verdict === 'safe' ? 'REJ' : 'rej';
}

const COLUMNS: readonly AcceptanceRuleId[] = ['ctz', 'fls64', 'ffs64', 'gpa-level', 'size', 'size-gpa', 'rfc-v12'];

const TABLE: readonly [name: string, gpa: bigint, offset: bigint, size: bigint, cells: string, exact: boolean][] = [
  ['QEMU below 4G', 0n, 0n, 2n * G, 'ok ok ok ok ok ok ok', true],
  ['QEMU above 4G, 2G', 4n * G, 2n * G, 2n * G, 'rej rej ok ok ok ok ok', true],
  ['QEMU above 4G, 6G', 4n * G, 2n * G, 6n * G, 'rej rej ok ok ok ok ok', true],
  ['QEMU low 768K', 0n, 0n, 0xc0000n, 'ok ok ok ok ok ok rej', true],
  ['QEMU after the VGA hole', 0x100000n, 0x100000n, 0x7ff00000n, 'ok ok ok ok rej ok rej', true],
  ['QEMU 0xe0000 variant', 0xe0000n, 0xe0000n, 0x7ff20000n, 'ok ok ok ok rej ok rej', true],
  ['1M into 2M', 2n * M, M, 2n * M, 'REJ REJ ok! REJ REJ REJ REJ', false],
  ['gpa 0, offset 2M', 0n, 2n * M, 2n * M, 'rej rej rej rej ok ok ok', true],
  ['gpa 0, offset 4K', 0n, 4n * K, 4n * K, 'rej rej rej rej ok ok rej', true],
  ['gpa 0, offset 1G', 0n, G, G, 'rej rej rej rej ok ok ok', true],
  ['all rules wrong', M, 0n, 8n * M, 'ok! ok! ok! ok! ok! ok! ok!', false],
  ['all rules wrong at 1G', G + 2n * M, 0n, 4n * G, 'ok! ok! ok! ok! ok! ok! ok!', false],
  ['gpa 1M, offset 1M', M, M, 8n * M, 'ok ok ok ok rej ok rej', true],
  ['gpa 4K, offset 4K', 4n * K, 4n * K, 2n * M, 'ok ok ok ok rej ok rej', true],
  ['gpa 4K, offset 8K', 4n * K, 8n * K, 2n * M, 'ok ok rej ok rej ok rej', true],
  ['offset 16K', 0n, 0x4000n, G, 'REJ REJ REJ REJ REJ REJ REJ', false],
  ['fls trap', 2n * M, 3n * M, 2n * M, 'REJ ok! ok! REJ REJ REJ REJ', false],
  ['fls trap 2', 4n * G, 4n * G + 4n * K, 2n * M, 'REJ ok! ok! REJ REJ REJ REJ', false],
  ['low 2.5G', 0n, 0n, (5n * G) / 2n, 'ok ok ok ok ok ok ok', true],
  ['high 1.5G', 4n * G, (5n * G) / 2n, (3n * G) / 2n, 'REJ REJ ok! REJ REJ REJ ok!', false],
  ['3G/1G/1G', 3n * G, G, G, 'ok rej ok ok ok ok ok', true],
  ['4G/2M/512M', 4n * G, 2n * M, 512n * M, 'rej rej ok rej ok ok ok', true],
  ['2M/4M/2M', 2n * M, 4n * M, 2n * M, 'ok ok rej ok ok ok ok', true],
  ['SMRAM alias', 0xfeda0000n, 0xa0000n, 0x20000n, 'ok rej ok ok ok ok rej', true],
];

for (const [name, gpa, offset, size, cells, exact] of TABLE) {
  test(`truth table: ${name}`, () => {
    const at = placement(gpa, offset, size);
    assert.equal(COLUMNS.map((id) => cell(id, at)).join(' '), cells);
    assert.equal(isExact(at), exact);
    assert.equal(cell('exact', at), exact ? 'ok' : 'REJ');
  });
}

test('gpa 0 and offset 0: accepted whatever the size, but by RFC v12', () => {
  for (const size of [4n * K, 2n * M, 3n * M, G + 4n * K]) {
    const at = placement(0n, 0n, size);
    const others = COLUMNS.filter((id) => id !== 'rfc-v12');
    assert.ok(others.every((id) => cell(id, at) === 'ok'));
    assert.equal(cell('rfc-v12', at), size % (2n * M) === 0n ? 'ok' : 'rej');
  }
});

test('the offset or-ed to the address lets either be wrong', () => {
  const hva = BASE_HVA;
  assert.equal(judge('metadata', placement(M, 0n, 8n * M, hva + M)).verdict, 'unsafe');
  assert.equal(judge('metadata', placement(M, M, 8n * M, hva)).verdict, 'unsafe');
  assert.equal(judge('metadata', placement(M, M, 8n * M, hva + M)).verdict, 'safe');
  assert.equal(judge('metadata', placement(M, M, 8n * M)).verdict, undefined);
});

test('rules that downgrade accept everything and differ in what they leave on', () => {
  const afterHole = placement(M, M, 0x7ff00000n, BASE_HVA + M);
  const wrong = placement(M, 0n, 8n * M, BASE_HVA + M);
  const verdicts = (at: Placement) =>
    (['fault-order', 'fault-folio', 'per-level', 'fault-xor'] as const).map((id) => judge(id, at).verdict);
  assert.deepEqual(verdicts(afterHole), ['needless', 'safe', 'safe', 'safe']);
  assert.deepEqual(verdicts(wrong), ['unsafe', 'unsafe', 'safe', 'safe']);
  for (const rule of ACCEPTANCE_RULES) {
    if (rule.kind === 'downgrade') assert.equal(rule.judge({ placement: wrong, upstream: undefined }).accepts, true);
  }
});

test('upstream is what the replay answered, and always right', () => {
  const { judge } = acceptanceRuleOf('upstream');
  const of = (upstream: Parameters<typeof judge>[0]['upstream']) => judge({ placement: undefined, upstream });
  assert.deepEqual(of(accepted('create')), { accepts: true, verdict: 'safe' });
  assert.deepEqual(of(refused('overlap', 'EEXIST')), { accepts: false, verdict: 'safe' });
  assert.deepEqual(of(undecided('gpa-unaligned')), { accepts: undefined, verdict: undefined });
});

test('what is not known is not judged', () => {
  const host = makeHost();
  const unknown = [makeRegion({ gpa: null, offset: 0n }), makeRegion({}), makeRegion({ size: 0n, offset: 0n })];
  for (const region of unknown) {
    const slot = judgedSlot(region, host, undefined);
    assert.ok(ACCEPTANCE_RULES.every((rule) => rule.judge(slot).verdict === undefined));
    assert.equal(acceptanceRuleOf('size').judge(slot).accepts, undefined);
    assert.equal(acceptanceRuleOf('per-level').judge(slot).accepts, true);
  }
});

test('on other architectures the rules speak of their page sizes', () => {
  const host = makeHost({ arch: 'arm64', pageSize: 16n * K });
  const region = makeRegion({ gpa: 32n * M, offset: 2n * M, size: 64n * M });
  const slot = judgedSlot(region, host, undefined);
  assert.deepEqual(acceptanceRuleOf('size').judge(slot), { accepts: false, verdict: 'safe' });
  assert.deepEqual(acceptanceRuleOf('ffs64').judge(slot), { accepts: true, verdict: 'unsafe' });
});

/** Numbers that look random and are the same in every run. */
function* pseudoRandom(): Generator<bigint, never> {
  let state = 0x9e3779b97f4a7c15n;
  for (;;) {
    state = (state * 6364136223846793005n + 1442695040888963407n) & ((1n << 64n) - 1n);
    yield state >> 32n;
  }
}

test('over many slots: the exact rule is never wrong, the size rule lets some through, the others both', () => {
  const numbers = pseudoRandom();
  const next = (limit: bigint) => numbers.next().value % limit;
  const aligned = () => next(1n << 13n) << [12n, 20n, 21n, 21n, 29n, 30n][Number(next(6n))]!;
  const count = 8000;
  const wrong = new Map<string, { unsafe: number; needless: number }>();
  const rejecting = ACCEPTANCE_RULES.filter((rule) => rule.kind === 'reject' && rule.id !== 'upstream');
  for (const { id } of rejecting) wrong.set(id, { unsafe: 0, needless: 0 });
  for (let i = 0; i < count; i++) {
    const at = placement(aligned(), aligned(), aligned() || 4n * K);
    for (const rule of rejecting) {
      const { verdict } = rule.judge({ placement: at, upstream: undefined });
      if (verdict === 'unsafe' || verdict === 'needless') wrong.get(rule.id)![verdict] += 1;
    }
  }
  assert.deepEqual(wrong.get('exact'), { unsafe: 0, needless: 0 });
  for (const id of ['ctz', 'fls64', 'ffs64', 'gpa-level', 'rfc-v12']) {
    const { unsafe, needless } = wrong.get(id)!;
    assert.ok(unsafe > count / 20 && needless > count / 50, `${id}: ${unsafe} unsafe, ${needless} needless`);
  }
  assert.ok(wrong.get('size')!.unsafe > count / 50 && wrong.get('size')!.needless > 0);
  assert.ok(wrong.get('size-gpa')!.unsafe > count / 20);
  assert.equal(wrong.get('size-gpa')!.needless, 0);
});
