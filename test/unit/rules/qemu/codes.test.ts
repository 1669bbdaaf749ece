import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { QEMU_RULES, SCRIPT_RULES } from '../../../../server/src/rules/qemu/qemu-rules';

const source = path.join(__dirname, '..', '..', '..', '..', 'server', 'src');
/** Where the findings and problems of a text about QEMU come from. */
const FOLDERS = [
  'model/qemu',
  'layout/qemu',
  'syntax/qemu',
  'syntax/json',
  'syntax/shell',
  'syntax/readconfig',
  'syntax/hmp',
  'syntax/args',
];
const CODE = /(?:refusal|caution)\(\s*['`]([a-z0-9-]+)['`]|\bcode(?::| =)\s*'([a-z0-9-]+)'/g;

function filesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((name) => {
    const file = path.join(folder, name);
    return statSync(file).isDirectory() ? filesIn(file) : [file];
  });
}

/** Every code with the files that give it. */
function codes(): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const folder of FOLDERS) {
    for (const file of filesIn(path.join(source, folder))) {
      for (const [, a, b] of readFileSync(file, 'utf8').matchAll(CODE)) {
        const code = (a ?? b)!;
        found.set(code, (found.get(code) ?? new Set()).add(path.relative(source, file)));
      }
    }
  }
  return found;
}

test('every code that a reader or the model gives is a rule', () => {
  const rules = new Set([...QEMU_RULES, ...SCRIPT_RULES].map(({ id }) => id));
  const found = codes();
  assert.ok(found.size > 50, `${found.size} codes`);
  const missing = [...found]
    .filter(([code]) => !rules.has(code))
    .map(([code, files]) => `${code}: ${[...files].join(', ')}`);
  assert.deepEqual(missing, []);
});
