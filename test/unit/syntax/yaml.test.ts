import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isAlias, isMap, isScalar, isSeq, parseDocument, stringify } from 'yaml';
import { readYaml, type YamlReading } from '../../../server/src/syntax/yaml/read-yaml';
import type { YamlValue } from '../../../server/src/syntax/yaml/yaml-value';
import { spanText } from '../../../server/src/text/span';
import { countSteps } from '../../count-steps';

function read(text: string): YamlReading | undefined {
  return readYaml({ text, lineCount: text.split('\n').length }, 0, text.length);
}

/** What is not known. */
const UNKNOWN = '?';

/** A tree without its places. */
function plain(value: YamlValue | undefined): unknown {
  if (value === undefined) return null;
  if (value.kind === 'scalar') return value.text;
  if (value.kind === 'list') return value.items.map(plain);
  if (value.kind === 'map') return value.entries.map(({ key, value: of }) => [key.text, plain(of)]);
  return UNKNOWN;
}

/** What the library's own reader makes of a text, in the form of `ours` as far as that is known; `undefined`: it is not YAML. */
function theirs(text: string, ours: unknown): unknown {
  const document = parseDocument(text, { schema: 'failsafe', uniqueKeys: false, logLevel: 'silent' });
  const convert = (node: unknown, like: unknown): unknown => {
    if (like === UNKNOWN) return UNKNOWN;
    if (isAlias(node)) return convert(node.resolve(document), like);
    const items = Array.isArray(like) ? (like as unknown[]) : [];
    if (isSeq(node)) return node.items.map((item, i) => convert(item, items[i]));
    if (isMap(node))
      return node.items.map(({ key, value }, i) => [
        convert(key, undefined),
        convert(value, Array.isArray(items[i]) ? (items[i] as unknown[])[1] : undefined),
      ]);
    // An empty plain scalar.
    if (isScalar(node)) return node.value === '' && node.type === 'PLAIN' ? null : node.value;
    return null;
  };
  return document.errors.length > 0 ? undefined : convert(document.contents, ours);
}

const MANIFEST = `# a machine
apiVersion: kubevirt.io/v1
metadata:
  name: 'it''s'
  labels: {app: "a\\tb", "x":1, empty: , list: [1, two,]}
spec:
  lists:
  - plain text: with spaces # behind
    b:
    - - nested
      - deeper: yes
      -
  -   indented: 1
  script: |-
    # no comment
    a: b

  folded: >
    text
  quoted: "two
    lines"
  shared: &m {guest: 4Gi}
  memory: *m
  merged:
    <<: *m
  block: &b
    size: 1
  again: *b
  tagged: !!str 5
`;

test('a manifest is read as the library reads it, with every value at its place', () => {
  const ours = plain(read(MANIFEST)!.value);
  assert.deepEqual(ours, theirs(MANIFEST, ours));
  const spec = (read(MANIFEST)!.value as Extract<YamlValue, { kind: 'map' }>).entries[2]!;
  const inside = (spec.value as Extract<YamlValue, { kind: 'map' }>).entries;
  const seen = Object.fromEntries(inside.map(({ key, value, span }) => [key.text, [spanText(span), value?.kind]]));
  assert.deepEqual(seen.memory, ['memory: *m', 'map']);
  assert.deepEqual(seen.block, ['block: &b\n    size: 1', 'map']);
  assert.deepEqual(seen.again, ['again: *b', 'map']);
  assert.deepEqual(seen.tagged, ['tagged: !!str 5', 'unknown']);
  assert.deepEqual(seen.quoted, ['quoted: "two\n    lines"', 'unknown']);
  const aliased = inside.find(({ key }) => key.text === 'memory')!.value!;
  assert.equal(spanText(aliased.span), '{guest: 4Gi}');
});

test('a comment is about the entry that it stands before or behind', () => {
  const { comments } = read('# 1\n\na: # 2\n  # 3\n  b: 1 # 4\n  c: [ # 5\n    x]\n# 6\n')!;
  assert.deepEqual(
    comments.map(({ span, entry }) => [spanText(span), entry && spanText(entry.span).replaceAll(/\n\s*/g, '|')]),
    [
      ['# 1', 'a: # 2|# 3|b: 1 # 4|c: [ # 5|x]'],
      ['# 2', 'a: # 2|# 3|b: 1 # 4|c: [ # 5|x]'],
      ['# 3', 'b: 1'],
      ['# 4', 'b: 1'],
      ['# 5', 'c: [ # 5|x]'],
      ['# 6', undefined],
    ],
  );
});

