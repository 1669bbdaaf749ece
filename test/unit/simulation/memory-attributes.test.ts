import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Operation } from '../../../server/src/model/slot-operation';
import { tallyAttributes } from '../../../server/src/simulation/attribute-tally';
import { attributeRuns, memoryAttributesOf, NO_ATTRIBUTES } from '../../../server/src/simulation/memory-attributes';
import { replayMachine } from '../../../server/src/simulation/replay';
import { makeAttributes, makeHost, makeMachine, makeRegion } from './make-machine';

const PAGE = 4096n;

function attributesOf(operations: readonly Operation[], vmType: 'sw-protected' | 'default' = 'sw-protected') {
  return memoryAttributesOf(replayMachine(makeMachine(operations, makeHost({ vmType }))).results);
}

test('a page has the attribute that it was given last, or the one of its slot', () => {
  const range = fc.record({ start: fc.bigInt(0n, 30n), size: fc.bigInt(1n, 10n), isPrivate: fc.boolean() });
  fc.assert(
    fc.property(fc.array(range, { maxLength: 8 }), range, fc.boolean(), (conversions, slot, guestMemfd) => {
      const operations = conversions.map(({ start, size, isPrivate }) =>
        makeAttributes(start * PAGE, size * PAGE, isPrivate),
      );
      const region = makeRegion({ gpa: slot.start * PAGE, size: slot.size * PAGE, flags: guestMemfd ? 4n : 0n });
      const tally = tallyAttributes(region, attributesOf(operations));
      const isPrivate = Array.from({ length: Number(slot.size) }, (_, index) => {
        const page = slot.start + BigInt(index);
        const given = conversions.findLast(({ start, size }) => start <= page && page < start + size);
        return given?.isPrivate ?? guestMemfd;
      });
      assert.equal(tally.privateBytes, BigInt(isPrivate.filter((each) => each).length) * PAGE);
      const runs = attributeRuns(region, attributesOf(operations));
      const drawn = runs.flatMap((run) => Array<boolean>(Number((run.end - run.start) / PAGE)).fill(run.private));
      assert.deepEqual(drawn, isPrivate);
      assert.ok(runs.every((run, index) => index === 0 || run.private !== runs[index - 1]!.private));
      for (const pages of [1, 2, 4]) {
        const wanted = { true: 0n, false: 0n };
        for (let at = 0; at + pages <= isPrivate.length; at++) {
          if ((slot.start + BigInt(at)) % BigInt(pages) !== 0n) continue;
          const attributes = new Set(isPrivate.slice(at, at + pages));
          if (attributes.size === 1) wanted[`${isPrivate[at]!}`] += 1n;
        }
        assert.equal(tally.privatePages(BigInt(pages) * PAGE), wanted.true);
        assert.equal(tally.sharedPages(BigInt(pages) * PAGE), wanted.false);
      }
    }),
  );
});

test('what KVM refuses converts nothing', () => {
  assert.equal(attributesOf([makeAttributes(0n, PAGE, true)], 'default'), NO_ATTRIBUTES);
  assert.equal(attributesOf([makeAttributes(1n, PAGE, true)]), NO_ATTRIBUTES);
  assert.equal(attributesOf([makeRegion({})]), NO_ATTRIBUTES);
});

test('the same conversions are the same attributes, others are not', () => {
  const [first, second] = [makeAttributes(0n, PAGE, true), makeAttributes(PAGE, PAGE, true)];
  const attributes = attributesOf([first, second]);
  assert.equal(attributesOf([makeRegion({}), first, second]), attributes);
  assert.notEqual(attributesOf([second]), attributes);
  assert.notEqual(attributesOf([second, first]), attributes);
  assert.deepEqual([...attributesOf([first]).said], [{ start: 0n, end: PAGE, value: true }]);
});

test('a conversion that is not known makes the attributes incomplete', () => {
  const unknown = { ...makeAttributes(0n, PAGE, true), size: { value: undefined, span: undefined } };
  assert.equal(attributesOf([unknown]).complete, false);
  assert.equal(attributesOf([makeAttributes(0n, PAGE, true), unknown]).complete, false);
});
