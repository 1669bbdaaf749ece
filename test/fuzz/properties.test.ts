import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { corpusOf, corpusProperties } from './corpus';
import { GENERATORS } from './generators';
import { PROPERTIES } from './properties';

for (const property of PROPERTIES) {
  for (const generator of GENERATORS) {
    test(`${property.name}: ${generator.kind}`, () =>
      fc.assert(
        fc.asyncProperty(property.inputs(generator), async (input) => property.check(input)),
        { seed: 1, numRuns: property.runs },
      ));
  }
  for (const [name, input] of corpusOf(property.name))
    test(`${property.name}: what was found once, ${name}`, async () => property.check(input));
}

test('every finding that is kept belongs to a property', () => {
  const names = new Set(PROPERTIES.map(({ name }) => name));
  assert.deepEqual(
    corpusProperties().filter((name) => !names.has(name)),
    [],
  );
});