const UNREADABLE: readonly string[] = [
  'a: b: c',
  'a: - b',
  'a:\n  b: 1\n c: 2',
  'a:\nb',
  'a: "b',
  "a: 'b' c",
  'a: [b',
  'a: [b}',
  'a: ]',
  'a: {b: 1, , c: 2}',
  'a: [1 2, [3] 4]',
  'a: 1\n\tb: 2',
  '\ta: 1',
  '? a\n: b',
  ': a',
  '[a]: b',
  'a: 1\n- b',
  '- a\nb: 1',
  'a: \0',
  'a: 1\rb: 2',
  'a: 1\n%YAML 1.2\n',
  'a: &x\n  &y b: 1\n  c: &z\n  &w\n',
];

for (const text of UNREADABLE)
  test(`nothing is made of ${JSON.stringify(text)}`, () => assert.equal(read(text), undefined));

const scalar = fc.oneof(
  fc.stringMatching(/^[ -~]{1,12}$/),
  fc.constantFrom('4Gi', '0', 'null', '- a', 'a: b', '#', '{', '*a', '&a', '! b', 'two\nlines', 'é', '"', "'", '---'),
);
const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 5, depthIdentifier: 'tree' },
    scalar,
    fc.array(tie('tree'), { maxLength: 4, depthIdentifier: 'tree' }),
    fc.dictionary(fc.stringMatching(/^[\w./ -]{1,8}$/), tie('tree'), {
      maxKeys: 4,
      depthIdentifier: 'tree',
      noNullPrototype: true,
    }),
  ),
}));
const written = fc
  .tuple(
    tree,
    fc.record({
      indent: fc.constantFrom(1, 2, 4),
      indentSeq: fc.boolean(),
      collectionStyle: fc.constantFrom('any', 'block', 'flow'),
      defaultStringType: fc.constantFrom('PLAIN', 'QUOTE_SINGLE', 'QUOTE_DOUBLE'),
      defaultKeyType: fc.constantFrom('PLAIN', 'QUOTE_SINGLE', 'QUOTE_DOUBLE'),
    } as const),
  )
  .map(([value, options]) => stringify(value, { ...options, schema: 'failsafe', lineWidth: 60 }));

test('whatever the library writes is read as it reads it', () => {
  let known = 0;
  fc.assert(
    fc.property(written, (text) => {
      const reading = read(text);
      // An empty list it puts right below its key, where YAML wants it further to the right.
      if (!reading) return assert.match(text, /:\n *\[\]/);
      const ours = plain(reading.value);
      known += JSON.stringify(ours).includes(UNKNOWN) ? 0 : 1;
      assert.deepEqual(ours, theirs(text, ours));
    }),
    { numRuns: 400 },
  );
  assert.ok(known > 100);
});

test('of what is torn, nothing is read in another way than the library reads it', () => {
  const piece = fc.constantFrom(
    ...['', ' ', '  ', '\n', '\n  ', '\n- ', '\t', ':', ': ', '- ', '#', ' # c', ',', '[', ']', '{', '}', '"', "'"],
    ...['&a ', '*a', '!t ', '|\n', '>-\n', '? ', '---', '...', '\r\n', 'a: ', '<<: ', '%', '@', '\u00a0', '\ufeff'],
  );
  const tears = fc.array(fc.tuple(fc.nat(999), fc.nat(4), piece), { minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(fc.oneof(written, fc.constant(MANIFEST)), tears, (text, edits) => {
      let torn = text;
      for (const [at, length, by] of edits) {
        const start = at % (torn.length + 1);
        torn = torn.slice(0, start) + by + torn.slice(start + length);
      }
      // One document.
      if (/^(?:---|\.\.\.)/m.test(torn)) return;
      const reading = read(torn);
      if (!reading) return;
      const ours = plain(reading.value);
      const expected = theirs(torn, ours);
      if (expected !== undefined) assert.deepEqual(ours, expected);
    }),
    { numRuns: 1500 },
  );
});

test('the work grows with the text, however deep or odd it is', () => {
  const hostile: readonly ((n: number) => string)[] = [
    (n) => '[ '.repeat(n),
    (n) => `a: ${'{a: '.repeat(n)}`,
    (n) => '- '.repeat(n),
    (n) => 'a: &a\n'.repeat(n),
    (n) => '- &a [*a, *a]\n'.repeat(n),
    (n) => `a:\n${'# c\n'.repeat(n)}`,
    (n) => `a: [${',\t1'.repeat(n)}]`,
    (n) => `a: |\n${' b: c\n'.repeat(n)}`,
    (n) => `a: "${'\\"\n '.repeat(n)}"`,
    (n) => `a: ${'\n b'.repeat(n)}`,
    (n) => "''".repeat(n),
    (n) => '! '.repeat(n),
  ];
  for (const make of hostile) {
    const [small, large] = [200, 1600].map((n) => countSteps(() => read(make(n)))) as [number, number];
    assert.ok(large < small * 12, `${make(2)}: ${small}, ${large}`);
  }
});
