import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createAnalysis, type DocumentKind } from '../../server/src/features/analysis';
import { DEFAULT_SETTINGS } from '../../server/src/features/settings';
import { TextLines } from '../../server/src/text/text-lines';
import { askAt, askOutline } from './ask';
import { positionAt } from './history';
import type { Property } from './property';

/** A text some of whose numbers gave way to others. */
export interface Renumbered {
  readonly kind: DocumentKind;
  readonly text: string;
  /** In decimal, as JSON has no numbers of that size. */
  readonly numbers: readonly string[];
}

/** Numbers that a float cannot hold, and those around the ends of what can be written. */
const number = fc.oneof(
  fc.bigInt(0n, 1n << 64n),
  fc.bigInt(0n, 1n << 52n).map((page) => page << 12n),
  fc.bigInt(0n, 1n << 32n).map((more) => (1n << 53n) + 2n * more + 1n),
);

/**
 * No number goes through a float on its way from the text into what is said of it, and what is said reads back to the very
 * number: one that is written in several ways at once is the same in each of them.
 */
export const numbers: Property<Renumbered> = {
  name: 'numbers',
  runs: 60,
  inputs: ({ kind, text }) =>
    fc.record({
      kind: fc.constant(kind),
      text,
      numbers: fc.array(
        number.map((n) => `${n}`),
        { minLength: 3, maxLength: 6 },
      ),
    }),
  check({ kind, text, numbers }) {
    let count = 0;
    // Every other one, lest nothing but nonsense is left.
    const renumbered = text.replace(/\b(?:0x[\da-f]+|\d+)\b/gi, (old) => {
      count += 1;
      return count % 2 === 0 ? numbers[count % numbers.length]! : old;
    });
    const said = withoutFloats(() => everythingSaid(kind, renumbered));
    for (const words of said) checkNotations(words);
  },
};

/** Fails when a number that a float cannot hold is made one. */
function withoutFloats<T>(run: () => T): T {
  const { Number: convert } = globalThis;
  let lost: bigint | undefined;
  globalThis.Number = new Proxy(convert, {
    apply(target, self, args: unknown[]) {
      const [value] = args;
      const result = Reflect.apply(target, self, args) as number;
      if (typeof value === 'bigint' && BigInt(result) !== value) lost ??= value;
      return result;
    },
  });
  try {
    return run();
  } finally {
    globalThis.Number = convert;
    assert.equal(lost, undefined, 'a number that became a float');
  }
}

function everythingSaid(kind: DocumentKind, text: string): string[] {
  const lines = TextLines.of(text);
  const analysis = createAnalysis(lines, kind, DEFAULT_SETTINGS);
  const said = analysis.findings.map(({ report }) => report.message);
  for (const { name, detail } of askOutline(analysis).symbols) said.push(name, detail);
  for (const { index } of [...text.matchAll(/\d{3,}/g)].slice(0, 12)) {
    const { hover } = askAt(analysis, positionAt(lines, index + 1));
    if (hover) said.push(hover.markdown);
  }
  return said;
}

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'];

/** `0x80000000` = 2,147,483,648 = **2 GiB** */
const NOTATIONS = /`(-?0x[0-9a-f]+)` = (-?[\d,]+)(?: = \*\*(-?)([\d,]+) ([KMGTPE]?iB|B)\*\*)?/g;

function checkNotations(words: string): void {
  assert.doesNotMatch(words, /\d[eE]\+\d/, 'a float');
  for (const [whole, hex, count, sign, size, unit] of words.matchAll(NOTATIONS)) {
    const value = hex!.startsWith('-') ? -BigInt(hex!.slice(1)) : BigInt(hex!);
    assert.equal(BigInt(count!.replaceAll(',', '')), value, whole);
    assert.match(count!, /^-?\d{1,3}(?:,\d{3})*$/, whole);
    if (size === undefined) continue;
    const bytes = BigInt(size.replaceAll(',', '')) << BigInt(10 * UNITS.indexOf(unit!));
    assert.equal(sign === '-' ? -bytes : bytes, value, whole);
  }
}
