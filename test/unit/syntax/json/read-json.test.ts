import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { flattenWord } from '../../../../server/src/syntax/json/flat-word';
import type { JsonValue } from '../../../../server/src/syntax/json/json-value';
import { type JsonReading, readJson } from '../../../../server/src/syntax/json/read-json';
import { spanText } from '../../../../server/src/text/span';
import { wordText } from '../../../../server/src/text/word';
import { isTrueToText, show, wordOf } from '../word-of';

function read(text: string): JsonReading {
  return readJson(flattenWord(wordOf(text)));
}

/** The value as JSON.parse() would give it, with numbers as they are written; the unknown is the symbol-like `?`. */
function plain(value: JsonValue | undefined): unknown {
  switch (value?.kind) {
    case 'object':
      return Object.fromEntries(value.members.map((member) => [show(member.key), plain(member.value)]));
    case 'array':
      return value.items.map(plain);
    case 'string':
      return show(value.word);
    case 'number':
      return Number(value.raw);
    case 'boolean':
      return value.value;
    case 'null':
      return null;
    default:
      return '?';
  }
}

test('what JSON.parse() reads is read the same, without a problem', () => {
  const safe = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      fc.string({ unit: 'binary' }).filter((text) => !text.includes('$')),
      fc.integer(),
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => (Object.is(n, -0) ? 0 : n)),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie('value')),
      fc.dictionary(fc.string({ unit: fc.constantFrom('a', 'b', '"', '\\', '\n', 'é', '\ud83d') }), tie('value')),
    ),
  })).value;
  fc.assert(
    fc.property(safe, fc.constantFrom(undefined, 1), (value, indent) => {
      const text = JSON.stringify(value, null, indent);
      const reading = read(text);
      assert.deepEqual(plain(reading.value), JSON.parse(text));
      assert.deepEqual(reading.problems, []);
      assert.equal(reading.complete, true);
      assert.equal(reading.end, text.length);
    }),
    { seed: 3, numRuns: 500 },
  );
});

test('numbers stay as they are written, values know their places', () => {
  const reading = read('{"size": 18446744073709551616, "share": true, "x": -1.50e+3}');
  assert.ok(reading.value?.kind === 'object');
  const [size, share, x] = reading.value.members.map((member) => member.value);
  assert.ok(size?.kind === 'number' && size.raw === '18446744073709551616');
  assert.equal(spanText(share!.span), 'true');
  assert.ok(x?.kind === 'number' && x.raw === '-1.50e+3');
  assert.equal(spanText(reading.value.members[0]!.key.span), 'size');
});

test('single quotes are right for QEMU', () => {
  const reading = read(`{'qom-type': 'memory-backend-ram', 'id': 'it\\'s "m"'}`);
  assert.deepEqual(plain(reading.value), { 'qom-type': 'memory-backend-ram', id: 'it\'s "m"' });
  assert.deepEqual(reading.problems, []);
});

test('what QEMU refuses is understood and reported', () => {
  // The words are those of QEMU 7.2.
  const cases: [string, unknown, string][] = [
    ['{"a":1,}', { a: 1 }, 'expecting value'],
    ['[1,]', [1], 'expecting value'],
    ['{"a":1 "b":2}', { a: 1, b: 2 }, 'expected separator in dict'],
    ['{"a":1', { a: 1 }, 'premature EOI'],
    ['{"a":"x', { a: 'x' }, 'premature EOI'],
    ['{"a"=1}', { a: 1 }, "stray '='"],
    ['{a:1}', { a: 1 }, 'key is not a string in object'],
    ['{"a":True}', { a: '?' }, "stray 'True'"],
    ['{"a":0x400000}', { a: 4194304 }, 'expected separator in dict'],
    ['{"a":1,"a":2}', { a: 2 }, 'duplicate key'],
    ['{"a":1 /* one */}', { a: 1 }, "stray '/'"],
    ['{"a":}', { a: '?' }, 'expecting value'],
    ['{"a","b":1}', { a: '?', b: 1 }, 'missing : in object pair'],
    ['{"a":"\\q"}', { a: 'q' }, 'invalid escape sequence in string'],
    ['{"a":[1}', { a: [1] }, 'expected separator in dict'],
    ['{,"a":1}', { a: 1 }, 'expecting value'],
  ];
  for (const [text, value, words] of cases) {
    const reading = read(text);
    assert.deepEqual(plain(reading.value), value, text);
    assert.ok(reading.problems[0]?.message.includes(words), `${text}: ${reading.problems[0]?.message}`);
  }
  assert.deepEqual(read('{"a":1,}').problems[0]!.suggestions, ['']);
  assert.equal(spanText(read('{"a":1,}').problems[0]!.span), ',');
});

test('what is not known leaves the rest readable', () => {
  const cases: [string, unknown, boolean][] = [
    ['{"id":"m$","size":$,"share":true}', { id: 'm?', size: '?', share: true }, true],
    ['{"size":$000}', { size: '?' }, true],
    ['{"a":1,$}', { a: 1 }, false],
    ['{"a":1$}', { a: '?' }, true],
    ['{$}', {}, false],
    ['{"a":[0,$]}', { a: [0, '?'] }, false],
  ];
  for (const [text, value, complete] of cases) {
    const reading = read(text);
    assert.deepEqual(plain(reading.value), value, text);
    assert.deepEqual(reading.problems, [], text);
    assert.equal(reading.complete, complete, text);
  }
});

test('nothing makes it throw, and every known character stands where its span says', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom(...'{}[],:="\'\\/*#$ \n\r\0ut0x1e-.+aé\ud83d\ufeff'), maxLength: 30 }),
      (text) => {
        const reading = read(text);
        assert.ok(reading.end <= text.length);
        const pending = reading.value ? [reading.value] : [];
        for (let value = pending.pop(); value; value = pending.pop()) {
          if (value.kind === 'object') {
            for (const member of value.members) {
              assert.ok(isTrueToText(member.key));
              pending.push(member.value);
            }
          } else if (value.kind === 'array') pending.push(...value.items);
          else if (value.kind === 'string') assert.ok(isTrueToText(value.word));
        }
        for (const problem of reading.problems)
          assert.ok(problem.span.start <= problem.span.end && problem.span.end <= text.length);
      },
    ),
    { seed: 4, numRuns: 5000 },
  );
});

test('depth and length cost no more than linear time', () => {
  const started = performance.now();
  for (const text of [
    '['.repeat(200_000),
    '{"a":'.repeat(100_000),
    '[[],'.repeat(100_000),
    ']}'.repeat(200_000),
    '"'.repeat(500_000),
  ])
    read(text);
  const deep = read(`${'['.repeat(100_000)}1${']'.repeat(100_000)}`);
  assert.deepEqual(deep.problems, []);
  assert.equal(wordText(wordOf('')), '');
  const long = read(`{"a":"${'x'.repeat(10_000_000)}"}`);
  assert.equal(long.end, 10_000_008);
  assert.ok(performance.now() - started < 60_000);
});
