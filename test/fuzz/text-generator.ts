import fc from 'fast-check';
import type { DocumentKind } from '../../server/src/features/analysis';

/** Makes texts of one dialect, right ones and wrong ones. */
export interface TextGenerator {
  readonly kind: DocumentKind;
  /** A whole document. */
  readonly text: fc.Arbitrary<string>;
  /** What somebody types or pastes into one: a few characters, a word, some lines. */
  readonly piece: fc.Arbitrary<string>;
}

interface Ingredients {
  readonly kind: DocumentKind;
  /** Documents as people write them; excerpts of them are taken. */
  readonly seeds: readonly string[];
  /** Lines that are put together from parts, where the seeds have too few. */
  readonly lines?: fc.Arbitrary<string>;
  /** Words and signs that mean something in the dialect. */
  readonly atoms: readonly string[];
  /** What a document of the dialect begins with, if not with anything. */
  readonly heads?: readonly string[];
}

/** Texts out of excerpts, with lines of every kind of end, into which a few pieces are thrown. */
export function textGenerator({ kind, seeds, lines, atoms, heads = [''] }: Ingredients): TextGenerator {
  const excerpt = excerptOf(seeds);
  const part = lines ? fc.oneof(excerpt, lines) : excerpt;
  const piece = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...atoms) },
    { weight: 3, arbitrary: NUMBER },
    { weight: 2, arbitrary: HOSTILE },
    { weight: 2, arbitrary: part.map((text) => `${text}\n`) },
  );
  const whole = fc.record({
    head: fc.constantFrom(...heads),
    parts: fc.array(part, { maxLength: 6 }),
    lineEnd: fc.constantFrom('\n', '\n', '\n', '\r\n', '\r'),
    closed: fc.boolean(),
    thrown: fc.array(fc.record({ at: fc.nat(999), length: fc.nat(9), piece }), { maxLength: 3 }),
  });
  const text = whole.map(({ head, parts, lineEnd, closed, thrown }) => {
    const joined = head + parts.join('\n') + (closed ? '\n' : '');
    return thrown.reduce(throwInto, joined.replaceAll('\n', lineEnd));
  });
  return { kind, text, piece };
}

function throwInto(text: string, { at, length, piece }: { at: number; length: number; piece: string }): string {
  const start = at % (text.length + 1);
  return text.slice(0, start) + piece + text.slice(start + length);
}

/** Consecutive lines of one of the texts, few of them as a rule. */
function excerptOf(texts: readonly string[]): fc.Arbitrary<string> {
  const cut = texts.map((text) => text.replaceAll('\r\n', '\n').split('\n'));
  return fc
    .record({ lines: fc.constantFrom(...cut), from: fc.nat(999), count: fc.integer({ min: 1, max: 30 }) })
    .map(({ lines, from, count }) => {
      // Short texts as a whole: the one half of most of them says nothing.
      const first = lines.length <= count ? 0 : from % lines.length;
      return lines.slice(first, first + count).join('\n');
    });
}

/** Numbers at which arithmetic breaks. */
const NUMBER = fc.oneof(
  fc.constantFrom('0', '1', '4K', '2M', '1G', '4G', '0x1000', '0x200000', '-1', '16E', '0x', '1<<64', '1.5G'),
  fc.bigInt(0n, 1n << 65n).map((n) => `${n}`),
  fc.bigInt(0n, 1n << 65n).map((n) => `0x${n.toString(16)}`),
  fc.bigInt(0n, 1n << 45n).map((n) => `0x${(n << 12n).toString(16)}`),
);

/** What breaks scanners: line ends, quotes, halves of pairs, what cannot be seen. */
const HOSTILE = fc.constantFrom(
  ...['', '\n', '\r', '\r\n', '\n\n', ' ', '\t', '\0', '\ufeff', '\u2028', '\u00a0', '\v', '\f', '\x85'],
  ...['\ud83d', '\ude00', '\ud83d\ude00', 'é', 'e\u0301', '\u202e', '"', "'", '`', '\\', '\\\n', '(', ')', '{', '}'],
  ...['[', ']', '<', '>', '&', '#', '//', '/*', '$', '%', '=', ',', ';', ':', '|', '-', '--', '(('.repeat(20)],
  ...['__proto__', 'constructor', 'toString', '<script>', '](command:x)', 'x'.repeat(300)],
);
