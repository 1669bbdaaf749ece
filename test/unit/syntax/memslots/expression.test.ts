import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { evaluateExpression } from '../../../../server/src/model/memslots/evaluate-expression';
import type { LetDeclaration } from '../../../../server/src/syntax/memslots/declaration';
import { parseOne, postfix, problemTexts } from './support';

function letOf(text: string): LetDeclaration {
  const declaration = parseOne(`let x = ${text}`);
  assert.equal(declaration.kind, 'let');
  return declaration as LetDeclaration;
}

const order = (text: string) => {
  const { expression } = letOf(text);
  return expression && postfix(expression);
};

const evaluate = (text: string) => {
  const { expression } = letOf(text);
  assert.ok(expression, text);
  const evaluation = evaluateExpression(expression, (name) => (name === 'n' ? 7n : undefined));
  return evaluation.kind === 'value'
    ? evaluation.value
    : evaluation.kind === 'failed'
      ? evaluation.code
      : evaluation.kind;
};

test('precedence as in C, from left to right', () => {
  assert.equal(order('1 + 2 * 3'), '0x1 0x2 0x3 * +');
  assert.equal(order('1 - 2 - 3'), '0x1 0x2 - 0x3 -');
  assert.equal(order('16 / 4 / 2'), '0x10 0x4 / 0x2 /');
  assert.equal(order('1 << 2 + 3'), '0x1 0x2 0x3 + <<');
  assert.equal(order('1 << 2 << 3'), '0x1 0x2 << 0x3 <<');
  assert.equal(order('(1 + 2) * 3'), '0x1 0x2 + 0x3 *');
  assert.equal(order('-a * b'), 'a negate b *');
  assert.equal(order('- - 2'), '0x2 negate negate');
  assert.equal(order('+4'), '0x4');
  assert.equal(order('a>>1'), 'a 0x1 >>');
  assert.equal(order('((((8G))))'), '0x200000000');
});

test('a comment ends an expression, a division does not start one', () => {
  assert.equal(order('8G / 2 # half'), '0x200000000 0x2 /');
  assert.equal(order('8G // 2'), '0x200000000');
});

test('the extent of an expression has no blanks around it', () => {
  const { expression, text } = letOf('   1 +  2   # three');
  assert.equal(text.slice(expression!.start, expression!.end), '1 +  2');
});

test('what is missing or left over is told, and the value is unknown', () => {
  const cases: readonly [string, string, string[]][] = [
    ['1 +', '!0x1 +', ["missing-value '+'"]],
    ['(1 + 2', '!0x1 0x2 +', ["unclosed-parenthesis '('"]],
    ['((1)', '!0x1', ["unclosed-parenthesis '('"]],
    ['()', '!', ["missing-value ')'"]],
    ['(1 + ) * 2', '!0x1 + 0x2 *', ["missing-value ')'"]],
    ['4X + 1', '!0x1 +', ["malformed-number '4X'"]],
    ['1 2', '0x1', ["unexpected-text '2'"]],
    ['1)', '0x1', ["unexpected-text ')'"]],
    ['1 + * 2', '!0x1 +', ["missing-value '+'", "unexpected-text '* 2'"]],
  ];
  for (const [text, expected, problems] of cases) {
    const declaration = letOf(text);
    assert.deepEqual(problemTexts(declaration), problems, text);
    assert.equal(declaration.expression && postfix(declaration.expression), expected, text);
    if (expected.startsWith('!')) assert.equal(evaluate(text), 'unknown', text);
  }
});

test('values are exact; what leaves the 64 bits or divides by zero has none', () => {
  assert.equal(evaluate('0xffffffffffffffff'), (1n << 64n) - 1n);
  assert.equal(evaluate('2 - 3'), -1n);
  assert.equal(evaluate('(2 - 3) * 2 + 4'), 2n);
  assert.equal(evaluate('7 / 2'), 3n);
  assert.equal(evaluate('n * n'), 49n);
  assert.equal(evaluate('unheard_of + 1'), 'unknown');
  assert.equal(evaluate('1 / 0'), 'division-by-zero');
  assert.equal(evaluate('1 / (n - 7)'), 'division-by-zero');
  assert.equal(evaluate('1 << 65'), 'number-overflow');
  assert.equal(evaluate('1 << (0 - 1)'), 'number-overflow');
  assert.equal(evaluate('16E'), 'unknown', 'a number that does not fit was told when it was read');
  assert.equal(evaluate(Array(40).fill('0xffffffff').join(' * ')), 'number-overflow');
});

test('the value is that of exact arithmetic, wherever that stays inside', () => {
  type Tree = { text: string; value: bigint | undefined };
  const small = fc.bigInt({ min: 0n, max: 1n << 20n });
  const leaf: fc.Arbitrary<Tree> = small.map((value) => ({ text: `${value}`, value }));
  const combine = (operator: string, a: Tree, b: Tree): bigint | undefined => {
    if (a.value === undefined || b.value === undefined) return undefined;
    if (operator === '+') return a.value + b.value;
    if (operator === '-') return a.value - b.value;
    if (operator === '*') return a.value * b.value;
    return b.value === 0n ? undefined : a.value / b.value;
  };
  const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
    tree: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      leaf,
      fc.tuple(fc.constantFrom('+', '-', '*', '/'), tie('tree'), tie('tree')).map(([operator, a, b]) => ({
        text: `(${a.text} ${operator} ${b.text})`,
        value: combine(operator, a, b),
      })),
    ),
  }));
  const limit = 1n << 64n;
  fc.assert(
    fc.property(tree, ({ text, value }) => {
      const found = evaluate(text);
      if (value !== undefined && value > -limit && value < limit && typeof found === 'bigint')
        assert.equal(found, value);
      if (value === undefined) assert.equal(typeof found, 'string', text);
      if (typeof found === 'bigint') assert.equal(found, value);
    }),
    { numRuns: 500 },
  );
});
