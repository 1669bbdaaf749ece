import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { parse } from 'acorn';
import { transformSync } from 'esbuild';
import { analyse } from 'scslre';

const ROOT = path.join(__dirname, '..', '..');

interface Expression {
  readonly file: string;
  readonly source: string;
  readonly flags: string;
}

/** Every regular expression that is written in the sources of what is shipped. */
function expressionsIn(folder: string): Expression[] {
  return readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) => {
      const file = `${folder}/${name}`;
      const found: Expression[] = [];
      const { code } = transformSync(readFileSync(path.join(ROOT, file), 'utf8'), { loader: 'ts', format: 'esm' });
      parse(code, {
        ecmaVersion: 'latest',
        sourceType: 'module',
        onToken(token) {
          if (token.type.label !== 'regexp') return;
          const { value } = token as unknown as {
            readonly value: { readonly pattern: string; readonly flags: string };
          };
          found.push({ file, source: value.pattern, flags: value.flags });
        },
      });
      return found;
    });
}

/**
 * What a text can be for which an expression takes more than linear time: two quantified parts, one in the other or one behind
 * the other, that match the same characters, or one that is begun anew at each character of the same run.
 */
function slowTextsOf({ source, flags }: Pick<Expression, 'source' | 'flags'>): readonly string[] {
  return analyse({ source, flags }).reports.map(({ type, exponential, character }) => {
    return `${exponential ? 'exponential' : 'polynomial'}, ${type}: ${character.literal.source}`;
  });
}

const EXPRESSIONS = ['server/src', 'client/src'].flatMap(expressionsIn);

test('every regular expression takes linear time, but for those that only see short texts', () => {
  assert.ok(EXPRESSIONS.length > 250, `${EXPRESSIONS.length} expressions`);
  const slow = EXPRESSIONS.filter((expression) => slowTextsOf(expression).length > 0);
  assert.deepEqual(
    slow.map(({ file, source }) => `${file} ${source}`).sort(),
    SHORT_TEXTS.map(([file, source]) => `${file} ${source}`).sort(),
  );
});

/** Why each of these may be slow. */
const SHORT_TEXTS: readonly (readonly [file: string, source: string, why: string])[] = [
  ['server/src/model/format.ts', String.raw`\B(?=(\d{3})+$)`, 'the digits of one number'],
  ['server/src/model/format.ts', '0+$', 'two digits'],
  [
    'server/src/features/libvirt/completion-spot.ts',
    String.raw`^[\w.:-]*[ \t]*(?:[\w.:-]+[ \t]*=|\/?>)`,
    '200 characters are looked at',
  ],
  [
    'server/src/rules/qemu/property-edits.ts',
    String.raw`--?([A-Za-z-]+)(?:[ \t]|\\?\r?\n){1,100}$`,
    '150 characters are looked at',
  ],
  [
    'server/src/syntax/memslots/parse-declaration.ts',
    String.raw`(?:AddrSpace#(?:\d+)[ \t]+)?(?:mem)?slot(?:[ \t]*#[ \t]*|[ \t]+)[0-9A-Za-z_]*(?:[ \t]*\([^()\r\n]*\))?`,
    'one line of at most 16,384 characters, once, and nothing behind it can fail',
  ],
];

test('what is slow is seen', () => {
  for (const source of ['(a+)+$', '(?:a|a)*b', '\\s+$', '\\d+\\w+x'])
    assert.notDeepEqual(slowTextsOf({ source, flags: '' }), [], source);
});

test('expressions that are made while the program runs are made of what was checked', () => {
  const made = ['server/src', 'client/src'].flatMap((folder) =>
    readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && /\bRegExp\(/.test(readFileSync(path.join(ROOT, folder, name), 'utf8')))
      .map((name) => `${folder}/${name}`),
  );
  // The id of a backend that was made: letters, digits, -, . and _.
  assert.deepEqual(made, ['server/src/rules/qemu/refusals/device-repairs.ts']);
});
